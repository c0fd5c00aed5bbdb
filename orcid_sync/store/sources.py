"""The sources we harvest, ranked: the first one's record supplies a thesis's content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Source:
    """An OAI-PMH base URL + prefix + set that we harvest. `rank` 1 is asked first for content."""

    id: int
    name: str
    base_url: str
    prefix: str
    set_spec: str = ""
    rank: int = 1
    profile: str = "default"
    added_at: datetime | None = None


class Sources:
    """The institution's sources."""

    def add(
        self, name: str, base_url: str, prefix: str, *, set_spec: str = "", rank: int | None = None,
        profile: str = "default",
    ) -> Source:
        """The source called `name`, added last in rank (unless told), or changed to these settings.

        Changing the base URL, prefix or set of a known name keeps its records (a repository moved);
        its next harvest starts from the beginning.
        """
        raise NotImplementedError

    def all(self) -> list[Source]:
        """All sources in rank order, removed ones left out."""
        raise NotImplementedError

    def find(self, name: str) -> Source | None:
        """The source called `name`, or None."""
        raise NotImplementedError

    def remove(self, name: str) -> bool:
        """Whether there was such a source. Its records stay, but supply no content any more."""
        raise NotImplementedError
