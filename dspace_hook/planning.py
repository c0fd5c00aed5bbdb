"""Plans what authenticated iDs change in an item: pure, from values that were just read.

Nothing is planned for a value that is not ours, except the authority of the contributor's own value where the
site keeps iDs there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from crosswalks.decide.orcid_ids import checked_orcid
from dspace_hook.item import Item, Stored
from dspace_hook.matching import NamesakesError, Place, find, forms
from dspace_hook.targets import CONTRIBUTORS, PERSON_ID, Target, Targets
from orcid_sync.contract import Change, ContributorClaim, Diff, Refusal, Value, WriteBackOutcome

ACCEPTED: Final = 600  # DSpace's confidence "accepted"
_LOOK: Final = "Look at the item in DSpace: which name is the person's?"


class RefusedError(Exception):
    """Nothing is written for this claim."""

    def __init__(self, outcome: WriteBackOutcome, reason: str, next_step: str = "") -> None:
        super().__init__(reason)
        self.outcome, self.reason, self.next_step = outcome, reason, next_step


def plan(
    item: Item,
    claims: Sequence[ContributorClaim],
    *,
    targets: Targets,
    ours: Sequence[Change] = (),
    persons: Mapping[str, Item] | None = None,
) -> Diff:
    """What `claims` change in `item`. `ours` was written by us before; `persons` are the related Person items."""
    planning = _Planning(item, targets, ours, persons or {}, claims)
    changes: list[Change] = []
    refusals: list[Refusal] = []
    for claim in claims:
        try:
            changes += [change for change in planning.changes(claim) if change not in changes]
        except RefusedError as refused:
            refusals.append(Refusal(claim.orcid_id, refused.outcome, refused.reason, refused.next_step))
    items = [item, *(persons or {}).values()]
    return Diff(item.uuid, tuple(changes), tuple(refusals), basis_of(items, changes, targets))


def basis_of(items: Sequence[Item], changes: Sequence[Change], targets: Targets) -> str:
    """The values on which the changes rest, as one digest: the changed fields and the contributors' names."""
    names = {field for target in targets.all for field in CONTRIBUTORS[target.role]}
    touched = {change.item: {*names, *_fields_of(change.item, changes)} for change in changes}
    return " ".join(item.digest(touched[item.uuid]) for item in items if item.uuid in touched)


def _fields_of(uuid: str, changes: Sequence[Change]) -> Iterator[str]:
    return (change.field for change in changes if change.item == uuid)


def person_of(item: Item, place: Place) -> str:
    """The UUID of the Person item that a virtual value stands for, "" when the item does not say."""
    authority = place.stored.authority
    return next(
        (
            stored.text
            for name, values in item.metadata.items()
            if name.startswith("relation.is") and name.count(".") == 1
            for stored in values
            if authority and stored.authority == authority
        ),
        "",
    )


@dataclass(frozen=True)
class _Planning:
    item: Item
    targets: Targets
    ours: Sequence[Change]
    persons: Mapping[str, Item]
    claims: Sequence[ContributorClaim]

    def changes(self, claim: ContributorClaim) -> list[Change]:
        """All or nothing for one person. Raises RefusedError."""
        if not claim.may_show:
            reason = f"{claim.orcid_id} did not agree that the repository shows the iD."
            raise RefusedError(WriteBackOutcome.NOT_AGREED, reason)
        if checked_orcid(claim.orcid_id) != claim.orcid_id:
            raise RefusedError(WriteBackOutcome.CANNOT_BE_WRITTEN, f"{claim.orcid_id} is no ORCID iD.")
        if self.item.withdrawn:
            reason = "The item is withdrawn in DSpace."
            raise RefusedError(WriteBackOutcome.ITEM_WITHDRAWN, reason, "Nothing to do unless it comes back.")
        place = self._place(claim)
        return [
            change
            for target in self.targets.of_role.get(claim.role, ())
            for change in self._of_target(target, claim, place)
        ]

    def _place(self, claim: ContributorClaim) -> Place:
        try:
            place = find(self.item, claim)
        except NamesakesError as namesakes:
            reason = f"Several values could be “{claim.stated}”: {namesakes}."
            raise RefusedError(WriteBackOutcome.NAMESAKES, reason, _LOOK) from None
        if place is None:
            reason = f"The item names nobody called “{claim.stated}” as {claim.role}."
            raise RefusedError(WriteBackOutcome.CONTRIBUTOR_NOT_FOUND, reason, _LOOK)
        rivals = {other.orcid_id for other in self.claims if self._is_place_of(place, other)}
        if len(rivals) > 1:
            reason = f"Several people claim to be “{place.stored.text}”: {' and '.join(sorted(rivals))}."
            raise RefusedError(WriteBackOutcome.NAMESAKES, reason, "End the claim that is wrong.")
        return place

    def _is_place_of(self, place: Place, claim: ContributorClaim) -> bool:
        try:
            other = find(self.item, claim)
        except NamesakesError:
            return False
        return other is not None and (other.field, other.index) == (place.field, place.index)

    def _of_target(self, target: Target, claim: ContributorClaim, place: Place) -> Iterator[Change]:
        ways: dict[str, Callable[[Target, ContributorClaim, Place], Iterator[Change]]] = {
            "name-and-id": self._name_and_id,
            "id": self._bare_id,
            "authority": self._authority,
            "person": self._person,
        }
        yield from ways[target.form](target, claim, place)
        if target.form != "person":
            yield from self._authenticated_on(self.item, claim, f"{claim.orcid_id}::")

    def _name_and_id(self, target: Target, claim: ContributorClaim, place: Place) -> Iterator[Change]:
        """`Name::iD`; ours follows the name, a value that somebody else wrote stays as it is."""
        wanted = Value(f"{place.stored.text}::{claim.orcid_id}")
        same_id = [s for s in self.item.values(target.field) if checked_orcid(s.text) == claim.orcid_id]
        stale = [s for s in same_id if self._is_ours(target.field, s) and s.text != wanted.text]
        self._refuse_another(
            (s for s in self.item.values(target.field) if _names(s, place)), claim, f"in {target.field}"
        )
        if len(same_id) > len(stale):  # it stands there already
            yield from (self._taken(target.field, stored) for stored in stale)
            return
        yield Change(self.item.uuid, target.field, stale[0].value if stale else None, wanted)
        yield from (self._taken(target.field, stored) for stored in stale[1:])

    def _bare_id(self, target: Target, claim: ContributorClaim, place: Place) -> Iterator[Change]:
        """The iD alone; with one contributor another iD there is a contradiction, with several it is not."""
        there = self.item.values(target.field)
        if any(checked_orcid(stored.text) == claim.orcid_id for stored in there):
            return
        roles = [t.role for t in self.targets.all if t.field == target.field]
        if len(self.item.values(place.field)) == 1 and len(roles) == 1:
            self._refuse_another(there, claim, f"in {target.field}")
        yield Change(self.item.uuid, target.field, None, Value(claim.orcid_id))

    def _authority(self, target: Target, claim: ContributorClaim, place: Place) -> Iterator[Change]:
        """The authority of the name itself. Its field is written anew, so no virtual value may be in it."""
        if any(stored.is_virtual for stored in self.item.values(place.field)):
            reason = f"{place.field} holds values of related items, which cannot be changed here."
            raise RefusedError(WriteBackOutcome.VIRTUAL_VALUE, reason, "Use the target “person”.")
        authority = place.stored.authority
        if authority and (checked_orcid(authority) == claim.orcid_id or self._is_our_authority(place)):
            return
        if authority:
            reason = f"“{place.stored.text}” has another authority already: {authority}."
            raise RefusedError(WriteBackOutcome.ANOTHER_ID, reason, _LOOK)
        after = place.stored.with_authority(target.prefix + claim.orcid_id, ACCEPTED)
        yield Change(self.item.uuid, place.field, place.stored.value, after.value)

    def _person(self, _: Target, claim: ContributorClaim, place: Place) -> Iterator[Change]:
        person = self.persons.get(person_of(self.item, place))
        if person is None:
            reason = f"“{place.stored.text}” is plain text and not related to a Person item."
            raise RefusedError(
                WriteBackOutcome.CANNOT_BE_WRITTEN, reason, "Relate it to a Person, or use another target."
            )
        there = person.values(PERSON_ID)
        if not any(checked_orcid(stored.text) == claim.orcid_id for stored in there):
            if there:
                reason = f"The Person item has another iD already: {there[0].text}."
                raise RefusedError(WriteBackOutcome.ANOTHER_ID, reason, _LOOK)
            yield Change(person.uuid, PERSON_ID, None, Value(claim.orcid_id))
        yield from self._authenticated_on(person, claim, "")

    def _authenticated_on(self, item: Item, claim: ContributorClaim, before: str) -> Iterator[Change]:
        """When the person signed in: once, and never changed."""
        field, at = self.targets.authenticated_on, claim.authenticated_at
        if not field or at is None:
            return
        if not any(stored.text.startswith(before) for stored in item.values(field)):
            yield Change(item.uuid, field, None, Value(before + _written(at)))

    def _refuse_another(
        self, values: Iterator[Stored] | Sequence[Stored], claim: ContributorClaim, where: str
    ) -> None:
        for stored in values:
            other = checked_orcid(stored.text)
            if other and other != claim.orcid_id:
                reason = f"Another iD stands {where} already: {stored.text}."
                raise RefusedError(
                    WriteBackOutcome.ANOTHER_ID, reason, "Look whose it is; correct the wrong one."
                )

    def _taken(self, field: str, stored: Stored) -> Change:
        return Change(self.item.uuid, field, stored.value, None)

    def _is_our_authority(self, place: Place) -> bool:
        return any(
            (change.item, change.field) == (self.item.uuid, place.field)
            and change.after is not None
            and change.after.authority == place.stored.authority
            for change in self.ours
        )

    def _is_ours(self, field: str, stored: Stored) -> bool:
        return any(
            change.item == self.item.uuid and change.field == field and change.after == stored.value
            for change in self.ours
        )


def plan_undo(items: Mapping[str, Item], ours: Sequence[Change]) -> Diff:
    """What takes `ours` away again, as far as it still stands there as we wrote it."""
    left = {
        (uuid, name): list(values) for uuid, item in items.items() for name, values in item.metadata.items()
    }
    changes = []
    for change in ours:
        there = left.get((change.item, change.field), [])
        stored = next((each for each in there if _still_stands(each, change)), None)
        if stored is not None:
            there.remove(stored)
            changes.append(Change(change.item, change.field, stored.value, _former(stored, change)))
    basis = undo_basis_of(tuple(items.values()), changes)
    return Diff(ours[0].item if ours else "", tuple(changes), (), basis)


def undo_basis_of(items: Sequence[Item], changes: Sequence[Change]) -> str:
    """As `basis_of`, but of the changed fields alone: names do not matter when something is taken away."""
    touched = {change.item: {*_fields_of(change.item, changes)} for change in changes}
    return " ".join(item.digest(touched[item.uuid]) for item in items if item.uuid in touched)


def _still_stands(stored: Stored, change: Change) -> bool:
    if change.after is None:
        return False
    if change.before is None:
        return stored.value == change.after
    return stored.authority == change.after.authority  # under whatever spelling of the name by now


def _former(stored: Stored, change: Change) -> Value | None:
    """The value as it was before us: none, or the same name with its former authority."""
    if change.before is None:
        return None
    return stored.with_authority(change.before.authority, change.before.confidence).value


def _names(stored: Stored, place: Place) -> bool:
    """Whether a `Name::iD` is about that name, in whatever spelling."""
    return bool(forms(stored.text.rpartition("::")[0]) & forms(place.stored.text))


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
