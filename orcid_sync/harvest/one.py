"""One record now, beside all harvests: what a deposit hook asks for."""

from __future__ import annotations

from collections.abc import Iterator
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
    for name in _names(client, identifier):
        try:
            fetched = client.fetch({"verb": "GetRecord", "metadataPrefix": source.prefix, "identifier": name})
            page = ready_page(fetched, Settings(profile, today, site_formats))
        except OaiError as error:
            if error.code not in _NOT_THERE:
                raise
            continue
        outcomes = list(page.nameless)
        for record in page.records:
            saved = store.records.save_one(source, record, crosswalk_version=version("orcid-etd-sync"))
            outcomes += saved.outcomes or [_unchanged(record.identifier)]
        if outcomes:
            return outcomes
    return None


def _names(client: OaiClient, identifier: str) -> Iterator[str]:
    """OAI identifiers that may be meant: itself, or `oai:HOST:HANDLE` as the source says that it makes them."""
    if identifier.startswith("oai:"):
        yield identifier
        return
    host = client.harvest({"verb": "Identify"}).xml.findtext(".//{*}repositoryIdentifier")
    if host:
        yield f"oai:{host.strip()}:{identifier}"


def _unchanged(identifier: str) -> Outcome:
    return Outcome(identifier, Happened.UNCHANGED, "Nothing has changed since it was harvested.")
