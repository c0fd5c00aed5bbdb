"""Applies a diff: reads right before, patches, looks again, and puts back what is not as planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dspace_hook import planning
from dspace_hook.item import Item, Stored
from dspace_hook.patching import ChangedMeanwhileError, FieldPatch, Operation, patches, restoring
from dspace_hook.rest import Rest
from dspace_hook.targets import Targets
from dspace_hook.wire import BY_ITSELF
from orcid_sync.contract import Applied, Change, Diff, Refusal, RepositoryError, WriteBackOutcome

_WRITTEN = "It stands in DSpace as planned."


@dataclass(frozen=True)
class Applying:
    """Changes items of one installation, and remembers which fields were seen to keep authorities (§10.13)."""

    rest: Rest
    targets: Targets
    _keeps_authorities: dict[str, bool] = field(default_factory=dict)

    def apply(self, diff: Diff) -> Applied:
        """One item after the other; there is no ETag, so each is read right before (§10.2)."""
        if not diff.changes:
            return Applied(WriteBackOutcome.UNCHANGED, "There is nothing to change.")
        uuids = tuple(dict.fromkeys(change.item for change in diff.changes))
        items = [item for uuid in uuids if (item := self.rest.item(uuid))]
        if not self._is_as_when_planned(items, diff):
            return _changed_meanwhile()
        try:
            planned = [(item, patches(item, diff.changes)) for item in items]
        except ChangedMeanwhileError:
            return _changed_meanwhile()
        made: tuple[Change, ...] = ()
        for item, fields in planned:
            done = self._apply(item, fields, diff)
            if done.outcome is not WriteBackOutcome.WRITTEN:
                return done
            made += done.changes
        return Applied(WriteBackOutcome.WRITTEN, _WRITTEN, changes=made)

    def risk(self, items: Sequence[Item], diff: Diff) -> Refusal | None:
        """Why authorities could be lost: the field was not seen to keep them, and somebody has one there."""
        for item in items:
            for patch in patches(item, diff.changes):
                kept = self._keeps_authorities.get(patch.field)
                if patch.sets_authorities and (
                    kept is False or (kept is None and patch.rewrites_authorities)
                ):
                    return authority_not_kept(patch.field)
        return None

    def _is_as_when_planned(self, items: Sequence[Item], diff: Diff) -> bool:
        return diff.basis in (
            planning.basis_of(items, diff.changes, self.targets),
            planning.undo_basis_of(items, diff.changes),
        )

    def _apply(self, item: Item, fields: Sequence[FieldPatch], diff: Diff) -> Applied:
        trouble = self._send(item.uuid, [each for field in fields for each in field.operations])
        now = self.rest.item(item.uuid)
        if now is None:
            raise RepositoryError(WriteBackOutcome.POSTPONED, "The item was there and is not.", BY_ITSELF)
        if all(_is_as_planned(now.values(field.field), field.after) for field in fields):
            self._learn(fields, kept=True)
            made = tuple(_as_found(change, now) for change in diff.changes if change.item == item.uuid)
            return Applied(WriteBackOutcome.WRITTEN, _WRITTEN, changes=made)
        if trouble and all(now.values(field.field) == field.before for field in fields):
            raise trouble
        return self._put_back(item, now, fields, diff, trouble)

    def _send(self, uuid: str, operations: Sequence[Operation]) -> RepositoryError | None:
        """None, or why the answer was no success: the change may have been made all the same."""
        try:
            self.rest.patch(uuid, operations)
        except RepositoryError as error:
            return error
        return None

    def _learn(self, fields: Sequence[FieldPatch], *, kept: bool) -> None:
        for patch in fields:
            if patch.sets_authorities:
                self._keeps_authorities[patch.field] = kept

    def _put_back(
        self, item: Item, now: Item, fields: Sequence[FieldPatch], diff: Diff, trouble: RepositoryError | None
    ) -> Applied:
        """What is not as planned is made as it was; what somebody else added meanwhile stays."""
        if self._only_theirs_differs(now, fields):
            made = tuple(change for change in diff.changes if change.item == item.uuid)
            reason = "It stands in DSpace, beside what somebody added meanwhile."
            return Applied(WriteBackOutcome.WRITTEN, reason, changes=made)
        dropped = [f for f in fields if f.sets_authorities and _without_authorities(now, f)]
        self._learn(dropped, kept=False)
        ours = [change.after for change in diff.changes if change.after]
        mending = [
            patch
            for field in fields
            if field not in dropped  # nothing but authorities differs there, which would be dropped again
            and (patch := restoring(field.field, field.before, now.values(field.field), ours))
        ]
        if mending:
            self.rest.patch(item.uuid, [each for patch in mending for each in patch.operations])
        if dropped:
            refusal = authority_not_kept(dropped[0].field)
            return Applied(refusal.outcome, refusal.reason, refusal.next_step)
        if trouble:
            raise trouble
        return Applied(
            WriteBackOutcome.NOT_AS_PLANNED,
            "The item was not as planned afterwards (somebody edited it in the same moment); it was put back.",
            f"Look at the item {item.handle or item.uuid} in DSpace.",
        )

    def _only_theirs_differs(self, now: Item, fields: Sequence[FieldPatch]) -> bool:
        """Whether all that was planned is there in its order, and something of somebody else's besides."""
        return all(_stands_within(field, now) for field in fields)


def _is_as_planned(there: Sequence[Stored], planned: Sequence[Stored]) -> bool:
    """Whether the values are those planned. DSpace 10 turns `will be …::ORCID::iD` into a Person's UUID (§2.3)."""
    return len(there) == len(planned) and all(
        a == b
        or (
            _is_transient(b)
            and a.authority
            and replace(b, authority=a.authority, confidence=a.confidence) == a
        )
        for a, b in zip(there, planned, strict=True)
    )


def _is_transient(stored: Stored) -> bool:
    return (stored.authority or "").startswith("will be ")


def _as_found(change: Change, now: Item) -> Change:
    """The change with the authority that DSpace made of ours."""
    if change.after is None or not (change.after.authority or "").startswith("will be "):
        return change
    there = (
        stored for stored in now.values(change.field) if stored.text == change.after.text and stored.authority
    )
    return replace(change, after=next((stored.value for stored in there), change.after))


def _stands_within(field: FieldPatch, now: Item) -> bool:
    there = list(now.values(field.field))
    added = [each for each in there if each not in field.after and each not in field.before]
    for each in added:
        there.remove(each)
    return tuple(there) == field.after


def _without_authorities(now: Item, field: FieldPatch) -> bool:
    """Whether the values are those of before and their authorities are not what was asked for."""
    there = now.values(field.field)
    same = [(each.text, each.language) for each in there] == [
        (each.text, each.language) for each in field.after
    ]
    return same and any(a.authority != b.authority for a, b in zip(there, field.after, strict=True))


def _changed_meanwhile() -> Applied:
    return Applied(
        WriteBackOutcome.CHANGED_MEANWHILE,
        "Somebody edited the item in this moment; nothing was touched.",
        BY_ITSELF,
    )


def authority_not_kept(field: str) -> Refusal:
    """Why an authority is not, or not yet, written there."""
    return Refusal(
        "",
        WriteBackOutcome.AUTHORITY_NOT_KEPT,
        f"DSpace is not known to keep authorities in {field}: where the field is not authority-controlled, it drops "
        "them silently.",
        f"Make it authority-controlled (authority.controlled.{field} = true, with a choices plugin), or use the "
        "target orcid.author.",
    )
