"""The table of the write-back: what of ours stands in the repository's own metadata, and what is about to."""

from __future__ import annotations

from typing import Final

WRITING_BACK: Final = (
    # `written` and `intended` are lists of contract.Change as JSON; `intended` is '' when nothing is under way.
    """
    CREATE TABLE write_back (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        client_id {text} NOT NULL,
        claim_id BIGINT NOT NULL UNIQUE REFERENCES claim (id),
        written {text} NOT NULL DEFAULT '[]',
        intended {text} NOT NULL DEFAULT '',
        intent_at {text},
        settled_at {text},
        settled_stated {text} NOT NULL DEFAULT '',
        settled_targets {text} NOT NULL DEFAULT '',
        undo_asked_at {text},
        tries INTEGER NOT NULL DEFAULT 0,
        next_try_at {text},
        lease_owner {text} NOT NULL DEFAULT '',
        lease_until {text},
        happened {text} NOT NULL DEFAULT '',
        code {text} NOT NULL DEFAULT '',
        reason {text} NOT NULL DEFAULT ''
    )
    """,
    # agreed_at: when the person last agreed to show the iD in the repository; NULL when she does not (any more).
    # is_wanted: the claim counts, she agrees, she did not take her permission back, and did not ask for an undo since.
    """
    CREATE VIEW write_back_of_claim AS
    SELECT claim.id AS claim_id, claim.institution_id, claim.client_id, claim.orcid_id, claim.role,
        claim.suspended_at, claim.ended_at,
        contributor.thesis_id, contributor.stated, contributor.name, contributor.family, contributor.given,
        contributor.replaced_at,
        COALESCE(write_back.written, '[]') AS written, COALESCE(write_back.intended, '') AS intended,
        write_back.settled_at, write_back.settled_stated, write_back.settled_targets,
        write_back.undo_asked_at, COALESCE(write_back.tries, 0) AS tries, write_back.next_try_at,
        COALESCE(write_back.lease_owner, '') AS lease_owner, write_back.lease_until,
        COALESCE(write_back.happened, '') AS happened, COALESCE(write_back.code, '') AS code,
        COALESCE(write_back.reason, '') AS reason,
        (
            SELECT MAX(consent.given_at) FROM consent
            WHERE consent.orcid_id = claim.orcid_id AND consent.institution_id = claim.institution_id
                AND consent.client_id = claim.client_id AND consent.ended_at IS NULL
                AND (' ' || consent.purposes || ' ') LIKE '% show %'
        ) AS agreed_at,
        (
            SELECT MAX(permission.granted_at) FROM permission
            WHERE permission.orcid_id = claim.orcid_id AND permission.institution_id = claim.institution_id
                AND permission.client_id = claim.client_id
                AND permission.withdrawn_at IS NULL AND permission.revoked_at IS NULL
        ) AS authenticated_at
    FROM claim
    JOIN contributor ON contributor.id = claim.contributor_id
    LEFT JOIN write_back ON write_back.claim_id = claim.id
    """,
    """
    CREATE VIEW write_back_now AS
    SELECT write_back_of_claim.*,
        CASE
            WHEN suspended_at IS NULL AND ended_at IS NULL AND replaced_at IS NULL
                AND agreed_at IS NOT NULL AND authenticated_at IS NOT NULL
                AND (undo_asked_at IS NULL OR undo_asked_at < agreed_at) THEN 1
            ELSE 0
        END AS is_wanted,
        CASE
            WHEN undo_asked_at IS NOT NULL AND (agreed_at IS NULL OR undo_asked_at >= agreed_at)
                AND (written <> '[]' OR intended <> '') THEN 1
            ELSE 0
        END AS is_undo
    FROM write_back_of_claim
    """,
)
