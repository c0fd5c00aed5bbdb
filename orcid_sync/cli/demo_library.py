"""The library of the demo: a double of DSpace with one collection of invented theses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orcid_sync.demo_circle import Library


@contextmanager
def library() -> Iterator[Library]:
    """Runs while the block does."""
    from orcid_sync.contract import RepositorySettings, platform
    from orcid_sync.demo_circle import Library
    from orcid_sync.oai import provider
    from orcid_sync.secret import Secret

    offered = platform("dspace")
    with offered.double.DoubleServer("8.1", oai=provider) as dspace:
        account, password = offered.double.HOOK

        def deposit(title: str, author: str) -> str:
            return str(offered.double.deposit(dspace, title, author))

        settings = RepositorySettings(dspace.url, account, Secret(password))
        with closing(offered.repository(settings)) as repository:
            yield Library(repository, dspace.oai_url, deposit)
