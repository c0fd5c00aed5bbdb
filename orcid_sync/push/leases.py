"""Leases on pushes, so that a run that was killed holds nobody up."""

from __future__ import annotations

from orcid_sync.lease_owners import is_dead, lease_owner
from orcid_sync.store import Store

__all__ = ["free_leases_of_the_dead", "lease_owner"]


def free_leases_of_the_dead(store: Store) -> None:
    """Give back at once what a process of this host held when it died; elsewhere a lease has to run out."""
    for push in store.pushes.leased():
        if is_dead(push.lease_owner):
            store.pushes.release(push)
