"""The tables of asking people: submissions, invitations, consents, claim requests, sign-ins and their limits.

A token, a state and a session are kept only as hashes: who reads the database can use none of them.
"""

from __future__ import annotations

from typing import Final

ASKING: Final = (
    """
    CREATE TABLE submission (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        number {text} NOT NULL,
        title {text} NOT NULL,
        known_as {text} NOT NULL DEFAULT '',
        made_at {text} NOT NULL,
        thesis_id BIGINT REFERENCES thesis (id),
        joined_at {text},
        joined_by {text} NOT NULL DEFAULT '',
        UNIQUE (institution_id, number)
    )
    """,
    "CREATE INDEX submission_of_thesis ON submission (thesis_id)",
    """
    CREATE TABLE submitted_person (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        submission_id BIGINT NOT NULL REFERENCES submission (id),
        role {text} NOT NULL,
        name {text} NOT NULL,
        email {text} NOT NULL,
        orcid_hint {text} NOT NULL,
        UNIQUE (submission_id, role, name)
    )
    """,
    "CREATE INDEX submitted_person_by_email ON submitted_person (institution_id, email)",
    """
    CREATE TABLE invitation (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        client_id {text} NOT NULL,
        token_hash {text} NOT NULL UNIQUE,
        name {text} NOT NULL,
        email {text} NOT NULL,
        role {text} NOT NULL,
        orcid_hint {text} NOT NULL,
        made_at {text} NOT NULL,
        expires_at {text} NOT NULL,
        opened_at {text},
        denied_at {text},
        accepted_at {text},
        orcid_id {text} NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX invitation_of_person ON invitation (orcid_id) WHERE orcid_id <> ''",
    "CREATE INDEX invitation_by_email ON invitation (institution_id, email)",
    """
    CREATE TABLE invited (
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        invitation_id BIGINT NOT NULL REFERENCES invitation (id),
        contributor_id BIGINT REFERENCES contributor (id),
        submitted_person_id BIGINT REFERENCES submitted_person (id)
    )
    """,
    "CREATE INDEX invited_by ON invited (invitation_id)",
    "CREATE INDEX invited_contributor ON invited (contributor_id)",
    "CREATE INDEX invited_submitted_person ON invited (submitted_person_id)",
    """
    CREATE TABLE consent (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        client_id {text} NOT NULL,
        orcid_id {text} NOT NULL,
        invitation_id BIGINT REFERENCES invitation (id),
        purposes {text} NOT NULL,
        scopes {text} NOT NULL,
        text_version {text} NOT NULL,
        language {text} NOT NULL,
        given_at {text} NOT NULL,
        ended_at {text}
    )
    """,
    "CREATE INDEX consent_of_person ON consent (orcid_id)",
    """
    CREATE TABLE claim_request (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        client_id {text} NOT NULL,
        orcid_id {text} NOT NULL,
        name {text} NOT NULL,
        role {text} NOT NULL,
        expected {text} NOT NULL,
        contributor_id BIGINT REFERENCES contributor (id),
        submitted_person_id BIGINT REFERENCES submitted_person (id),
        proof {text} NOT NULL,
        doubt {text} NOT NULL,
        made_at {text} NOT NULL,
        approved_at {text},
        rejected_at {text},
        decided_by {text} NOT NULL DEFAULT '',
        claim_id BIGINT REFERENCES claim (id)
    )
    """,
    "CREATE INDEX claim_request_of_person ON claim_request (orcid_id)",
    "CREATE INDEX claim_request_of_contributor ON claim_request (contributor_id)",
    "CREATE INDEX claim_request_of_submission ON claim_request (submitted_person_id)",
    # What a person wishes for one claim: nothing sent; another name of hers, or none ('').
    "ALTER TABLE claim ADD COLUMN held_at {text}",
    "ALTER TABLE claim ADD COLUMN shown_name {text}",
    """
    CREATE TABLE browser_session (
        key_hash {text} PRIMARY KEY,
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        orcid_id {text} NOT NULL,
        content {text} NOT NULL,
        made_at {text} NOT NULL,
        expires_at {text} NOT NULL
    )
    """,
    "CREATE INDEX browser_session_of_person ON browser_session (orcid_id) WHERE orcid_id <> ''",
    "CREATE INDEX browser_session_by_end ON browser_session (expires_at)",
    """
    CREATE TABLE sign_in (
        state_hash {text} PRIMARY KEY,
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        client_id {text} NOT NULL,
        session_hash {text} NOT NULL,
        secrets {bytes} NOT NULL,
        wish {text} NOT NULL,
        made_at {text} NOT NULL,
        expires_at {text} NOT NULL,
        used_at {text}
    )
    """,
    "CREATE INDEX sign_in_by_end ON sign_in (expires_at)",
    """
    CREATE TABLE attempts (
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        who {text} NOT NULL,
        what {text} NOT NULL,
        since {text} NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (institution_id, who, what, since)
    )
    """,
    "CREATE INDEX attempts_by_time ON attempts (since)",
    # Folded titles, for the search of the claim page. Filled after a harvest, so that a harvest stays quick.
    """
    CREATE TABLE title_key (
        institution_id BIGINT NOT NULL,
        folded {text} NOT NULL,
        thesis_id BIGINT NOT NULL REFERENCES thesis (id),
        PRIMARY KEY (institution_id, folded, thesis_id)
    ){clustered}
    """,
    """
    CREATE TABLE looked_through (
        institution_id BIGINT PRIMARY KEY REFERENCES institution (id),
        harvested {text} NOT NULL,
        until {text} NOT NULL
    )
    """,
    # As before, and what its person holds back is not due.
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
            WHEN removal_asked_at IS NOT NULL THEN
                CASE WHEN put_code IS NOT NULL OR intended <> '' THEN 1 ELSE 0 END
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
