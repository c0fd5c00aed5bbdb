"""Reads a source's records into the store: fetched, crosswalked and saved page by page.

Killed at any point, the next `harvest` goes on after the last page that was saved; saving a page twice
changes nothing, so the store ends as if nothing had happened.
"""

from orcid_sync.harvest.one import harvest_one
from orcid_sync.harvest.run import HarvestedPage, harvest
from orcid_sync.harvest.workers import WorkerDiedError

__all__ = ["HarvestedPage", "WorkerDiedError", "harvest", "harvest_one"]
