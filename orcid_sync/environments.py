"""Where ORCID is: production, ORCID's own sandbox, or the bundled rehearsal. Never mixed (orcid.md §4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EnvironmentName = Literal["production", "sandbox", "rehearsal"]


@dataclass(frozen=True, slots=True)
class Environment:
    """The addresses of one ORCID.

    `web` is for sign-in, token and revoke, `api` the Member API with its version, `ids` what precedes an iD.
    """

    name: EnvironmentName
    web: str
    api: str
    ids: str


PRODUCTION = Environment(
    "production", "https://orcid.org", "https://api.orcid.org/v3.0", "https://orcid.org/"
)
SANDBOX = Environment(
    "sandbox", "https://sandbox.orcid.org", "https://api.sandbox.orcid.org/v3.0", "https://sandbox.orcid.org/"
)


def rehearsal(base_url: str) -> Environment:
    """The rehearsal at `base_url` (no trailing slash). It shows iDs as ORCID does, so works look as they will."""
    base_url = base_url.rstrip("/")
    return Environment("rehearsal", base_url, f"{base_url}/v3.0", "https://orcid.org/")
