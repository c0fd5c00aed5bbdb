"""The rehearsal: our stand-in for ORCID and for a repository, on loopback, for demos and tests."""

from orcid_sync.rehearsal.limits import AS_ORCID, GENEROUS, Limit
from orcid_sync.rehearsal.scripts import Script
from orcid_sync.rehearsal.server import Rehearsal, serve

__all__ = ["AS_ORCID", "GENEROUS", "Limit", "Rehearsal", "Script", "serve"]
