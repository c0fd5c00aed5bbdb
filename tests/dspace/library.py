"""A library for tests: a double of DSpace, the hook that writes into it, and every value of every item to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dspace_hook.double import HOOK, DoubleServer
from dspace_hook.double.items import Item
from dspace_hook.double.values import Value
from dspace_hook.installation import Installation
from dspace_hook.rest7 import Rest7
from dspace_hook.targets import read_targets
from dspace_hook.wire import Wire
from orcid_sync.contract import Applied, Change, ContributorClaim, Diff, ItemReference
from orcid_sync.secret import Secret

JOSIAH = "0000-0002-1825-0097"
JANE = "0000-0001-5109-3700"
TWO_AUTHORS = "123456789/7"  # Carberry, Josiah and Doe, Jane
NAME_AND_ID = f"Carberry, Josiah::{JOSIAH}"
SIGNED_IN = datetime(2026, 1, 31, 12, tzinfo=UTC)


def claim(
    stated: str = "Carberry, Josiah", orcid_id: str = JOSIAH, role: str = "author", **more: Any
) -> ContributorClaim:
    return ContributorClaim(
        orcid_id, role, stated, **{"may_show": True, "authenticated_at": SIGNED_IN, **more}
    )


@dataclass
class Library:
    """One DSpace and our account there."""

    dspace: DoubleServer
    options: Mapping[str, Any] = field(default_factory=dict)
    account: tuple[str, str] = HOOK

    def __post_init__(self) -> None:
        self.repository = self.installation()

    def installation(self, timeouts: tuple[float, float] = (10, 10)) -> Installation:
        """A new session, as after a restart."""
        user, password = self.account
        rest = Rest7(self.dspace.url, user, Secret(password), Wire(timeouts))
        return Installation(rest, read_targets(self.options))

    def plan(
        self, *claims: ContributorClaim, handle: str = TWO_AUTHORS, ours: tuple[Change, ...] = ()
    ) -> Diff:
        return self.repository.plan(ItemReference((handle,)), claims or (claim(),), ours)

    def write(self, *claims: ContributorClaim, handle: str = TWO_AUTHORS) -> Applied:
        return self.repository.apply(self.plan(*claims, handle=handle))

    def item(self, handle: str = TWO_AUTHORS) -> Item:
        return self.dspace.items[handle]

    def values(self, name: str, handle: str = TWO_AUTHORS) -> list[str]:
        return [value.value for value in self.dspace.world.metadata(self.item(handle)).get(name, ())]

    def everything(self) -> dict[str, dict[str, tuple[Value, ...]]]:
        """All values of all items, in order, with language, authority and confidence."""
        return {handle: dict(self.dspace.world.metadata(item)) for handle, item in self.dspace.items.items()}

    def put(self, name: str, *values: Value, handle: str = TWO_AUTHORS) -> None:
        """Somebody else has these values in the item."""
        self.item(handle).metadata[name] = values

    def calls(self) -> list[str]:
        """The requests since the last time, such as `PATCH 200`."""
        calls = [f"{call.method} {call.status}" for call in self.dspace.world.calls.all()]
        self.dspace.world.calls.clear()
        return calls
