"""What is needed of DSpace's REST API, whichever version it is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dspace_hook.item import Item
from dspace_hook.patching import Operation
from orcid_sync.contract import ItemReference


class Rest(Protocol):
    """Of 6, and of 7 and later. Everything may raise RepositoryError."""

    def find(self, reference: ItemReference) -> str: ...

    def item(self, uuid: str) -> Item | None: ...

    def is_registered(self, field: str) -> bool: ...

    def patch(self, uuid: str, operations: Sequence[Operation]) -> None: ...

    def sign_in(self) -> None: ...

    def close(self) -> None: ...
