"""What a push that lasts needs: doubts about duplicates, an end to trying, the health of permissions, one pace."""

from __future__ import annotations

from typing import Final

PUSHING: Final = (
    # Works that may be the same thesis, as JSON, and what the person said: '', 'same' or 'different'.
    "ALTER TABLE push ADD COLUMN candidates {text} NOT NULL DEFAULT ''",
    "ALTER TABLE push ADD COLUMN answer {text} NOT NULL DEFAULT ''",
    "ALTER TABLE push ADD COLUMN given_up_at {text}",
    # When ORCID last took the token, as far as noted, and the iD that the ORCID record was merged into.
    "ALTER TABLE permission ADD COLUMN worked_at {text}",
    "ALTER TABLE permission ADD COLUMN moved_to {text} NOT NULL DEFAULT ''",
    # ORCID counts requests per client id, whichever institution they are for. Seconds since 1970.
    """
    CREATE{unlogged} TABLE pace (
        client_id {text} PRIMARY KEY,
        next_turn DOUBLE PRECISION NOT NULL,
        held_until DOUBLE PRECISION NOT NULL
    )
    """,
    # As before, and neither what was given up nor what the person calls a duplicate is due.
    "DROP VIEW push_now",
    "DROP VIEW push_of_thesis",
    """
    CREATE VIEW push_of_thesis AS
    SELECT push.*, claim.role, claim.suspended_at, claim.ended_at, claim.ended_why, claim.held_at,
        contributor.thesis_id, contributor.stated, contributor.replaced_at,
        (
            SELECT record.id
            FROM record JOIN source ON source.id = record.source_id
            WHERE record.thesis_id = contributor.thesis_id
            ORDER BY source.removed_at IS NOT NULL, record.deleted_at IS NOT NULL,
                source.rank, source.id, LENGTH(record.identifier) DESC, record.identifier DESC
            LIMIT 1
        ) AS record_id
    FROM push
    JOIN claim ON claim.id = push.claim_id
    JOIN contributor ON contributor.id = claim.contributor_id
    """,
    """
    CREATE VIEW push_now AS
    SELECT push_of_thesis.*,
        record.identifier, record.title, record.outcome, record.work_digest, record.raw_sha256,
        CASE
            WHEN removal_asked_at IS NOT NULL THEN 'remove'
            WHEN put_code IS NULL THEN 'add'
            ELSE 'update'
        END AS action,
        CASE
            WHEN given_up_at IS NOT NULL THEN 0
            WHEN removal_asked_at IS NOT NULL THEN
                CASE WHEN put_code IS NOT NULL OR intended <> '' THEN 1 ELSE 0 END
            WHEN answer = 'same' THEN 0
            WHEN suspended_at IS NULL AND ended_at IS NULL AND held_at IS NULL AND replaced_at IS NULL
                AND record.deleted_at IS NULL AND source.removed_at IS NULL AND record.outcome = 'work'
                AND (intended <> '' OR record.work_digest <> sent_work_digest) THEN 1
            ELSE 0
        END AS is_due,
        CASE
            WHEN put_code IS NULL OR ended_at IS NOT NULL THEN 0
            WHEN record.id IS NULL OR (source.removed_at IS NULL AND record.deleted_at IS NOT NULL) THEN 1
            ELSE 0
        END AS is_withdrawn,
        (
            SELECT MAX(COALESCE(permission.expires_at, '9999'))
            FROM permission
            WHERE permission.orcid_id = push_of_thesis.orcid_id
                AND permission.institution_id = push_of_thesis.institution_id
                AND permission.client_id = push_of_thesis.client_id
                AND permission.scopes LIKE '% /activities/update %'
                AND permission.withdrawn_at IS NULL AND permission.revoked_at IS NULL
        ) AS permitted_until
    FROM push_of_thesis
    LEFT JOIN record ON record.id = push_of_thesis.record_id
    LEFT JOIN source ON source.id = record.source_id
    """,
)
