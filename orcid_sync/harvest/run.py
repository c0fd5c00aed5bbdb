"""The use case: one source, from where the last harvest ended, to the end of its list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from crosswalks.profile import Profile
from orcid_sync.harvest.crosswalking import ReadyPage, Settings, rare_collections
from orcid_sync.harvest.offers import Offers
from orcid_sync.harvest.workers import reader
from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.errors import OaiError, SourceError
from orcid_sync.oai.walk import Read, walk
from orcid_sync.outcomes import Outcome
from orcid_sync.store import Checkpoint, Harvest, PageSaved, Run, Source, Store
from schemas.finding import Finding

# DSpace shows a change after a nightly job, under the change's date: look back two nights (dspace.md §1.7).
OVERLAP = timedelta(days=2)
_RESTARTS = 2


@dataclass(frozen=True, slots=True)
class HarvestedPage:
    """A page that has been saved.

    `outcomes` names each record that is new, changed, deleted or unreadable. `is_last` says that the list was
    read to its end: without it the harvest was interrupted or limited, and the next one goes on from here.
    """

    number: int
    records: int
    saved: PageSaved
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...] = ()
    complete_list_size: int | None = None
    is_last: bool = False


def harvest(
    store: Store,
    source: Source,
    *,
    client: OaiClient,
    profile: Profile,
    today: date,
    jobs: int = 1,
    limit: int | None = None,
    full: bool = False,
    overlap: timedelta = OVERLAP,
    site_formats: Path | None = None,
    run: Run | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[HarvestedPage]:
    """Yield each page of `source` once it is saved, its checkpoint in the same transaction.

    Goes on where an interrupted harvest stopped; else asks for what changed since the last complete one, or,
    with `full`, for everything. `limit` ends it after so many records, `stopped` (asked between pages) at any
    time; both leave it to be continued. Raises SourceError when the source cannot be read further.
    """
    settings = Settings(profile, today, site_formats)
    offers = Offers(client, source.prefix, site_formats)
    harvesting = _Harvesting(
        store, source, client, offers, overlap, run, store.harvests.begin(source, again=full)
    )
    with rare_collections(), reader(settings, jobs) as read:
        yield from harvesting.pages(read, jobs, limit, stopped)


class _Harvesting:
    """One walk through the list, and how far it came."""

    def __init__(
        self,
        store: Store,
        source: Source,
        client: OaiClient,
        offers: Offers,
        overlap: timedelta,
        run: Run | None,
        harvest: Harvest,
    ) -> None:
        self._store, self._source, self._client, self._offers = store, source, client, offers
        self._overlap, self._run, self._harvest = overlap, run, harvest
        self._version = version("orcid-etd-sync")
        self._token = harvest.resumption_token
        self._number = harvest.pages if self._token else 0
        self._read = 0
        self._size = harvest.complete_list_size
        self._from_the_start = not self._token

    def pages(
        self, read: Read[ReadyPage], jobs: int, limit: int | None, stopped: Callable[[], bool]
    ) -> Iterator[HarvestedPage]:
        restarts = 0
        while True:
            try:
                yield from self._window(read, jobs, limit, stopped)
            except OaiError as error:
                # Tokens expire. The window again is safe, because a page saved twice changes nothing.
                if error.code != "badResumptionToken" or not self._token or restarts == _RESTARTS:
                    raise
                restarts += 1
                self._harvest = self._store.harvests.restart(self._harvest)
                self._token, self._number, self._read, self._from_the_start = "", 0, 0, True
            else:
                return

    def _window(
        self, read: Read[ReadyPage], jobs: int, limit: int | None, stopped: Callable[[], bool]
    ) -> Iterator[HarvestedPage]:
        # One more than there are workers, so that each finds its next page waiting.
        depth = jobs + 1 if jobs > 1 else 1
        for page in walk(self._client.fetch, read, self._query(), depth=depth, stopped=stopped):
            left = len(page) if limit is None else limit - self._read
            yield self._save(page) if len(page) <= left else self._save_part(page, left)
            if self._read == limit or stopped():
                return

    def _query(self) -> dict[str, str]:
        if self._token:
            return {"verb": "ListRecords", "resumptionToken": self._token}
        query = {"verb": "ListRecords", "metadataPrefix": self._source.prefix}
        if self._source.set_spec:
            query["set"] = self._source.set_spec
        if since := self._since():
            query["from"] = since
        return query

    def _since(self) -> str:
        """The `from` of this window, in the source's granularity; "" for everything."""
        if not self._harvest.window_from:
            return ""
        try:
            since = datetime.fromisoformat(self._harvest.window_from)
        except ValueError:
            return ""
        since = (since if since.tzinfo else since.replace(tzinfo=UTC)).astimezone(UTC) - self._overlap
        return since.strftime("%Y-%m-%dT%H:%M:%SZ" if self._counts_seconds() else "%Y-%m-%d")

    def _counts_seconds(self) -> bool:
        try:
            granularity = self._client.harvest({"verb": "Identify"}).xml.findtext(".//{*}granularity")
        except SourceError:
            return False  # Every source has to understand days; ListRecords will tell if it is really ill.
        return "ss" in (granularity or "")

    def _save(self, page: ReadyPage) -> HarvestedPage:
        page = self._offers.named_in(page)
        saved = self._store_page(page, page.checkpoint)
        self._token = page.token
        if not page.token:
            self._store.harvests.finish(self._harvest)
        return self._harvested(page, saved, is_last=not page.token)

    def _save_part(self, page: ReadyPage, number: int) -> HarvestedPage:
        """Its first records; the checkpoint stays before it, for the next harvest to read it whole."""
        part = self._offers.named_in(page.first(number))
        saved = self._store_page(part, replace(page.checkpoint, resumption_token=self._token))
        return self._harvested(part, saved, is_last=False)

    def _store_page(self, page: ReadyPage, checkpoint: Checkpoint) -> PageSaved:
        run_id = self._run.id if self._run else None
        saved = self._store.records.save_page(
            self._harvest, page.records, checkpoint, crosswalk_version=self._version, run_id=run_id
        )
        if page.nameless:
            self._store.log.write(self._run, page.nameless)
        return saved

    def _harvested(self, page: ReadyPage, saved: PageSaved, *, is_last: bool) -> HarvestedPage:
        self._number += 1
        self._read += len(page)
        self._size = page.checkpoint.complete_list_size or self._size
        return HarvestedPage(
            number=self._number,
            records=len(page),
            saved=saved,
            outcomes=saved.outcomes + page.nameless,
            findings=page.findings + (self._missing() if is_last else ()),
            complete_list_size=self._size,
            is_last=is_last,
        )

    def _missing(self) -> tuple[Finding, ...]:
        if not self._from_the_start or self._size is None or self._read >= self._size:
            return ()
        message = f"The source announced {self._size} records and sent {self._read}."
        remedy = "Harvest once with --full; if it stays so, tell the people who run the repository."
        return (Finding("list-incomplete", "warning", "completeListSize", message, remedy),)
