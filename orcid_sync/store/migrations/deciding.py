"""The tables of deciding and accounting: switches, pages looked at, calls to ORCID, who wants to be forgotten."""

from __future__ import annotations

from typing import Final

DECIDING: Final = (
    # Go-live and pauses. Append only: the last row of a switch counts, the others say who did what and when.
    """
    CREATE TABLE switched (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        what {text} NOT NULL,
        source {text} NOT NULL,
        is_on INTEGER NOT NULL,
        at {text} NOT NULL,
        who {text} NOT NULL
    )
    """,
    # What an anonymous reader saw at a thesis's page.
    """
    CREATE TABLE page_seen (
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        url {text} NOT NULL,
        looked_at {text} NOT NULL,
        is_open INTEGER NOT NULL,
        said {text} NOT NULL,
        PRIMARY KEY (institution_id, url)
    ){clustered}
    """,
    # One row per call to ORCID: neither token nor body.
    """
    CREATE TABLE called (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        client_id {text} NOT NULL,
        at {text} NOT NULL,
        orcid_id {text} NOT NULL,
        identifier {text} NOT NULL,
        method {text} NOT NULL,
        path {text} NOT NULL,
        status INTEGER NOT NULL,
        code {text} NOT NULL,
        trouble {text} NOT NULL,
        milliseconds INTEGER NOT NULL
    )
    """,
    "CREATE INDEX called_for_person ON called (orcid_id) WHERE orcid_id <> ''",
    "CREATE INDEX called_for_record ON called (identifier) WHERE identifier <> ''",
    "CREATE INDEX called_by_time ON called (at)",
    "CREATE INDEX logged_by_time ON logged (at)",
    # The key of the hashes below, itself encrypted like a token.
    """
    CREATE TABLE forgetting_key (
        institution_id BIGINT PRIMARY KEY REFERENCES institution (id),
        secret {bytes} NOT NULL
    )
    """,
    # Keyed hashes of who was forgotten, and of the theses that are not to be added to her record again.
    """
    CREATE TABLE forgotten (
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        hash {text} NOT NULL,
        at {text} NOT NULL,
        PRIMARY KEY (institution_id, hash)
    ){clustered}
    """,
)
