"""A deposit as the demo makes it: one more thesis in the collection that the hook administers."""

from __future__ import annotations

from typing import Final

from dspace_hook.double.accounts import HOOK
from dspace_hook.double.server import DoubleServer
from dspace_hook.double.values import Value

_ALWAYS: Final = {
    "dc.date.issued": (Value("2026-05"),),
    "dc.type": (Value("Doctoral thesis", "en"),),
    "dc.language.iso": (Value("en"),),
    "dc.publisher": (Value("Rehearsal University"),),
    "thesis.degree.name": (Value("Doctor of Philosophy"),),
    "thesis.degree.level": (Value("Doctoral"),),
    "thesis.degree.grantor": (Value("Rehearsal University"),),
}


def deposit(dspace: DoubleServer, title: str, author: str) -> str:
    """Put an invented thesis into `dspace`; its handle."""
    with dspace.world.lock:
        account = next(each for each in dspace.world.accounts.values() if each.email == HOOK[0])
        named = {"dc.title": (Value(title, "en"),), "dc.contributor.author": (Value(author),)}
        return dspace.world.install(min(account.administers), {**_ALWAYS, **named}).handle
