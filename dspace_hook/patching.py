"""The only patches that we can send: values appended, and values just read removed.

A `replace` on a field that is not registered wipes the whole item and answers 200 (dspace.md §3.3, §10.1), and an
`add` at an index ignores it. Neither can be written down here: `Append` has no index and `Remove` names the value
that it takes away, read from that very item.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dspace_hook.item import Item, Stored
from dspace_hook.targets import FIELD
from orcid_sync.contract import Change, Value


class ChangedMeanwhileError(LookupError):
    """A value that the plan rests on is no longer there."""


@dataclass(frozen=True, slots=True)
class Append:
    """One value more at the end of a field: `add …/-`."""

    field: str
    stored: Stored

    def as_json(self) -> dict[str, Any]:
        return {"op": "add", "path": f"/metadata/{_checked(self.field)}/-", "value": self.stored.as_json()}


@dataclass(frozen=True, slots=True)
class Remove:
    """One value less: `remove …/i`, `stored` being the value that was read there."""

    field: str
    index: int
    stored: Stored

    def as_json(self) -> dict[str, Any]:
        return {"op": "remove", "path": f"/metadata/{_checked(self.field)}/{self.index}"}


Operation = Append | Remove


@dataclass(frozen=True, slots=True)
class FieldPatch:
    """What happens to one field: its values as read, as they shall be, and the operations that lead there."""

    field: str
    before: tuple[Stored, ...]
    after: tuple[Stored, ...]
    operations: tuple[Operation, ...]

    @property
    def rewrites_authorities(self) -> bool:
        """Whether values with an authority are removed and added again: lost where none are kept (§10.13)."""
        added = [each.stored for each in self.operations if isinstance(each, Append)]
        removed = (each.stored for each in self.operations if isinstance(each, Remove))
        return any(stored.authority and stored in added for stored in removed)

    @property
    def sets_authorities(self) -> bool:
        return any(isinstance(each, Append) and each.stored.authority for each in self.operations)


def patches(item: Item, changes: Sequence[Change]) -> tuple[FieldPatch, ...]:
    """The patch of each field that `changes` touch in `item`. Raises ChangedMeanwhileError."""
    mine = [change for change in changes if change.item == item.uuid]
    fields = dict.fromkeys(change.field for change in mine)
    return tuple(
        _of_field(item.values(field), field, [each for each in mine if each.field == field])
        for field in fields
    )


def _of_field(before: tuple[Stored, ...], field: str, changes: Sequence[Change]) -> FieldPatch:
    if any(change.before and change.after and change.before.text == change.after.text for change in changes):
        return rewriting(field, before, tuple(_with_authorities(before, changes)))
    gone = _indexes(before, [change.before for change in changes if change.before])
    added = [_stored(change.after) for change in changes if change.after]
    after = (*(each for index, each in enumerate(before) if index not in gone), *added)
    return FieldPatch(field, before, after, _operations(field, before, gone, added))


def rewriting(field: str, before: tuple[Stored, ...], after: Sequence[Stored]) -> FieldPatch:
    """Values away, from the last to the first one that differs, and `after` in their place, in one atomic patch
    (§10.14): what stands before it is not touched."""
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    gone = set(range(same, len(before)))
    return FieldPatch(field, before, tuple(after), _operations(field, before, gone, after[same:]))


def _operations(
    field: str, values: tuple[Stored, ...], gone: set[int], added: Sequence[Stored]
) -> tuple[Operation, ...]:
    """From the last to the first, so that no index moves before its turn; then what is added."""
    removals: list[Operation] = [Remove(field, index, values[index]) for index in sorted(gone, reverse=True)]
    return (*removals, *(Append(field, stored) for stored in added))


def restoring(
    field: str, wanted: Sequence[Stored], now: tuple[Stored, ...], ours: Sequence[Value]
) -> FieldPatch | None:
    """What puts a field back that is not as planned, or None when nothing is amiss.

    What is ours and unwanted goes, what is missing comes back; what somebody else added meanwhile stays. The
    order is mended too where no value has an authority that this could cost.
    """
    missing = _without(wanted, now)
    surplus = [each for each in _without(now, wanted) if each.value in ours]
    kept = list(_without(now, surplus))
    ordered = [*wanted, *_without(kept, wanted)]
    if not missing and not surplus and kept == ordered:
        return None
    if any(each.authority or each.is_virtual for each in now):
        gone = _indexes(now, [each.value for each in surplus])
        return FieldPatch(field, now, (*kept, *missing), _operations(field, now, gone, missing))
    return rewriting(field, now, ordered)


def _without(values: Sequence[Stored], others: Sequence[Stored]) -> list[Stored]:
    """The values that are not among the others, each other counting once."""
    left, rest = list(others), []
    for each in values:
        if each in left:
            left.remove(each)
        else:
            rest.append(each)
    return rest


def _with_authorities(before: Sequence[Stored], changes: Sequence[Change]) -> Iterator[Stored]:
    after = list(before)
    for change in changes:
        if change.before is None or change.after is None:
            raise ChangedMeanwhileError(change.field)
        (index,) = _indexes(tuple(after), [change.before])
        after[index] = after[index].with_authority(change.after.authority, change.after.confidence)
    yield from after


def _indexes(values: tuple[Stored, ...], wanted: Sequence[Value]) -> set[int]:
    """Where `wanted` stand, each at a place of its own. Raises ChangedMeanwhileError."""
    found: set[int] = set()
    for value in wanted:
        at = (i for i, stored in enumerate(values) if stored.value == value and i not in found)
        index = next(at, None)
        if index is None:
            raise ChangedMeanwhileError(str(value))
        found.add(index)
    return found


def _stored(value: Value) -> Stored:
    return Stored(value.text, value.language, value.authority, value.confidence)


def _checked(field: str) -> str:
    if not FIELD.fullmatch(field):
        raise ValueError(f"“{field}” is no metadata field.")
    return field
