"""The harvest of sources that forget, miscount, or send records that nobody can name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from orcid_sync.harvest import HarvestedPage
from orcid_sync.oai.errors import OaiError
from orcid_sync.outcomes import Happened
from orcid_sync.store import Store

Harvested = Callable[..., list[HarvestedPage]]
Answer = Callable[[dict[str, str]], str]
FORGOTTEN = '<error code="badResumptionToken">expired</error>'


def a_record(number: int) -> str:
    return (
        f"<record><header><identifier>oai:x:{number}</identifier><datestamp>2025-01-01</datestamp></header><metadata>"
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Thesis {number}</dc:title>'
        "<dc:type>Doctoral thesis</dc:type></oai_dc:dc></metadata></record>"
    )


def a_list(*records: str, token: str = "", size: str = "") -> str:
    counted = f' completeListSize="{size}"' if size else ""
    return f"<ListRecords>{''.join(records)}<resumptionToken{counted}>{token}</resumptionToken></ListRecords>"


class Source:
    """A repository of which each test writes the answers; remembers what was asked."""

    def __init__(self, httpserver: HTTPServer) -> None:
        self.url = httpserver.url_for("/oai")
        self.asked: list[dict[str, str]] = []
        self.answer: Answer = lambda asked: a_list()
        self.response_date = "2026-01-01T12:00:00Z"
        httpserver.expect_request("/oai").respond_with_handler(self._respond)

    def _respond(self, request: Request) -> Response:
        asked = request.args.to_dict()
        self.asked.append(asked)
        return Response(
            f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>{self.response_date}</responseDate>'
            f"{self.answer(asked)}</OAI-PMH>",
            content_type="text/xml",
        )

    def lists(self) -> list[dict[str, str]]:
        return [asked for asked in self.asked if asked["verb"] == "ListRecords"]


@pytest.fixture
def source(httpserver: HTTPServer) -> Source:
    return Source(httpserver)


def test_a_token_that_the_source_forgot_restarts_the_window(source: Source, harvested: Harvested) -> None:
    forgets = iter([True, False])

    def answer(asked: dict[str, str]) -> str:
        if "resumptionToken" not in asked:
            return a_list(a_record(1), token="t")
        return FORGOTTEN if next(forgets) else a_list(a_record(2))

    source.answer = answer
    pages = harvested(source.url, "oai_dc")

    assert [(page.number, page.saved.new, page.saved.unchanged) for page in pages] == [
        (1, 1, 0),
        (1, 0, 1),
        (2, 1, 0),
    ]
    assert pages[-1].is_last


def test_a_source_that_forgets_every_token_is_given_up_after_two_restarts(
    source: Source, harvested: Harvested
) -> None:
    source.answer = lambda asked: FORGOTTEN if "resumptionToken" in asked else a_list(a_record(1), token="t")

    with pytest.raises(OaiError) as raised:
        harvested(source.url, "oai_dc")
    assert raised.value.code == "badResumptionToken"
    assert len(source.lists()) == 6


def test_a_token_that_expired_overnight_restarts_too(source: Source, harvested: Harvested) -> None:
    source.answer = lambda asked: a_list(a_record(1), a_record(2), token="t")
    harvested(source.url, "oai_dc", limit=2)

    source.answer = lambda asked: (
        FORGOTTEN if "resumptionToken" in asked else a_list(a_record(1), a_record(2))
    )
    (page,) = harvested(source.url, "oai_dc")

    assert (page.is_last, page.saved.unchanged) == (True, 2)


def test_an_empty_source_is_a_success(source: Source, harvested: Harvested) -> None:
    source.answer = lambda asked: '<error code="noRecordsMatch">nothing</error>'
    (page,) = harvested(source.url, "oai_dc")
    assert (page.records, page.is_last) == (0, True)


def test_a_record_without_identifier_is_told_and_the_others_are_saved(
    source: Source, harvested: Harvested, store: Store
) -> None:
    source.answer = lambda asked: a_list("<record><metadata><x/></metadata></record>", a_record(2))

    (page,) = harvested(source.url, "oai_dc", run=store.log.begin("harvest"))

    (nameless,) = [outcome for outcome in page.outcomes if not outcome.identifier]
    assert (nameless.happened, nameless.code) == (Happened.UNREADABLE, "header-without-identifier")
    assert "Record 1 of the page" in nameless.reason
    assert (page.records, page.saved.new) == (2, 1)
    assert [logged.outcome.code for logged in store.log.read()].count("header-without-identifier") == 1


def test_fewer_records_than_announced_are_told(source: Source, harvested: Harvested) -> None:
    source.answer = lambda asked: (
        a_list(a_record(2)) if "resumptionToken" in asked else a_list(a_record(1), token="t", size="7")
    )

    *_, last = harvested(source.url, "oai_dc")

    assert [(finding.code, finding.message) for finding in last.findings] == [
        ("list-incomplete", "The source announced 7 records and sent 2.")
    ]


def test_a_mended_page_is_saved_and_told(source: Source, harvested: Harvested) -> None:
    source.answer = lambda asked: a_list(a_record(1).replace("Thesis 1", "R & D"))

    (page,) = harvested(source.url, "oai_dc")

    assert [finding.code for finding in page.findings] == ["page-repaired"]
    assert page.outcomes[0].title == "R & D"


def test_the_set_is_asked_for(source: Source, harvested: Harvested) -> None:
    harvested(source.url, "oai_dc", set_spec="col_1_2")
    assert source.lists() == [{"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "col_1_2"}]


@pytest.mark.parametrize(
    ("granularity", "response_date", "asked_from"),
    [
        ("YYYY-MM-DDThh:mm:ssZ", "2026-01-10T12:00:00Z", "2026-01-08T12:00:00Z"),
        ("YYYY-MM-DD", "2026-01-10T12:00:00Z", "2026-01-08"),
        ("YYYY-MM-DD", "2026-01-10", "2026-01-08"),
        ("YYYY-MM-DDThh:mm:ssZ", "2026-01-10T01:00:00+02:00", "2026-01-07T23:00:00Z"),
        ("", "2026-01-10T12:00:00.5Z", "2026-01-08"),
        ("YYYY-MM-DDThh:mm:ssZ", "soon", None),
        ("YYYY-MM-DDThh:mm:ssZ", "", None),
    ],
)
def test_the_next_window_begins_where_the_servers_clock_stood_in_its_own_granularity(
    granularity: str, response_date: str, asked_from: str | None, source: Source, harvested: Harvested
) -> None:
    source.response_date = response_date
    source.answer = lambda asked: (
        f"<Identify><granularity>{granularity}</granularity></Identify>"
        if asked["verb"] == "Identify"
        else a_list(a_record(1))
    )

    harvested(source.url, "oai_dc")
    harvested(source.url, "oai_dc")

    first, second = source.lists()
    assert "from" not in first
    assert second.get("from") == asked_from


CARD = "<record><header><identifier>oai:x:{}</identifier></header><metadata><card/></metadata></record>"
OFFERS = (
    "<ListMetadataFormats>"
    "<metadataFormat><metadataPrefix>card</metadataPrefix><metadataNamespace>urn:card</metadataNamespace></metadataFormat>"
    "<metadataFormat><metadataPrefix>dc</metadataPrefix>"
    "<metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace></metadataFormat>"
    "</ListMetadataFormats>"
)


def test_a_format_that_nobody_reads_is_told_with_the_one_to_harvest_instead(
    source: Source, harvested: Harvested
) -> None:
    source.answer = lambda asked: (
        OFFERS if asked["verb"] == "ListMetadataFormats" else a_list(CARD.format(1), CARD.format(2))
    )
    (page,) = harvested(source.url, "card")

    assert [outcome.code for outcome in page.outcomes] == ["format-unknown"] * 2
    assert all("--prefix dc" in outcome.next_step for outcome in page.outcomes)
    assert [asked["verb"] for asked in source.asked].count("ListMetadataFormats") == 1


def test_a_source_that_lists_no_formats_is_harvested_all_the_same(
    source: Source, harvested: Harvested
) -> None:
    source.answer = lambda asked: (
        '<error code="badVerb">no</error>'
        if asked["verb"] == "ListMetadataFormats"
        else a_list(CARD.format(1))
    )
    (page,) = harvested(source.url, "card")
    assert "oai_dc" in page.outcomes[0].next_step
    assert page.is_last


def test_a_source_that_is_read_is_not_asked_for_its_formats(source: Source, harvested: Harvested) -> None:
    source.answer = lambda asked: a_list(a_record(1))
    harvested(source.url, "oai_dc")
    assert {asked["verb"] for asked in source.asked} <= {"ListRecords", "Identify"}
