"""Claims: this iD's holder is this contributor of this thesis, and how that was proved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Proof = Literal["invitation", "campus-login", "hint-confirmed", "staff", "rehearsal"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A proved claim. It counts while neither suspended (the record names somebody else now) nor ended."""

    id: int
    contributor_id: int
    thesis_id: int
    orcid_id: str
    client_id: str
    role: str
    proof: str
    made_at: datetime
    stated: str  # the contributor's name as the content record states it now
    suspended_at: datetime | None = None
    suspended_why: str = ""
    ended_at: datetime | None = None
    ended_why: str = ""

    @property
    def counts(self) -> bool:
        return self.suspended_at is None and self.ended_at is None


class Claims:
    """The claims under this store's client id."""

    def make(self, contributor_id: int, orcid_id: str, *, proof: Proof, again: bool = False) -> Claim:
        """The claim, made now or standing already. One person has one claim on a thesis.

        A claim that was ended (removed by its owner, unlinked) stays ended unless a person asks `again`.
        """
        raise NotImplementedError

    def suspend(self, claim_id: int, why: str) -> None:
        """Nothing is sent for it until a person decides."""
        raise NotImplementedError

    def confirm(self, claim_id: int) -> None:
        """A person decided that a suspended claim is right after all."""
        raise NotImplementedError

    def end(self, claim_id: int, why: str) -> None:
        """The claim is over (`removed-by-owner`, `unlinked` …); nothing is ever added for it again."""
        raise NotImplementedError

    def all(self, *, orcid_id: str = "", thesis_id: int | None = None) -> list[Claim]:
        """Claims, ended ones included; of one person or one thesis when told."""
        raise NotImplementedError

    def authenticated(self, thesis_id: int) -> dict[str, str]:
        """Name as stated → iD, of the claims that count: what `crosswalk(authenticated=…)` takes."""
        raise NotImplementedError
