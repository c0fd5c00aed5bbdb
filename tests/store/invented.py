"""Invented theses and people, as a harvest would hand them to the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from crosswalks.thesis import Identifier, Person, Role, Thesis, Title
from orcid_sync.store import Checkpoint, Harvest, HarvestedRecord, PageSaved, Source, Store
from schemas.finding import Finding

JOSIAH = "0000-0002-1825-0097"
AMELIE = "0009-9999-0007-9193"
CLIENT_ID = "APP-0000000000000001"


class Clock:
    """A clock that stands still until told."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 5, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **passed: float) -> None:
        self.moment += timedelta(**passed)


def person(stated: str, role: Role = "author", orcid_hint: str = "") -> Person:
    """Somebody stated as "Family, Given"."""
    family, _, given = stated.partition(", ")
    return Person(f"{given} {family}".strip(), role, stated, family, given, orcid_hint)


def identifier(text: str) -> Identifier:
    """`10.…` is a DOI, anything else a handle."""
    return Identifier("doi" if text.startswith("10.") else "handle", text)


def record(
    name: str = "oai:repository.example:1",
    *,
    title: str = "Cracked pots of the early Psychoceramic period",
    people: Sequence[str | Person] = ("Carberry, Josiah",),
    ids: Sequence[str] = (),
    url: str = "",
    digest: str = "",
    outcome: str = "work",
    raw: bytes = b"",
    findings: tuple[Finding, ...] = (),
) -> HarvestedRecord:
    """A record whose raw metadata and work digest follow from what it says, unless told."""
    named = tuple(person(each) if isinstance(each, str) else each for each in people)
    thesis = Thesis(
        name, "etdms11", Title(title), people=named, identifiers=tuple(map(identifier, ids)), url=url
    )
    said = repr((title, named, ids))
    return HarvestedRecord(
        name,
        "2026-01-01",
        ("theses",),
        False,
        raw or f"<thesis>{said}</thesis>".encode(),
        "etdms11",
        outcome,
        findings,
        thesis,
        (digest or f"digest of {said}") if outcome == "work" else "",
    )


def deleted(name: str = "oai:repository.example:1") -> HarvestedRecord:
    return HarvestedRecord(name, "2026-01-02", ("theses",), True)


def source(store: Store, name: str = "repository", rank: int | None = None) -> Source:
    return store.sources.find(name) or store.sources.add(
        name, f"https://{name}.example/oai", "oai_etdms", rank=rank
    )


def save(store: Store, *records: HarvestedRecord, at: str = "repository", token: str = "") -> PageSaved:
    """Save one page from a source and go on with its harvest next time."""
    return store.records.save_page(harvest(store, at), records, Checkpoint(token, "2026-01-05T12:00:00Z"))


def harvest(store: Store, at: str = "repository") -> Harvest:
    return store.harvests.begin(source(store, at))
