"""One installation of DSpace: what it holds is read, and what claims change in it is planned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from dspace_hook import planning
from dspace_hook.applying import Applying
from dspace_hook.item import Item
from dspace_hook.matching import NamesakesError, find
from dspace_hook.rest import Rest
from dspace_hook.rest7 import Rest7
from dspace_hook.targets import Targets, read_targets
from orcid_sync.contract import (
    Applied,
    BatchFile,
    Change,
    Checked,
    ContributorClaim,
    Diff,
    ItemReference,
    Refusal,
    RepositorySettings,
    SettingsError,
    WriteBackOutcome,
)

_KNOWN: Final = frozenset({"targets", "authenticated_on", "version"})


def open_installation(settings: RepositorySettings) -> Installation:
    """The DSpace that the settings name; asks nobody yet. Raises SettingsError."""
    if unknown := settings.options.keys() - _KNOWN:
        raise SettingsError(f"There is no setting repository.{min(unknown)} for DSpace.")
    if not re.fullmatch(r"https?://[^\s?#]+", settings.url):
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


class Installation:
    """A `contract.Repository`."""

    def __init__(self, rest: Rest, targets: Targets) -> None:
        self._rest = rest
        self._targets = targets
        self._applying = Applying(rest, targets)

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
        diff = planning.plan_undo(items, ours)
        refused = _hidden(items.values()) or self._applying.risk(tuple(items.values()), diff)
        return replace(diff, changes=(), refusals=(refused,)) if refused else diff

    def apply(self, diff: Diff) -> Applied:
        return self._applying.apply(diff)

    def batch_file(self, wanted: Iterable[tuple[ItemReference, ContributorClaim]]) -> BatchFile:
        from dspace_hook.batch_edit import batch_file

        return batch_file(self._rest, wanted)

    def check(self, *, briefly: bool = False) -> Iterator[Checked]:
        from dspace_hook.checking import check, check_6

        if isinstance(self._rest, Rest7):
            return check(self._rest, self._targets, briefly=briefly)
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
        refused = self._unregistered(diff) or self._applying.risk(tuple(items.values()), diff)
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


def _hidden(items: Iterable[Item]) -> Refusal | None:
    """A withdrawn item shows no metadata but to administrators; when it comes back, what is ours is there again."""
    if any(item.withdrawn and not item.metadata for item in items):
        reason = "The item is withdrawn in DSpace, which does not show us its metadata."
        step = "Nothing to do: what is ours is taken away when the item comes back."
        return Refusal("", WriteBackOutcome.ITEM_WITHDRAWN, reason, step)
    return None


def _not_found(reference: ItemReference, claim: ContributorClaim) -> Refusal:
    return Refusal(
        claim.orcid_id,
        WriteBackOutcome.ITEM_NOT_FOUND,
        f"DSpace knows no item by {reference}.",
        "Look whether the thesis has a handle of this DSpace; it is never looked for by its title.",
    )
