"""Everything that knows DSpace. A leaf: it reaches the application only through orcid_sync.contract.

    settings = RepositorySettings("https://repository.example/server", "hook@example.org", Secret("…"))
    dspace = dspace_hook.repository(settings)
    diff = dspace.plan(ItemReference(("123456789/7",)), [claim])
    print(*diff.lines(), sep="\\n")
    dspace.apply(diff)

The module itself is the platform of the entry point `dspace`; everything is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orcid_sync.contract import Repository, RepositorySettings


def repository(settings: RepositorySettings) -> Repository:
    """The DSpace at `settings.url`. Raises SettingsError."""
    from dspace_hook.installation import open_installation

    return open_installation(settings)


def commands() -> Sequence[Any]:
    """`orcid-sync dspace …`."""
    from dspace_hook.commands import dspace_group

    return (dspace_group,)


def routes() -> Sequence[Any]:
    """No pages of its own."""
    return ()


def __getattr__(name: str) -> Any:
    """`double`, a package of its own."""
    if name == "double":
        return import_module("dspace_hook.double")
    raise AttributeError(f"dspace_hook has no {name}")
