"""Refuses to go on under another client id as if nothing had happened."""

from __future__ import annotations

from collections.abc import Collection

from orcid_sync.errors import Stopped
from orcid_sync.push.reasons import listed
from orcid_sync.store import Store


class ClientChangedError(Stopped):
    """Works of this institution stand at ORCID under a client id that nobody said is a former one."""

    exit_code = 2

    def __init__(self, works: dict[str, int], client_id: str) -> None:
        numbers = listed([f"{number} under {former}" for former, number in works.items()])
        super().__init__(
            f"Works stand at ORCID under another client id ({numbers}); the configuration now says {client_id}. "
            "ORCID lets only the client that added a work change it (9010), and every permission belongs to it.",
            "orcid.client_id",
            "Put the old client id back. If the change is meant, name the old one in orcid.former_client_ids: "
            "every author is then asked again, and the old works stay as they are.",
        )


def refuse_changed_client(store: Store, former: Collection[str]) -> None:
    """Raises ClientChangedError unless all works at ORCID are of this client id or a `former` one."""
    others = {
        client: works for client, works in store.pushes.of_other_clients().items() if client not in former
    }
    if others:
        raise ClientChangedError(others, store.client_id)
