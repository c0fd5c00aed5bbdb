"""People who disconnect: what they asked for, until all of it is done."""

from __future__ import annotations

from typing import Final

LEAVING: Final = (
    """
    CREATE TABLE departure (
        id {id},
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        client_id {text} NOT NULL,
        orcid_id {text} NOT NULL,
        removes_works INTEGER NOT NULL,
        removes_id INTEGER NOT NULL,
        erases INTEGER NOT NULL,
        asked_at {text} NOT NULL,
        done_at {text}
    )
    """,
    "CREATE INDEX departure_of_person ON departure (orcid_id)",
)
