"""One fetched page made ready to be saved. Runs in the harvest's own process or in a worker."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from crosswalks.crosswalk import Crosswalked, crosswalk_page
from crosswalks.profile import Profile
from orcid_sync.oai.page import Page, Record, read_page
from orcid_sync.oai.transport import Fetched
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.store.harvests import Checkpoint
from orcid_sync.store.records import HarvestedRecord
from schemas.finding import Finding


class Settings(NamedTuple):
    """What a page's crosswalk depends on, beside the page."""

    profile: Profile
    today: date
    site_formats: Path | None = None


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """A page as the store takes it.

    `nameless` are the records that no store can keep, for they have no identifier.
    """

    records: tuple[HarvestedRecord, ...]
    checkpoint: Checkpoint
    ends: tuple[str, str]
    nameless: tuple[Outcome, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def token(self) -> str:
        """The resumptionToken, "" on the last page."""
        return self.checkpoint.resumption_token

    def __len__(self) -> int:
        return len(self.records) + len(self.nameless)

    def first(self, number: int) -> ReadyPage:
        """Only `number` of its records."""
        return replace(self, records=self.records[:number], nameless=())


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python look for garbage in cycles less often: a page makes many values, and none of them is in one.

    The default looks after each 700 values, which costs a harvest a tenth of its time.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def ready_page(fetched: Fetched, settings: Settings) -> ReadyPage:
    """The page in `fetched`, read and crosswalked."""
    page = read_page(fetched.body, url=fetched.url, charset=fetched.charset)
    named = [record for record in page.records if not record.findings]
    made = crosswalk_page(
        [record.source for record in named],
        profile=settings.profile,
        today=settings.today,
        site_formats=settings.site_formats,
    )
    return ReadyPage(
        records=tuple(map(_harvested, named, made)),
        checkpoint=_checkpoint(page),
        ends=page.ends,
        nameless=tuple(_nameless(record) for record in page.records if record.findings),
        findings=page.findings,
    )


def _harvested(record: Record, made: Crosswalked) -> HarvestedRecord:
    source = record.source
    return HarvestedRecord(
        identifier=source.identifier,
        datestamp=source.datestamp,
        set_specs=source.set_specs,
        deleted=source.deleted,
        raw=record.raw,
        format=made.format,
        outcome=made.outcome,
        findings=made.findings,
        thesis=made.thesis,
        work_digest=hashlib.sha256(made.work_xml.encode()).hexdigest() if made.work_xml else "",
    )


def _checkpoint(page: Page) -> Checkpoint:
    return Checkpoint(page.token, page.response_date, page.cursor, page.complete_list_size)


def _nameless(record: Record) -> Outcome:
    finding = record.findings[0]
    return Outcome("", Happened.UNREADABLE, finding.message, next_step=finding.remedy, code=finding.code)
