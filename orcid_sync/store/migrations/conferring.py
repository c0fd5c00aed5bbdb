"""What the registrar says of degrees: when they were conferred, and how they are called."""

from __future__ import annotations

from typing import Final

# Of a contributor, so that it moves with her when two theses turn out to be one.
CONFERRING: Final = (
    """
    CREATE TABLE conferral (
        contributor_id BIGINT PRIMARY KEY REFERENCES contributor (id),
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        degree {text} NOT NULL,
        department {text} NOT NULL,
        started_on {text} NOT NULL,
        conferred_on {text} NOT NULL,
        said_at {text} NOT NULL
    )
    """,
)
