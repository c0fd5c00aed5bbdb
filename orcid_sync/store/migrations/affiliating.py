"""Degrees as they stand at ORCID: which affiliation is whose, and what was sent last."""

from __future__ import annotations

from typing import Final

# intended_at: an add was begun whose answer is not known; before the next one ORCID is looked at.
AFFILIATING: Final = (
    """
    CREATE TABLE degree_push (
        claim_id BIGINT PRIMARY KEY REFERENCES claim (id),
        institution_id BIGINT NOT NULL REFERENCES institution (id),
        client_id {text} NOT NULL,
        put_code {text} NOT NULL DEFAULT '',
        digest {text} NOT NULL DEFAULT '',
        happened {text} NOT NULL DEFAULT '',
        reason {text} NOT NULL DEFAULT '',
        intended_at {text},
        ended_at {text},
        tries INTEGER NOT NULL DEFAULT 0,
        next_try_at {text},
        lease_until {text}
    )
    """,
)
