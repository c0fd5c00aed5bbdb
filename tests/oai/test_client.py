"""The client against a hostile server: every record, or one clear SourceError; never a silent loss."""

from __future__ import annotations

import gzip
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from oai.scripted import XML, Make, Script, Scripted, a_page, an_error, harvested
from pytest_httpserver import HTTPServer
from werkzeug import Response

from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.errors import OaiError, PageError, SourceError
from orcid_sync.oai.transport import Limits


def test_all_pages_come_in_order_and_the_token_is_sent_back_unharmed(
    scripted: Scripted, oai_client: Make
) -> None:
    script = scripted(a_page(1, 2, token="a/b&amp;c+d é"), a_page(3))

    assert harvested(oai_client()) == ["oai:x:1", "oai:x:2", "oai:x:3"]
    assert script.asked[0].args.to_dict() == {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    assert script.asked[1].args.to_dict() == {"verb": "ListRecords", "resumptionToken": "a/b&c+d é"}


def test_the_server_learns_who_asks_and_that_xml_and_gzip_are_welcome(
    scripted: Scripted, oai_client: Make
) -> None:
    script = scripted(a_page(1))

    harvested(oai_client(contact="mailto:etd@university.example"))

    headers = script.asked[0].headers
    assert headers["User-Agent"].startswith("orcid-etd-sync/")
    assert "mailto:etd@university.example" in headers["User-Agent"]
    assert "gzip" in headers["Accept-Encoding"]
    assert "html" not in headers["Accept"]


@pytest.mark.parametrize("retry_after", ["0", "date", "nonsense", None])
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_when_it_says(
    status: int, retry_after: str | None, scripted: Scripted, oai_client: Make
) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
    headers = {"Retry-After": soon if retry_after == "date" else retry_after} if retry_after else {}
    scripted(Response("busy", status, headers), a_page(1))

    assert harvested(oai_client()) == ["oai:x:1"]


def test_a_retry_after_of_a_day_is_capped(scripted: Scripted, oai_client: Make) -> None:
    scripted(Response("busy", 503, {"Retry-After": "86400"}), a_page(1))

    began = time.monotonic()
    assert harvested(oai_client()) == ["oai:x:1"]
    assert 0.2 <= time.monotonic() - began < 5


def test_a_server_error_with_plain_text_is_retried_then_named(scripted: Scripted, oai_client: Make) -> None:
    script = scripted(Response("oops: database", 500))

    with pytest.raises(SourceError, match=r"It fails \(HTTP 500 “oops: database”\)") as raised:
        harvested(oai_client())
    assert raised.value.code == "server-error"
    assert len(script.asked) == 4


def test_a_page_cut_in_the_middle_is_never_an_end(scripted: Scripted, oai_client: Make) -> None:
    whole = a_page(1, 2, token="t")
    scripted(whole[: len(whole) // 2], a_page(3))

    with pytest.raises(PageError) as raised:
        harvested(oai_client())
    assert raised.value.code == "cut-off"


def test_records_before_a_bad_page_are_delivered_before_the_error(
    scripted: Scripted, oai_client: Make
) -> None:
    scripted(a_page(1, token="t"), "<html><title>Maintenance</title></html>")
    pages = oai_client().pages({"verb": "ListRecords"})

    assert next(pages).ends == ("oai:x:1", "oai:x:1")
    with pytest.raises(PageError, match="“Maintenance”"):
        next(pages)


def test_a_maintenance_page_with_http_200_is_no_empty_list(scripted: Scripted, oai_client: Make) -> None:
    scripted("<!DOCTYPE html><html><title>Down</title></html>")

    with pytest.raises(PageError, match=r"a web page \(“Down”\)"):
        harvested(oai_client())


def test_redirects_to_the_same_host_are_followed_and_remembered(
    scripted: Scripted, httpserver: HTTPServer, oai_client: Make
) -> None:
    script = scripted(a_page(1, token="t"), a_page(2))
    moved = Script(lambda r: Response(status=301, headers={"Location": "/oai?" + r.query_string.decode()}))
    httpserver.expect_request("/old").respond_with_handler(moved)

    assert harvested(oai_client("/old")) == ["oai:x:1", "oai:x:2"]
    assert (len(moved.asked), len(script.asked)) == (1, 2)


def test_a_redirect_without_the_arguments_gets_them_again(
    scripted: Scripted, httpserver: HTTPServer, oai_client: Make
) -> None:
    script = scripted(a_page(1))
    httpserver.expect_request("/old").respond_with_data("", 302, {"Location": "/oai"})

    assert harvested(oai_client("/old")) == ["oai:x:1"]
    assert script.asked[0].args["verb"] == "ListRecords"


@pytest.mark.parametrize(
    "target", ["http://elsewhere.example/oai", "ftp://localhost/oai", "//elsewhere.example/"]
)
def test_a_redirect_to_another_host_or_scheme_is_left_to_a_person(
    target: str, scripted: Scripted, oai_client: Make
) -> None:
    scripted(Response(status=302, headers={"Location": target}))

    with pytest.raises(SourceError, match="make it the base URL") as raised:
        harvested(oai_client())
    assert raised.value.code == "redirect"


def test_a_circle_of_redirects_ends(scripted: Scripted, oai_client: Make) -> None:
    script = scripted(Response(status=302, headers={"Location": "/oai"}))

    with pytest.raises(SourceError, match="circle"):
        harvested(oai_client())
    assert len(script.asked) == 6


def test_a_server_that_repeats_its_page_is_noticed(scripted: Scripted, oai_client: Make) -> None:
    script = scripted(a_page(1, 2, token="t"))

    with pytest.raises(PageError, match="again and again"):
        harvested(oai_client())
    assert len(script.asked) <= 3


def test_a_server_that_counts_on_but_repeats_its_records_is_noticed(
    scripted: Scripted, oai_client: Make
) -> None:
    script = scripted(*[a_page(1, 2, token=f"t{number}") for number in range(20)])

    with pytest.raises(PageError, match="again and again"):
        harvested(oai_client())
    assert len(script.asked) <= 7


def test_a_token_that_repeats_with_other_records_is_legitimate(scripted: Scripted, oai_client: Make) -> None:
    scripted(a_page(1, token="same"), a_page(2, token="same"), a_page(3, token="same"), a_page(4))

    assert harvested(oai_client()) == [f"oai:x:{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("status", [200, 404])
def test_no_records_match_is_success_without_records(
    status: int, scripted: Scripted, oai_client: Make
) -> None:
    scripted(Response(an_error("noRecordsMatch"), status, content_type=XML))

    assert harvested(oai_client()) == []


def test_a_bad_resumption_token_is_raised_by_its_name(scripted: Scripted, oai_client: Make) -> None:
    scripted(a_page(1, token="t"), an_error("badResumptionToken"))

    with pytest.raises(OaiError) as raised:
        harvested(oai_client())
    assert raised.value.code == "badResumptionToken"


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "forbidden"), (403, "forbidden"), (404, "not-found"), (410, "not-found"), (418, "http-status")],
)
def test_a_refusal_is_told_with_the_words_of_its_page(
    status: int, code: str, scripted: Scripted, oai_client: Make
) -> None:
    scripted(
        Response(
            "<html><title>Making sure you're not a bot!</title></html>", status, content_type="text/html"
        )
    )

    with pytest.raises(SourceError, match="“Making sure you're not a bot!”") as raised:
        harvested(oai_client())
    assert raised.value.code == code
    assert raised.value.what_to_do


def test_gzip_is_read_with_and_without_its_header(scripted: Scripted, oai_client: Make) -> None:
    zipped = gzip.compress(a_page(1, token="t").encode())
    with_header = Response(zipped, content_type=XML, headers={"Content-Encoding": "gzip"})
    scripted(with_header, gzip.compress(a_page(2).encode()))

    assert harvested(oai_client()) == ["oai:x:1", "oai:x:2"]


def test_a_garbled_encoding_is_asked_for_again_without_one(scripted: Scripted, oai_client: Make) -> None:
    script = scripted(Response(b"no gzip", content_type=XML, headers={"Content-Encoding": "gzip"}), a_page(1))

    assert harvested(oai_client()) == ["oai:x:1"]
    assert script.asked[1].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("zipped", [False, True, "silently"])
def test_an_answer_beyond_the_size_limit_is_refused(
    zipped: object, scripted: Scripted, oai_client: Make
) -> None:
    body = a_page(1, extra=f"<!--{'x' * 3_000_000}-->").encode()
    headers = {"Content-Encoding": "gzip"} if zipped is True else {}
    scripted(Response(gzip.compress(body) if zipped else body, content_type=XML, headers=headers))

    with pytest.raises(SourceError, match="more than 2 MB") as raised:
        harvested(oai_client(limits=Limits(megabytes=2)))
    assert raised.value.code == "too-big"


def test_the_charset_of_the_http_header_reaches_the_reader(scripted: Scripted, oai_client: Make) -> None:
    body = a_page(1).replace("Thesis", "Диссертация").encode("windows-1251")
    scripted(Response(body, content_type="text/xml; charset=windows-1251"))

    (page,) = oai_client().pages({"verb": "ListRecords"})

    metadata = page.records[0].source.metadata
    assert metadata is not None
    assert "".join(map(str, metadata.itertext())) == "Диссертация 1"


def test_a_token_that_its_page_hides_from_the_hint_is_followed(scripted: Scripted, oai_client: Make) -> None:
    first = a_page(1, token="<![CDATA[right]]>") + "<!-- <resumptionToken>wrong</resumptionToken> -->"
    script = scripted(first, lambda r: Response(a_page(9 if r.args["resumptionToken"] == "wrong" else 2)))
    script.answers.append(script.answers[-1])

    assert harvested(oai_client()) == ["oai:x:1", "oai:x:2"]


def test_a_silent_server_times_out(scripted: Scripted, oai_client: Make) -> None:
    scripted(lambda r: time.sleep(1) or Response(""))

    with pytest.raises(SourceError, match="did not answer in time") as raised:
        harvested(oai_client(timeout=0.1, limits=Limits(seconds=0.3)))
    assert raised.value.code == "timeout"


def test_closing_the_client_ends_its_waiting(scripted: Scripted, oai_client: Make) -> None:
    scripted(Response("busy", 503, {"Retry-After": "60"}))
    client = oai_client(limits=Limits())
    threading.Timer(0.3, client.close).start()

    began = time.monotonic()
    with pytest.raises(SourceError):
        harvested(client)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("pasted", "clean"),
    [
        (" https://x.example/oai?verb=Identify ", "https://x.example/oai"),
        (
            "https://x.example/oai.php?repo=2&verb=ListRecords&metadataPrefix=oai_dc#top",
            "https://x.example/oai.php?repo=2",
        ),
    ],
)
def test_a_base_url_is_found_in_what_people_paste(pasted: str, clean: str) -> None:
    assert OaiClient(pasted).endpoint == clean


def test_scythes_own_verbs_work_on_strict_answers(scripted: Scripted, oai_client: Make) -> None:
    ns = 'xmlns="http://www.openarchives.org/OAI/2.0/"'
    scripted(
        f"<OAI-PMH {ns}><ListSets><set><setSpec>a</setSpec><setName>A</setName></set>"
        "<resumptionToken>t</resumptionToken></ListSets></OAI-PMH>",
        f"<OAI-PMH {ns}><ListSets><set><setSpec>b</setSpec><setName>R &amp; D</setName></set>"
        "</ListSets></OAI-PMH>",
        f"<OAI-PMH {ns}><Identify><repositoryName>Example R & D</repositoryName></Identify></OAI-PMH>",
        an_error("noSetHierarchy"),
    )
    client = oai_client()

    assert [(s.setSpec, s.setName) for s in client.list_sets()] == [("a", "A"), ("b", "R & D")]
    assert client.identify().repositoryName == "Example R & D"
    assert list(client.list_sets()) == []
