"""The tables of the first migration. Never edit it once released: append a migration instead.

`{id}`, `{text}`, `{bytes}` and `{clustered}` stand for what each database calls them. Instants are text (see
`instants`). Of a thesis and what belongs to it, the institution is that of the source, and not checked again.
"""

from __future__ import annotations

from typing import Final

# The record that supplies a thesis's content: not deleted, of the best-ranked source, the latest version (the
# longer or later identifier: 1/2.10 after 1/2.9). The order of harvesting does not matter.
FIRST: Final = (
    """
    CREATE TABLE migration (
        number INTEGER PRIMARY KEY,
        applied_at {text} NOT NULL
    )
    """,
    """
    CREATE TABLE installation (
        environment {text} NOT NULL,
        made_at {text} NOT NULL
    )
    """,
    """
    CREATE TABLE institution (
        id {id},
        name {text} NOT NULL UNIQUE,
        made_at {text} NOT NULL
    )
    """,
    """
    CREATE TABLE source (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        name {text} NOT NULL,
        base_url {text} NOT NULL,
        prefix {text} NOT NULL,
        set_spec {text} NOT NULL,
        rank INTEGER NOT NULL,
        profile {text} NOT NULL,
        added_at {text} NOT NULL,
        removed_at {text},
        UNIQUE (institution_id, name)
    )
    """,
    """
    CREATE TABLE harvest (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        source_id BIGINT NOT NULL REFERENCES source (id),
        window_from {text} NOT NULL,
        resumption_token {text} NOT NULL,
        list_cursor BIGINT,
        complete_list_size BIGINT,
        response_date {text} NOT NULL,
        pages INTEGER NOT NULL,
        started_at {text} NOT NULL,
        finished_at {text},
        given_up_at {text}
    )
    """,
    "CREATE INDEX harvest_of_source ON harvest (source_id)",
    """
    CREATE TABLE thesis (
        id {id},
        institution_id BIGINT NOT NULL,
        made_at {text} NOT NULL,
        merged_at {text},
        merged_into BIGINT REFERENCES thesis (id)
    )
    """,
    """
    CREATE TABLE thesis_key (
        institution_id BIGINT NOT NULL,
        value {text} NOT NULL,
        kind {text} NOT NULL,
        thesis_id BIGINT NOT NULL REFERENCES thesis (id),
        PRIMARY KEY (institution_id, value, kind)
    ){clustered}
    """,
    "CREATE INDEX thesis_key_of_thesis ON thesis_key (thesis_id)",
    """
    CREATE TABLE record (
        id {id},
        institution_id BIGINT NOT NULL,
        source_id BIGINT NOT NULL REFERENCES source (id),
        identifier {text} NOT NULL,
        digest {bytes} NOT NULL,
        datestamp {text} NOT NULL,
        set_specs {text} NOT NULL,
        format {text} NOT NULL,
        outcome {text} NOT NULL,
        thesis_id BIGINT REFERENCES thesis (id),
        title {text} NOT NULL,
        url {text} NOT NULL,
        people {text} NOT NULL,
        findings {text} NOT NULL,
        work_digest {text} NOT NULL,
        raw_sha256 {text} NOT NULL,
        crosswalk_version {text} NOT NULL,
        first_seen_at {text} NOT NULL,
        changed_at {text} NOT NULL,
        deleted_at {text},
        raw {bytes} NOT NULL,
        UNIQUE (identifier, source_id)
    )
    """,
    "CREATE INDEX record_of_thesis ON record (thesis_id)",
    "CREATE INDEX record_by_url ON record (url, institution_id) WHERE url <> ''",
    """
    CREATE TABLE contributor (
        id {id},
        institution_id BIGINT NOT NULL,
        thesis_id BIGINT NOT NULL REFERENCES thesis (id),
        position INTEGER NOT NULL,
        role {text} NOT NULL,
        name {text} NOT NULL,
        stated {text} NOT NULL,
        family {text} NOT NULL,
        given {text} NOT NULL,
        orcid_hint {text} NOT NULL,
        replaced_at {text}
    )
    """,
    "CREATE INDEX contributor_of_thesis ON contributor (thesis_id)",
    """
    CREATE TABLE permission (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        client_id {text} NOT NULL,
        orcid_id {text} NOT NULL,
        name {text} NOT NULL,
        scopes {text} NOT NULL,
        access_token {bytes} NOT NULL,
        refresh_token {bytes} NOT NULL,
        granted_at {text} NOT NULL,
        expires_at {text},
        withdrawn_at {text},
        revoked_at {text},
        refused_at {text},
        UNIQUE (orcid_id, institution_id, client_id, scopes)
    )
    """,
    """
    CREATE TABLE claim (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        contributor_id BIGINT NOT NULL REFERENCES contributor (id),
        client_id {text} NOT NULL,
        orcid_id {text} NOT NULL,
        role {text} NOT NULL,
        proof {text} NOT NULL,
        made_at {text} NOT NULL,
        suspended_at {text},
        suspended_why {text} NOT NULL DEFAULT '',
        ended_at {text},
        ended_why {text} NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX claim_of_contributor ON claim (contributor_id)",
    "CREATE INDEX claim_of_person ON claim (orcid_id)",
    """
    CREATE TABLE push (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        client_id {text} NOT NULL,
        orcid_id {text} NOT NULL,
        claim_id BIGINT NOT NULL UNIQUE REFERENCES claim (id),
        put_code {text},
        sent_digest {text} NOT NULL DEFAULT '',
        sent_xml {text} NOT NULL DEFAULT '',
        sent_work_digest {text} NOT NULL DEFAULT '',
        sent_raw_sha256 {text} NOT NULL DEFAULT '',
        intended {text} NOT NULL DEFAULT '',
        intended_digest {text} NOT NULL DEFAULT '',
        intended_xml {text} NOT NULL DEFAULT '',
        intent_at {text},
        answered_at {text},
        removal_asked_at {text},
        removed_at {text},
        tries INTEGER NOT NULL DEFAULT 0,
        next_try_at {text},
        lease_owner {text} NOT NULL DEFAULT '',
        lease_until {text},
        happened {text} NOT NULL DEFAULT '',
        code {text} NOT NULL DEFAULT '',
        reason {text} NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX push_of_person ON push (orcid_id)",
    """
    CREATE TABLE run (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        kind {text} NOT NULL,
        started_at {text} NOT NULL,
        finished_at {text},
        counts {text} NOT NULL
    )
    """,
    """
    CREATE TABLE logged (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        run_id BIGINT REFERENCES run (id),
        at {text} NOT NULL,
        identifier {text} NOT NULL,
        orcid_id {text} NOT NULL,
        happened {text} NOT NULL,
        reason {text} NOT NULL,
        next_step {text} NOT NULL,
        title {text} NOT NULL,
        code {text} NOT NULL,
        put_code {text} NOT NULL
    )
    """,
    "CREATE INDEX logged_of_run ON logged (run_id)",
    "CREATE INDEX logged_of_record ON logged (identifier) WHERE identifier <> ''",
    "CREATE INDEX logged_of_person ON logged (orcid_id) WHERE orcid_id <> ''",
    """
    CREATE VIEW push_of_thesis AS
    SELECT push.*, claim.role, claim.suspended_at, claim.ended_at, claim.ended_why,
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
            WHEN suspended_at IS NULL AND ended_at IS NULL AND replaced_at IS NULL
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
