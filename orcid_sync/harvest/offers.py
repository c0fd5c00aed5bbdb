"""Which format to harvest instead, when a source serves one that nobody reads."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path

from crosswalks.unknown_format import FORMAT_UNKNOWN, Offer, among_offers
from orcid_sync.harvest.crosswalking import ReadyPage
from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.errors import SourceError
from orcid_sync.oai.probe import offers_of
from orcid_sync.store.records import HarvestedRecord
from schemas.finding import Finding


class Offers:
    """The formats of one source; it is asked for them once, and only when a record cannot be read."""

    def __init__(self, client: OaiClient, prefix: str, site_formats: Path | None) -> None:
        self._client, self._prefix, self._site_formats = client, prefix, site_formats

    def named_in(self, page: ReadyPage) -> ReadyPage:
        """The page, its findings on unknown formats naming the nearest one that the source offers too."""
        if not any(map(_is_unknown, page.records)):
            return page
        records = (self._named(record) if _is_unknown(record) else record for record in page.records)
        return replace(page, records=tuple(records))

    def _named(self, record: HarvestedRecord) -> HarvestedRecord:
        findings = tuple(self._with_offers(f) if f.code == FORMAT_UNKNOWN else f for f in record.findings)
        return record._replace(findings=findings)

    def _with_offers(self, finding: Finding) -> Finding:
        return among_offers(finding, self._offers, asked=self._prefix, site_formats=self._site_formats)

    @cached_property
    def _offers(self) -> tuple[Offer, ...]:
        try:
            return offers_of(self._client)
        except SourceError:
            return ()


def _is_unknown(record: HarvestedRecord) -> bool:
    return record.outcome == "refused" and any(f.code == FORMAT_UNKNOWN for f in record.findings)
