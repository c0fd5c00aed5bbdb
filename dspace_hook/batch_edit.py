"""A file for DSpace's batch edit (`dspace metadata-import`), for offices that give no REST rights.

Its columns replace all values of a field, so all of them are in it. It cannot carry authorities: DSpace drops those
silently where the field is not authority-controlled (dspace.md §5, §10.9).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from dspace_hook.item import Item, Stored
from dspace_hook.planning import plan
from dspace_hook.registry import lines_for
from dspace_hook.targets import Target, Targets
from orcid_sync.contract import BatchFile, ContributorClaim, ItemReference, Refusal, WriteBackOutcome

FIELD: Final = "dc.identifier.orcid"
_TARGETS: Final = Targets({"author": (Target("author", "id", FIELD),)})
_SEPARATORS: Final = ("||", "::")  # of values, and of value and authority
_BY_HAND: Final = "Add the iD by hand, or let us write by REST."


class Reading(Protocol):
    """The reading half of the REST client."""

    def find(self, reference: ItemReference) -> str: ...

    def item(self, uuid: str) -> Item | None: ...

    def is_registered(self, field: str) -> bool: ...


def batch_file(rest: Reading, wanted: Iterable[tuple[ItemReference, ContributorClaim]]) -> BatchFile:
    """A row for each item with one author that lacks the author's iD; the iD as one more value of the field."""
    rows: dict[str, tuple[Stored, ...]] = {}
    refusals: list[Refusal] = []
    for reference, claim in wanted:
        outcome = _row(rest, reference, claim)
        if isinstance(outcome, Refusal):
            refusals.append(outcome)
        elif outcome:
            rows[outcome[0].uuid] = outcome[1]
    return BatchFile(_text(rows), len(rows), tuple(refusals))


def _row(
    rest: Reading, reference: ItemReference, claim: ContributorClaim
) -> tuple[Item, tuple[Stored, ...]] | Refusal | None:
    """The item and all values that the field shall have, None when the iD is there, or why there is no row."""
    uuid = rest.find(reference)
    item = rest.item(uuid) if uuid else None
    if item is None:
        reason = f"DSpace knows no item by {reference}."
        return Refusal(claim.orcid_id, WriteBackOutcome.ITEM_NOT_FOUND, reason)
    if not rest.is_registered(FIELD):
        reason = f"DSpace's metadata registry has no field {FIELD}."
        step = f"Let the administrator add it: {' '.join(lines_for([FIELD]))}"
        return Refusal(claim.orcid_id, WriteBackOutcome.FIELD_NOT_REGISTERED, reason, step)
    if not item.withdrawn and (claim.role != "author" or len(_authors(item)) != 1):
        reason = f"{FIELD} does not say whose iD it is, so it is for items with one author only."
        return Refusal(
            claim.orcid_id, WriteBackOutcome.CANNOT_BE_WRITTEN, reason, "Use the target orcid.author."
        )
    diff = plan(item, [claim], targets=_TARGETS)
    if diff.refusals:
        return diff.refusals[0]
    if not diff.changes:
        return None
    return _fitting(item, claim, (*item.values(FIELD), Stored(claim.orcid_id)))


def _fitting(
    item: Item, claim: ContributorClaim, values: tuple[Stored, ...]
) -> tuple[Item, tuple[Stored, ...]] | Refusal:
    for stored in values:
        if stored.authority or any(separator in stored.text for separator in _SEPARATORS):
            reason = f"The value “{stored.value}” of {FIELD} cannot be kept by a batch edit."
            return Refusal(claim.orcid_id, WriteBackOutcome.CANNOT_BE_WRITTEN, reason, _BY_HAND)
    return item, values


def _authors(item: Item) -> Sequence[Stored]:
    return item.values("dc.contributor.author") or item.values("dc.creator")


def _text(rows: Mapping[str, tuple[Stored, ...]]) -> str:
    """`dc.identifier.orcid` and `dc.identifier.orcid[en]` are two columns, and an empty cell removes values."""
    languages = dict.fromkeys(stored.language for values in rows.values() for stored in values)
    columns = sorted(languages, key=lambda language: (language is not None, language or ""))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", *(FIELD if language is None else f"{FIELD}[{language}]" for language in columns)])
    for uuid, values in rows.items():
        writer.writerow(
            [uuid, *("||".join(s.text for s in values if s.language == each) for each in columns)]
        )
    return out.getvalue() if rows else ""
