"""Use case: show the theses to aggregators by OAI-PMH, with the iDs whose owners agreed (docs/exposure.md).

ETD-MS has a place for an iD at each name; Dublin Core is there because the protocol asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from werkzeug import Request, Response

from crosswalks.crosswalk import crosswalk
from crosswalks.dc_writer import NAMESPACE, SCHEMA, oai_dc
from crosswalks.errors import CrosswalkError
from crosswalks.etdms_writer import Version, etdms
from crosswalks.profile import Profile
from crosswalks.records import NotXmlError, SourceRecord, parse
from crosswalks.thesis import Thesis
from orcid_sync.oai.provider import Format, Identity, Page, Record, Selection, Set, respond
from orcid_sync.store import ExposedThesis, Store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_NDLTD: Final = "http://www.ndltd.org/standards/metadata/etdms"
_VERSIONS: Final[dict[str, Version]] = {"oai_etdms": "1.0", "etdms11": "1.1"}
_FORMATS: Final = (
    Format("oai_dc", SCHEMA, NAMESPACE),
    Format("oai_etdms", f"{_NDLTD}/1.0/etdms.xsd", f"{_NDLTD}/1.0/"),
    Format("etdms11", f"{_NDLTD}/1.1/etdms11.xsd", f"{_NDLTD}/1.1/"),
)
_LARGEST_FORM: Final = 4096


@dataclass(frozen=True)
class Exposure:
    """The theses of one institution as the provider asks for them.

    `base_url` is where it answers; its host stands in the identifiers (`oai:HOST:thesis/12`), so it must not change.
    """

    store: Store
    base_url: str
    name: str
    contact: str
    profile_of: Callable[[str], Profile]
    clock: Callable[[], datetime]
    site_formats: Path | None = None
    page_size: int = 100

    def identity(self) -> Identity:
        earliest = self.store.exposed.earliest() or self.clock()
        contact = self.contact if "@" in self.contact else f"postmaster@{self._host}"
        return Identity(self.name, contact, earliest, self.page_size)

    def formats(self, identifier: str = "") -> Sequence[Format] | None:
        return _FORMATS if not identifier or self._find(identifier) is not None else None

    def sets(self) -> Sequence[Set]:
        return ()

    def record(self, identifier: str, prefix: str) -> Record | None:
        exposed = self._find(identifier)
        return self._record(exposed, prefix) if exposed is not None else None

    def page(self, selection: Selection, limit: int) -> Page:
        found = []
        for record in self._records(selection, limit):
            found.append(record if selection.with_metadata else record._replace(metadata=None))
            if len(found) > limit:
                break
        total = self.store.exposed.count(selection.since, selection.until)
        return Page(found[:limit], total, len(found) > limit)

    def _records(self, selection: Selection, limit: int) -> Iterator[Record]:
        """What follows in the list, without the theses that lack what the format demands."""
        after = (selection.after[0], self._id_of(selection.after[1])) if selection.after else None
        while page := self.store.exposed.page(selection.since, selection.until, after, limit + 1):
            for exposed in page:
                record = self._record(exposed, selection.prefix)
                if record is not None:
                    yield record
            after = page[-1].changed_at, page[-1].thesis_id

    def _record(self, exposed: ExposedThesis, prefix: str) -> Record | None:
        identifier = f"{self._beginning}{exposed.thesis_id}"
        thesis = None if exposed.deleted else self._thesis(exposed.thesis_id)
        if thesis is None:
            return Record(identifier, exposed.changed_at, deleted=True)
        metadata = self._metadata(exposed.thesis_id, thesis, prefix)
        return Record(identifier, exposed.changed_at, metadata=metadata) if metadata else None

    def _metadata(self, thesis_id: int, thesis: Thesis, prefix: str) -> str | None:
        if prefix not in _VERSIONS:
            return oai_dc(thesis)
        ids, id_uris = self.store.exposed.ids(thesis_id), self.profile_of("default").id_uris
        return etdms(thesis, version=_VERSIONS[prefix], authenticated=ids, id_uris=id_uris).value

    def _thesis(self, thesis_id: int) -> Thesis | None:
        """The thesis as its content record states it; None where that cannot be read any more."""
        content = self.store.theses.content_of(thesis_id)
        if content is None:
            return None
        try:
            record = SourceRecord(
                content.identifier, content.datestamp, content.set_specs, False, parse(content.raw)
            )
            profile, today = self.profile_of(content.profile), self.clock().date()
            return crosswalk(record, profile=profile, today=today, site_formats=self.site_formats).thesis
        except (CrosswalkError, NotXmlError):
            return None

    def _find(self, identifier: str) -> ExposedThesis | None:
        thesis_id = self._id_of(identifier)
        return self.store.exposed.find(thesis_id) if thesis_id else None

    def _id_of(self, identifier: str) -> int:
        """The thesis that an identifier of ours names; 0 for a foreign one."""
        number = identifier.removeprefix(self._beginning)
        is_ours = identifier.startswith(self._beginning) and number.isascii() and number.isdecimal()
        return int(number) if is_ours and len(number) < 18 else 0

    @property
    def _host(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def _beginning(self) -> str:
        return f"oai:{self._host}:thesis/"


class ExposureApplication:
    """The exposure as a WSGI application: one address, GET and POST, nothing to sign in to."""

    def __init__(self, exposure: Exposure) -> None:
        self._exposure = exposure

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_here = environ.get("PATH_INFO", "") in ("", "/")
        answer = self.answer(Request(environ)) if is_here else Response(status=404)
        return answer(environ, start_response)

    def answer(self, request: Request) -> Response:
        """The response document to one request."""
        if request.method not in ("GET", "HEAD", "POST"):
            return Response(status=405, headers={"Allow": "GET, POST"})
        asked = request.query_string
        if request.method == "POST":
            request.max_content_length = _LARGEST_FORM
            asked += b"&" + request.get_data()
        arguments = parse_qsl(asked.decode("utf-8", "replace"), keep_blank_values=True)
        exposure = self._exposure
        body = respond(arguments, exposure, base_url=exposure.base_url, now=exposure.clock())
        return Response(
            body,
            content_type="text/xml; charset=UTF-8",
            headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"},
        )
