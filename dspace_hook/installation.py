"""One installation of DSpace: plans with what it reads there, applies, looks again, and puts back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, Protocol

from dspace_hook import planning
from dspace_hook.item import Item, Stored
from dspace_hook.matching import NamesakesError, find
from dspace_hook.patching import ChangedMeanwhileError, FieldPatch, Operation, patches, restoring
from dspace_hook.rest7 import Rest7
from dspace_hook.targets import Targets, read_targets
from dspace_hook.wire import BY_ITSELF
from orcid_sync.contract import (
    Applied,
    BatchFile,
    Change,
    Checked,
    ContributorClaim,
    Diff,
    ItemReference,
    Refusal,
    RepositoryError,
    RepositorySettings,
    SettingsError,
    WriteBackOutcome,
)

_KNOWN: Final = frozenset({"targets", "authenticated_on", "version"})


def open_installation(settings: RepositorySettings) -> Installation:
    """The DSpace that the settings name; asks nobody yet. Raises SettingsError."""
    if unknown := settings.options.keys() - _KNOWN:
        raise SettingsError(f"There is no setting repository.{min(unknown)} for DSpace.")
    if not settings.url.startswith(("https://", "http://")):
        raise SettingsError("repository.url has to be the address of DSpace's server, https://…/server.")
    targets = read_targets(settings.options)
    if str(settings.options.get("version", "")).startswith("6"):
        return Installation(_rest6(settings, targets), targets)
    return Installation(Rest7(settings.url, settings.account, settings.password), targets)


def _rest6(settings: RepositorySettings, targets: Targets) -> Rest:
    from dspace_hook.rest6 import Rest6

    if any(target.form in ("authority", "person") for target in targets.all):
        raise SettingsError("repository.targets: DSpace 6 takes fields only, no authority and no person.")
    return Rest6(settings.url, settings.account, settings.password)


class Rest(Protocol):
    """What an installation needs of a REST API; that of 6, and of 7 and later."""

    def find(self, reference: ItemReference) -> str: ...

    def item(self, uuid: str) -> Item | None: ...

    def is_registered(self, field: str) -> bool: ...

    def patch(self, uuid: str, operations: Sequence[Operation]) -> None: ...

    def sign_in(self) -> None: ...

    def close(self) -> None: ...


class Installation:
    """A `contract.Repository`."""

    def __init__(self, rest: Rest, targets: Targets) -> None:
        self._rest = rest
        self._targets = targets
        self._keeps_authorities: dict[str, bool] = {}  # by field, as seen when reading back (§10.13)

    @property
    def targets(self) -> str:
        return str(self._targets)

    @property
    def roles(self) -> Sequence[str]:
        return tuple(self._targets.of_role)

    def plan(
        self, reference: ItemReference, claims: Sequence[ContributorClaim], ours: Sequence[Change] = ()
    ) -> Diff:
        uuid = self._rest.find(reference)
        item = self._rest.item(uuid) if uuid else None
        if item is None:
            return Diff("", (), tuple(_not_found(reference, claim) for claim in claims))
        persons = self._persons(item, claims)
        diff = planning.plan(item, claims, targets=self._targets, ours=ours, persons=persons)
        return self._judged({item.uuid: item, **persons}, diff, claims)

    def plan_undo(self, ours: Sequence[Change]) -> Diff:
        uuids = dict.fromkeys(change.item for change in ours)
        items = {uuid: item for uuid in uuids if (item := self._rest.item(uuid))}
        return planning.plan_undo(items, ours)

    def apply(self, diff: Diff) -> Applied:
        """Read right before (there is no ETag), patch, read again; one item after the other."""
        if not diff.changes:
            return Applied(WriteBackOutcome.UNCHANGED, "There is nothing to change.")
        uuids = tuple(dict.fromkeys(change.item for change in diff.changes))
        items = [item for uuid in uuids if (item := self._rest.item(uuid))]
        if self._basis(items, diff) != diff.basis:
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
        return Applied(WriteBackOutcome.WRITTEN, "It stands in DSpace as planned.", changes=made)

    def batch_file(self, wanted: Iterable[tuple[ItemReference, ContributorClaim]]) -> BatchFile:
        from dspace_hook.batch_edit import batch_file

        return batch_file(self._rest, wanted)

    def check(self) -> Iterator[Checked]:
        from dspace_hook.checking import check, check_6

        if isinstance(self._rest, Rest7):
            return check(self._rest, self._targets)
        return check_6(self._rest, self._targets)

    def pushes_itself(self) -> str:
        from dspace_hook.checking import pushes_itself

        return pushes_itself(self._rest) if isinstance(self._rest, Rest7) else ""

    def close(self) -> None:
        self._rest.close()

    # planning

    def _persons(self, item: Item, claims: Sequence[ContributorClaim]) -> dict[str, Item]:
        """The Person items that the claimed contributors stand for, where iDs are kept there."""
        persons: dict[str, Item] = {}
        for claim in claims:
            if any(target.form == "person" for target in self._targets.of_role.get(claim.role, ())):
                try:
                    place = find(item, claim)
                except NamesakesError:
                    continue  # the plan says so
                uuid = planning.person_of(item, place) if place else ""
                if uuid and (person := self._rest.item(uuid)):
                    persons[uuid] = person
        return persons

    def _judged(self, items: dict[str, Item], diff: Diff, claims: Sequence[ContributorClaim]) -> Diff:
        """The diff, or a refusal for everybody where a field is not registered or would lose authorities."""
        refused = self._unregistered(diff) or self._authority_at_risk(items, diff)
        if refused is None:
            return diff
        spared = {refusal.orcid_id for refusal in diff.refusals}
        more = tuple(
            replace(refused, orcid_id=claim.orcid_id) for claim in claims if claim.orcid_id not in spared
        )
        return replace(diff, changes=(), refusals=(*diff.refusals, *more))

    def _unregistered(self, diff: Diff) -> Refusal | None:
        for field in dict.fromkeys(change.field for change in diff.changes if change.after):
            if not self._rest.is_registered(field):
                from dspace_hook.registry import lines_for

                return Refusal(
                    "",
                    WriteBackOutcome.FIELD_NOT_REGISTERED,
                    f"DSpace's metadata registry has no field {field}.",
                    f"Let the administrator add it: {' '.join(lines_for([field]))}",
                )
        return None

    def _authority_at_risk(self, items: dict[str, Item], diff: Diff) -> Refusal | None:
        for item in items.values():
            for field in patches(item, diff.changes):
                if field.sets_authorities and self._may_lose_authorities(field):
                    return _authority_not_kept(field.field)
        return None

    def _may_lose_authorities(self, field: FieldPatch) -> bool:
        kept = self._keeps_authorities.get(field.field)
        return kept is False or (kept is None and field.rewrites_authorities)

    # applying

    def _basis(self, items: Sequence[Item], diff: Diff) -> str:
        of_plan = planning.basis_of(items, diff.changes, self._targets)
        of_undo = planning.undo_basis_of(items, diff.changes)
        return of_undo if diff.basis == of_undo else of_plan

    def _apply(self, item: Item, fields: Sequence[FieldPatch], diff: Diff) -> Applied:
        trouble = self._send(item.uuid, [each for field in fields for each in field.operations])
        now = self._rest.item(item.uuid)
        if now is None:
            raise RepositoryError(WriteBackOutcome.POSTPONED, "The item was there and is not.", BY_ITSELF)
        if all(_is_as_planned(now.values(field.field), field.after) for field in fields):
            self._learn(fields, kept=True)
            made = tuple(_as_found(change, now) for change in diff.changes if change.item == item.uuid)
            return Applied(WriteBackOutcome.WRITTEN, "It stands in DSpace as planned.", changes=made)
        if trouble and all(now.values(field.field) == field.before for field in fields):
            raise trouble
        return self._put_back(item, now, fields, diff, trouble)

    def _send(self, uuid: str, operations: Sequence[Operation]) -> RepositoryError | None:
        """None, or why the answer was no success: the change may have been made all the same."""
        try:
            self._rest.patch(uuid, operations)
        except RepositoryError as error:
            return error
        return None

    def _learn(self, fields: Sequence[FieldPatch], *, kept: bool) -> None:
        for field in fields:
            if field.sets_authorities:
                self._keeps_authorities[field.field] = kept

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
            if (patch := restoring(field.field, field.before, now.values(field.field), ours))
        ]
        if mending:
            self._rest.patch(item.uuid, [each for patch in mending for each in patch.operations])
        if dropped:
            refusal = _authority_not_kept(dropped[0].field)
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


def _not_found(reference: ItemReference, claim: ContributorClaim) -> Refusal:
    return Refusal(
        claim.orcid_id,
        WriteBackOutcome.ITEM_NOT_FOUND,
        f"DSpace knows no item by {reference}.",
        "Look whether the thesis has a handle of this DSpace; it is never looked for by its title.",
    )


def _changed_meanwhile() -> Applied:
    return Applied(
        WriteBackOutcome.CHANGED_MEANWHILE,
        "Somebody edited the item in this moment; nothing was touched.",
        BY_ITSELF,
    )


def _authority_not_kept(field: str) -> Refusal:
    return Refusal(
        "",
        WriteBackOutcome.AUTHORITY_NOT_KEPT,
        f"DSpace is not known to keep authorities in {field}: where the field is not authority-controlled, it drops "
        "them silently.",
        f"Make it authority-controlled (authority.controlled.{field} = true, with a choices plugin), or use the "
        "target orcid.author.",
    )
