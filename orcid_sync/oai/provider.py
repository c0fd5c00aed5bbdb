"""The one OAI-PMH 2.0 provider: arguments in, a response document out. Only the record source differs.

Pure: no HTTP, no clock, no state. The rehearsal, and whoever re-exposes records, gives a `RecordSource`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol
from xml.sax.saxutils import escape, quoteattr

SECONDS = "YYYY-MM-DDThh:mm:ssZ"


class Format(NamedTuple):
    """A metadata format on offer."""

    prefix: str
    schema: str
    namespace: str


class Set(NamedTuple):
    """A set on offer: its setSpec and its name."""

    spec: str
    name: str


class Record(NamedTuple):
    """One record in one format.

    `metadata` is one XML element as text that declares its own namespaces and has no XML declaration;
    None for a deleted record, and where only headers were asked for.
    """

    identifier: str
    datestamp: datetime
    sets: tuple[str, ...] = ()
    deleted: bool = False
    metadata: str | None = None


class Identity(NamedTuple):
    """What `Identify` says; `page_size` is the number of records per response."""

    name: str
    admin_email: str
    earliest: datetime
    page_size: int = 100
    deleted_record: str = "persistent"
    compression: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records a list holds: both bounds inclusive; `after` is the (datestamp, identifier) sent last."""

    prefix: str
    since: datetime | None = None
    until: datetime | None = None
    set_spec: str = ""
    after: tuple[datetime, str] | None = None
    with_metadata: bool = True


class Page(NamedTuple):
    """The next records of a selection in the order (datestamp, identifier).

    `total` counts the whole selection whatever `after` is; `more` says that records follow.
    """

    records: Sequence[Record]
    total: int
    more: bool


class RecordSource(Protocol):
    """What the provider asks of whoever holds the records."""

    def identity(self) -> Identity:
        """What `Identify` says."""

    def formats(self, identifier: str = "") -> Sequence[Format] | None:
        """All formats, or those of one item; None when no such item exists or existed."""

    def sets(self) -> Sequence[Set]:
        """All sets; empty when there is no set hierarchy."""

    def record(self, identifier: str, prefix: str) -> Record | None:
        """One record; None when it does not exist in this format."""

    def page(self, selection: Selection, limit: int) -> Page:
        """At most `limit` records of the selection."""


class OaiError(Exception):
    """An OAI-PMH error condition: `code` of the protocol and a sentence for a person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


Arguments = dict[str, str]
_SYNTAX = {
    "identifier": r"[A-Za-z][A-Za-z0-9+.\-]*:[A-Za-z0-9\-._~:/?@!$&'()*+,;=%]+",
    "metadataPrefix": r"[A-Za-z0-9\-_.!~*'()]+",
    "set": r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*",
    "from": r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?",
    "until": r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?",
    "resumptionToken": r"[A-Za-z0-9_\-=]{1,2000}",
}
_SYNTAX_OF = {name: re.compile(pattern, re.ASCII) for name, pattern in _SYNTAX.items()}
_CODE_OF_ILLEGAL = {"identifier": "idDoesNotExist", "resumptionToken": "badResumptionToken"}
_OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ '
    'http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)


def respond(
    arguments: Sequence[tuple[str, str]], source: RecordSource, *, base_url: str, now: datetime
) -> bytes:
    """The response document to the request arguments, in the order and number in which they came."""
    try:
        asked = echoed = _read(arguments)
        body = _VERBS[asked["verb"]].answer(source, asked, base_url)
    except OaiError as error:
        # The request element bears attributes only when the request made sense (protocol §3.6).
        echoed = {} if error.code in ("badVerb", "badArgument") else dict(arguments)
        body = f'<error code="{error.code}">{escape(str(error))}</error>'
    attributes = "".join(
        f" {name}={quoteattr(value)}" for name, value in echoed.items() if _legal(name, value)
    )
    request = f"<request{attributes}>{escape(base_url)}</request>"
    return f"{_OPEN}<responseDate>{stamp(now)}</responseDate>{request}{body}</OAI-PMH>\n".encode()


def stamp(moment: datetime) -> str:
    """The moment as a UTCdatetime with seconds."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def moment(text: str) -> datetime:
    """The moment that a UTCdatetime of either granularity names; ValueError when there is none."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _read(arguments: Sequence[tuple[str, str]]) -> Arguments:
    verbs = [value for name, value in arguments if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in _VERBS:
        raise OaiError("badVerb", f"One verb is needed: {', '.join(_VERBS)}.")
    asked = dict(arguments)
    if len(asked) != len(arguments):
        raise OaiError("badArgument", "An argument may be given once only.")
    _check_names(asked, _VERBS[verbs[0]])
    for name in (name for name, value in asked.items() if not _legal(name, value)):
        code = _CODE_OF_ILLEGAL.get(name, "badArgument")
        raise OaiError(code, f"The value of {name} is not written as the protocol asks.")
    return asked


def _legal(name: str, value: str) -> bool:
    return name == "verb" or _SYNTAX_OF[name].fullmatch(value) is not None


def _check_names(asked: Arguments, verb: _Verb) -> None:
    given = asked.keys() - {"verb"}
    if unknown := given - {*verb.required, *verb.optional}:
        raise OaiError("badArgument", f"{asked['verb']} takes no {min(unknown)!r}."[:200])
    if "resumptionToken" in given:
        if len(given) > 1:
            raise OaiError("badArgument", "resumptionToken is an exclusive argument.")
    elif missing := set(verb.required) - given:
        raise OaiError("badArgument", f"{asked['verb']} needs {min(missing)}.")


def _identify(source: RecordSource, asked: Arguments, base_url: str) -> str:
    about = source.identity()
    return (
        f"<Identify><repositoryName>{escape(about.name)}</repositoryName><baseURL>{escape(base_url)}</baseURL>"
        f"<protocolVersion>2.0</protocolVersion><adminEmail>{escape(about.admin_email)}</adminEmail>"
        f"<earliestDatestamp>{stamp(about.earliest)}</earliestDatestamp>"
        f"<deletedRecord>{about.deleted_record}</deletedRecord><granularity>{SECONDS}</granularity>"
        + "".join(f"<compression>{escape(name)}</compression>" for name in about.compression)
        + "</Identify>"
    )


def _list_metadata_formats(source: RecordSource, asked: Arguments, base_url: str) -> str:
    formats = _formats(source, asked.get("identifier", ""))
    if not formats:
        raise OaiError("noMetadataFormats", "This item is on offer in no format.")
    return _wrapped(
        "ListMetadataFormats",
        (
            f"<metadataFormat><metadataPrefix>{escape(one.prefix)}</metadataPrefix>"
            f"<schema>{escape(one.schema)}</schema>"
            f"<metadataNamespace>{escape(one.namespace)}</metadataNamespace></metadataFormat>"
            for one in formats
        ),
    )


def _list_sets(source: RecordSource, asked: Arguments, base_url: str) -> str:
    if "resumptionToken" in asked:
        raise OaiError("badResumptionToken", "The list of sets is never split.")
    sets = _sets(source)
    return _wrapped(
        "ListSets",
        (
            f"<set><setSpec>{escape(one.spec)}</setSpec><setName>{escape(one.name)}</setName></set>"
            for one in sets
        ),
    )


def _get_record(source: RecordSource, asked: Arguments, base_url: str) -> str:
    identifier, prefix = asked["identifier"], asked["metadataPrefix"]
    record = None
    if any(one.prefix == prefix for one in _formats(source, identifier)):
        record = source.record(identifier, prefix)
    if record is None:
        raise OaiError("cannotDisseminateFormat", f"This item is not on offer as {prefix}.")
    return _wrapped("GetRecord", [_record(record)])


def _list_records(source: RecordSource, asked: Arguments, base_url: str) -> str:
    return _list(source, asked, with_metadata=True)


def _list_identifiers(source: RecordSource, asked: Arguments, base_url: str) -> str:
    return _list(source, asked, with_metadata=False)


def _list(source: RecordSource, asked: Arguments, *, with_metadata: bool) -> str:
    verb, token = asked["verb"], asked.get("resumptionToken", "")
    selection, cursor = _resumed(token, verb) if token else (_selection(asked), 0)
    _check_offered(source, selection, resumed=bool(token))
    page = source.page(replace(selection, with_metadata=with_metadata), source.identity().page_size)
    if not page.records:
        raise _nothing(resumed=bool(token))
    written = _record if with_metadata else _header
    items = [written(record) for record in page.records]
    return _wrapped(verb, [*items, _token(verb, selection, page, cursor)])


def _nothing(*, resumed: bool) -> OaiError:
    if resumed:
        return OaiError(
            "badResumptionToken", "Nothing follows this resumptionToken any more. Start the list again."
        )
    return OaiError("noRecordsMatch", "No record matches from, until, set and metadataPrefix.")


def _check_offered(source: RecordSource, selection: Selection, *, resumed: bool) -> None:
    if all(one.prefix != selection.prefix for one in _formats(source, "")):
        code = "badResumptionToken" if resumed else "cannotDisseminateFormat"
        raise OaiError(code, f"{selection.prefix} is not on offer; ListMetadataFormats says what is.")
    if selection.set_spec:
        _sets(source)


def _formats(source: RecordSource, identifier: str) -> Sequence[Format]:
    formats = source.formats(identifier)
    if formats is None:
        raise OaiError("idDoesNotExist", "No such identifier.")
    return formats


def _sets(source: RecordSource) -> Sequence[Set]:
    sets = source.sets()
    if not sets:
        raise OaiError("noSetHierarchy", "This repository has no sets.")
    return sets


def _selection(asked: Arguments) -> Selection:
    since, until = asked.get("from", ""), asked.get("until", "")
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "from and until must have the same granularity.")
    first, last = _bound(since), _bound(until)
    if last is not None and "T" not in until:
        last += timedelta(days=1, seconds=-1)
    if first is not None and last is not None and first > last:
        raise OaiError("badArgument", "from must not be later than until.")
    return Selection(asked["metadataPrefix"], first, last, asked.get("set", ""))


def _bound(text: str) -> datetime | None:
    try:
        return moment(text) if text else None
    except ValueError:
        raise OaiError("badArgument", f"There is no such day or time: {text}.") from None


def _record(record: Record) -> str:
    if record.deleted or record.metadata is None:
        return f"<record>{_header(record)}</record>"
    return f"<record>{_header(record)}<metadata>{record.metadata}</metadata></record>"


def _header(record: Record) -> str:
    status = ' status="deleted"' if record.deleted else ""
    sets = "".join(f"<setSpec>{escape(spec)}</setSpec>" for spec in record.sets)
    return (
        f"<header{status}><identifier>{escape(record.identifier)}</identifier>"
        f"<datestamp>{stamp(record.datestamp)}</datestamp>{sets}</header>"
    )


def _wrapped(element: str, parts: Iterable[str]) -> str:
    return f"<{element}>{''.join(parts)}</{element}>"


def _token(verb: str, selection: Selection, page: Page, cursor: int) -> str:
    """The resumptionToken element: empty on the last page, absent when the list was never split."""
    if not page.more and not cursor:
        return ""
    text = _resume_after(verb, selection, page.records[-1], cursor + len(page.records)) if page.more else ""
    return f'<resumptionToken completeListSize="{page.total}" cursor="{cursor}">{text}</resumptionToken>'


def _resume_after(verb: str, selection: Selection, last: Record, cursor: int) -> str:
    # The position is the last record sent, not an offset: changes during a harvest make nothing be skipped.
    bounds = [bound and stamp(bound) for bound in (selection.since, selection.until)]
    state = [
        verb,
        selection.prefix,
        *bounds,
        selection.set_spec,
        stamp(last.datestamp),
        last.identifier,
        cursor,
    ]
    return base64.urlsafe_b64encode(json.dumps(state).encode()).decode().rstrip("=")


def _resumed(token: str, verb: str) -> tuple[Selection, int]:
    try:
        state = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        issued_to, prefix, since, until, set_spec, datestamp, identifier, cursor = state
        first, last = (moment(bound) if bound is not None else None for bound in (since, until))
        after = moment(datestamp), identifier
        texts = issued_to, prefix, set_spec, identifier
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise OaiError("badResumptionToken", "This resumptionToken was not given here.") from None
    readable = all(isinstance(text, str) and text.isprintable() for text in texts)
    if not readable or issued_to != verb or type(cursor) is not int or cursor < 1:
        raise OaiError("badResumptionToken", f"This resumptionToken was not given by {verb}.")
    return Selection(prefix, first, last, set_spec, after), cursor


class _Verb(NamedTuple):
    answer: Callable[[RecordSource, Arguments, str], str]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


_LISTED = ("from", "until", "set", "resumptionToken")
_VERBS = {
    "Identify": _Verb(_identify),
    "ListMetadataFormats": _Verb(_list_metadata_formats, optional=("identifier",)),
    "ListSets": _Verb(_list_sets, optional=("resumptionToken",)),
    "GetRecord": _Verb(_get_record, required=("identifier", "metadataPrefix")),
    "ListIdentifiers": _Verb(_list_identifiers, required=("metadataPrefix",), optional=_LISTED),
    "ListRecords": _Verb(_list_records, required=("metadataPrefix",), optional=_LISTED),
}
