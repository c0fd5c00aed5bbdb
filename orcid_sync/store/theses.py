"""Theses, the people named in them, and the record that supplies their content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody named in a thesis. The id stays when the name is respelled."""

    id: int
    thesis_id: int
    position: int
    role: str
    name: str
    stated: str  # Person.stated, by which `crosswalk(authenticated=…)` finds the person
    orcid_hint: str = ""
    replaced_at: datetime | None = None  # since when the record no longer names this person


@dataclass(frozen=True, slots=True)
class Content:
    """The record that supplies a thesis's content, with its raw metadata."""

    record_id: int
    thesis_id: int
    source_id: int
    profile: str
    identifier: str
    datestamp: str
    set_specs: tuple[str, ...]
    format: str
    outcome: str
    title: str
    url: str
    work_digest: str
    raw_sha256: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class KnownThesis:
    """A thesis and by what it is known. `keys` are (`doi`|`handle`|`oai`, value)."""

    id: int
    title: str
    keys: tuple[tuple[str, str], ...]
    identifiers: tuple[str, ...]  # OAI identifiers of all its records, the content's first
    contributors: tuple[Contributor, ...]


class Theses:
    """The institution's theses."""

    def find(self, typed: str) -> KnownThesis | None:
        """The thesis meant by a DOI, handle, OAI identifier or URL as a person types it, or None."""
        raise NotImplementedError

    def get(self, thesis_id: int) -> KnownThesis | None:
        """The thesis with this id (also one that was merged into another: then that one), or None."""
        raise NotImplementedError

    def content_of(self, thesis_id: int) -> Content | None:
        """The best-ranked record that its source has not deleted, or None."""
        raise NotImplementedError

    def contributors(self, thesis_id: int) -> list[Contributor]:
        """The people the thesis names now, in order."""
        raise NotImplementedError
