"""The rehearsal: our stand-in for ORCID and for a repository, on loopback, for demos and tests."""

from orcid_sync.rehearsal.server import Rehearsal, serve

__all__ = ["Rehearsal", "serve"]
