"""Who may sign in to the double, and what they may do there. All invented."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dspace_hook.double.values import Value

if TYPE_CHECKING:
    from dspace_hook.double.items import Item


@dataclass(slots=True)
class Account:
    """An EPerson: `admin` is the site's administrator, `administers` are the collections that are hers."""

    email: str
    password: str
    first_name: str = ""
    last_name: str = ""
    admin: bool = False
    administers: set[str] = field(default_factory=set)
    uuid: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def metadata(self) -> Mapping[str, Sequence[Value]]:
        """Her names, as REST shows them."""
        names = {"eperson.firstname": self.first_name, "eperson.lastname": self.last_name}
        return {name: (Value(text),) for name, text in names.items() if text}

    @property
    def rights(self) -> str:
        """What she may do, in words."""
        if self.admin:
            return "everything"
        return "write in her collections" if self.administers else "read"

    def may_write(self, item: Item) -> bool:
        """Whether she may change this item's metadata."""
        return self.admin or item.collection in self.administers


ADMIN: Final = ("admin@example.org", "Admin-secret-1")
HOOK: Final = ("hook@example.org", "Hook-secret-1")
READER: Final = ("reader@example.org", "Reader-secret-1")


def invented(collection: str) -> list[Account]:
    """The site's administrator, a collection administrator for a hook, and somebody without any right."""
    return [
        Account(*ADMIN, "Ada", "Admin", admin=True),
        Account(*HOOK, "Henry", "Hook", administers={collection}),
        Account(*READER, "Rita", "Reader"),
    ]
