"""One record now, beside all harvests: what a deposit hook asks for."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path

from crosswalks.profile import Profile
from orcid_sync.harvest.crosswalking import Settings, ready_page
from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.errors import OaiError
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.store import Source, Store

_NOT_THERE = frozenset({"idDoesNotExist", "cannotDisseminateFormat", "badArgument"})


def harvest_one(
    store: Store,
    source: Source,
    identifier: str,
    *,
    client: OaiClient,
    profile: Profile,
    today: date,
    site_formats: Path | None = None,
) -> list[Outcome] | None:
    """Fetch and save one record by its OAI identifier, or by a handle that this source has one for; what came of
    it, or None when the source does not have it (yet). Raises SourceError."""
    query = {
        "verb": "GetRecord",
        "metadataPrefix": source.prefix,
        "identifier": _name(store, source, identifier),
    }
    try:
        page = ready_page(client.fetch(query), Settings(profile, today, site_formats))
    except OaiError as error:
        if error.code in _NOT_THERE:
            return None
        raise
    outcomes = list(page.nameless)
    for record in page.records:
        saved = store.records.save_one(source, record, crosswalk_version=version("orcid-etd-sync"))
        outcomes += saved.outcomes or [_unchanged(record.identifier)]
    return outcomes or None


def _name(store: Store, source: Source, typed: str) -> str:
    """An OAI identifier itself; a handle as `oai:HOST:HANDLE`, as the source's other records are named."""
    other = store.records.any_identifier(source)
    if typed.startswith("oai:") or not other.startswith("oai:"):
        return typed
    return f"{other.rpartition(':')[0]}:{typed}"


def _unchanged(identifier: str) -> Outcome:
    return Outcome(identifier, Happened.UNCHANGED, "Nothing has changed since it was harvested.")
