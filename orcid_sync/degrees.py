"""Use case: take over the registrar's list of degrees, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crosswalks.decide.names import person_name
from crosswalks.decide.text import fold
from orcid_sync.degree_list import DegreeRow, Fault, read_degree_list
from orcid_sync.store import Conferral, ConferralsKept, Contributor, Store


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: `kept` is None when `faults` kept it out."""

    kept: ConferralsKept | None
    faults: Sequence[Fault] = ()


def import_degrees(store: Store, body: bytes) -> Imported:
    """Keep what the list in `body` says; a list with a single fault changes nothing."""
    read = read_degree_list(body)
    faults = list(read.faults)
    stated: dict[int, tuple[DegreeRow, Conferral]] = {}
    for row in read.rows:
        found = _conferral(store, row)
        if isinstance(found, Fault):
            faults.append(found)
            continue
        before, same = stated.setdefault(found.contributor_id, (row, found))
        if same != found:
            faults.append(Fault(row.line, "", f"it contradicts line {before.line}, on the same person."))
    if faults:
        return Imported(None, sorted(faults))
    return Imported(store.conferrals.keep([conferral for _, conferral in stated.values()]))


def _conferral(store: Store, row: DegreeRow) -> Conferral | Fault:
    thesis = store.theses.find(row.thesis)
    if thesis is None:
        return Fault(row.line, "thesis", f"no thesis that was harvested is known by “{row.thesis}”.")
    authors = [one for one in thesis.contributors if one.role == "author"]
    meant = [one for one in authors if not _names(row.name).isdisjoint(_names(one.name, one.stated))]
    if len(meant) != 1:
        return Fault(row.line, "name", _whom(row.name, authors, len(meant)))
    start = str(row.start) if row.start else ""
    return Conferral(meant[0].id, str(row.conferred), start, row.degree, row.department)


def _names(*stated: str) -> set[str]:
    """The forms under which a person is known, so that "Ferro, Alice" is "Alice Ferro"."""
    forms = {fold(form) for one in stated for form in (one, person_name(one).name)}
    return forms - {""}


def _whom(name: str, authors: Sequence[Contributor], meant: int) -> str:
    if meant:
        return f"the thesis has {meant} authors called “{name}”."
    named = ", ".join(f"“{author.name}”" for author in authors) or "nobody"
    return f"the thesis has no author “{name}”; it names {named}."
