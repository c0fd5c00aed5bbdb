"""A look at DSpace's OAI-PMH half: what it serves, how much of a sample becomes a work, and whether it lies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final

from lxml import etree

from crosswalks import Profile, crosswalk_page
from crosswalks.records import NotXmlError, parse, records_in
from dspace_hook.wire import Wire
from orcid_sync.contract import Checked, RepositoryError, WriteBackOutcome

_ASK_FIRST: Final = ("dim", "xoai", "oai_openaire", "datacite", "etdms_orcid", "etdms11", "etdms", "oai_dc")
_MOST: Final = 8  # formats that are tried
_ETDMS: Final = re.compile(
    "(title )+(alternativeTitle )*(creator )+(subject )+(description )*(publisher )*(contributor )*date (type )+"
    "(format )*(identifier )+(language )*(coverage )*(rights )*(degree )?"
)
_LIES: Final = (
    "A harvester that begins there gets nothing: 8.1 and later compute it from dc.date.available, which they no longer "
    "write. We begin without a date; tell other harvesters to do the same."
)


def look_at_oai(wire: Wire, base: str, today: date | None = None) -> Iterator[Checked]:
    """What anybody sees at `base`/oai/request."""
    url = f"{base}/oai/request"
    identify = _ask(wire, url, "verb=Identify")
    yield _earliest(identify, _ask(wire, url, "verb=ListIdentifiers&metadataPrefix=oai_dc"))
    formats = _ask(wire, url, "verb=ListMetadataFormats")
    prefixes = [
        text for text in formats.xpath("//*[local-name()='metadataPrefix']/text()") if isinstance(text, str)
    ]
    yield Checked("formats", bool(prefixes), f"It announces {', '.join(prefixes) or 'no format'}.")
    for prefix in [prefix for prefix in _ASK_FIRST if prefix in prefixes][:_MOST]:
        try:
            yield _sample(
                prefix, _ask(wire, url, f"verb=ListRecords&metadataPrefix={prefix}"), today or _today()
            )
        except RepositoryError as error:
            yield Checked(f"format {prefix}", False, error.reason, error.next_step)


def _earliest(identify: etree._Element, listed: etree._Element) -> Checked:
    """Whether records are older than the repository says that its oldest one is."""
    said = identify.findtext(".//{*}earliestDatestamp") or ""
    stamps = sorted(text for each in listed.iterfind(".//{*}datestamp") if (text := each.text or ""))
    if stamps and stamps[0] < said:
        return Checked("earliestDatestamp", False, f"It says {said}, and has a record of {stamps[0]}.", _LIES)
    return Checked("earliestDatestamp", True, f"It says {said or 'nothing'}.")


def _sample(prefix: str, page: etree._Element, today: date) -> Checked:
    records = [record for record in records_in(page) if not record.deleted and record.metadata is not None]
    made = crosswalk_page(records, profile=Profile(), today=today)
    theses = [each for each in made if each.outcome != "not-a-thesis"]
    works = sum(each.outcome == "work" for each in theses)
    reason = f"Of {len(made)} records {len(theses)} are theses, of which {works} make a valid work."
    etdms = [record.metadata for record in records if _is_etdms(record.metadata)]
    if etdms:
        valid = sum(_is_valid_etdms(each) for each in etdms)
        reason += f" {valid} of {len(etdms)} have the elements of ETD-MS in its order."
    return Checked(f"format {prefix}", works == len(theses), reason)


def _is_etdms(root: etree._Element | None) -> bool:
    return root is not None and str(root.tag).startswith("{http://www.ndltd.org/standards/metadata/etdms/")


def _is_valid_etdms(root: etree._Element | None) -> bool:
    """Whether its elements stand as the standard has them; stock DSpace's never do (dspace.md §1.6, §10.7)."""
    children = [] if root is None else [str(child.tag).rpartition("}")[2] for child in root.iterchildren("*")]
    degree = None if root is None else root.find("{*}degree")
    return bool(_ETDMS.fullmatch("".join(f"{name} " for name in children))) and (
        degree is None or len(degree) > 0
    )


def _ask(wire: Wire, url: str, query: str) -> etree._Element:
    answer = wire.send("GET", f"{url}?{query}", headers={"Accept": "text/xml, application/xml;q=0.9"})
    if answer.status == 200:
        try:
            return parse(answer.body)
        except NotXmlError:
            pass
    reason = f"{url}?{query} answered {answer.status}{'' if answer.status != 200 else ' without XML'}."
    raise RepositoryError(
        WriteBackOutcome.POSTPONED, reason, "Look whether OAI-PMH is switched on (oai.enabled)."
    )


def _today() -> date:
    return datetime.now(UTC).date()
