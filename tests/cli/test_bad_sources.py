"""Repositories that do not answer as they should: one sentence, exit code 3, and what was stored stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.conftest import stored
from cli.running import run
from pytest_httpserver import HTTPServer

from orcid_sync.rehearsal import Rehearsal, Script

SHIELD = "<html><head><title>Just a moment…</title></head><body>Checking your browser</body></html>"
ERROR = (
    '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    "<responseDate>2026-01-01T00:00:00Z</responseDate><request>http://x/</request>"
    '<error code="badArgument">Something is wrong</error></OAI-PMH>'
)
ANSWERS = {
    "html": (200, SHIELD, "It answers with a web page (“Just a moment…”) instead of OAI-PMH."),
    "not found": (
        404,
        "<html><title>404</title></html>",
        "There is nothing at this address (HTTP 404 “404”).",
    ),
    "bot shield": (403, SHIELD, "It does not let us in (HTTP 403 “Just a moment…”). A bot shield or a login"),
    "login": (401, "", "It does not let us in (HTTP 401). A bot shield or a login stands before it"),
    "json": (200, '{"error": 1}', "It answers with JSON, not OAI-PMH"),
    "other xml": (200, "<rss/>", "It answers with another kind of XML (its root is <rss>)."),
    "empty": (200, "", "It answers with an empty page."),
    "cut off": (200, ERROR[:120], "It sent a page that breaks off"),
    "invalid xml": (200, ERROR.replace("Something", "<i>Something"), "not well-formed XML"),
    "OAI error": (200, ERROR, "It refuses with badArgument: Something is wrong."),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("words", [("sources", "probe"), ("sources", "add"), ("demo", "--url")])
def test_what_the_base_url_answers_is_told(
    words: tuple[str, str], name: str, site: Path, httpserver: HTTPServer
) -> None:
    status, body, says = ANSWERS[name]
    httpserver.expect_request("/oai").respond_with_data(body, status, content_type="text/html")
    out = ["--out", site / "demo"] if words[0] == "demo" else []
    ran = run("-c", site, *words, httpserver.url_for("/oai"), *out)
    assert ran.exit_code == 3
    assert says in ran.sentence
    assert httpserver.url_for("/oai") in ran.sentence
    assert run("-c", site, "sources", "list").out == ""
    assert not (site / "demo").exists()


@pytest.mark.parametrize("url", ["repository.example", "ftp://repository.example/oai", "https://", "//x"])
def test_a_base_url_that_is_none_is_wrong_usage(url: str, site: Path) -> None:
    for words in (["sources", "add"], ["sources", "probe"], ["demo", "--url"]):
        ran = run("-c", site, *words, url)
        assert ran.exit_code == 2
        assert "This is no web address. Write it with https:// and a host." in ran.sentence


def test_a_host_where_nobody_answers(harvested: Path, rehearsal: Rehearsal) -> None:
    before = stored(harvested)
    rehearsal.stop()
    ran = run("-c", harvested, "doctor", "--json")
    assert ran.exit_code == 3
    checks = {line["check"]: line for line in ran.lines}
    assert "cannot be reached" in checks["source library"]["reason"]
    assert stored(harvested) == before


SPOILT = [("403", "does not let us in"), ("html", "web page"), ("truncated", "breaks off")]


@pytest.mark.parametrize(("answer", "says"), SPOILT)
def test_a_harvest_that_is_stopped_keeps_what_it_has(
    answer: str, says: str, site: Path, rehearsal: Rehearsal
) -> None:
    run("-c", site, "sources", "add", rehearsal.oai_url, "--name", "library")
    rehearsal.world.scripts.add(Script("oai", answer, times=0, after=2))
    ran = run("-c", site, "harvest")
    assert ran.exit_code == 3
    assert ran.sentence.startswith("orcid-sync: library: ")
    assert says in ran.sentence
    rehearsal.world.scripts.clear()
    run("-c", site, "harvest")
    assert run("-c", site, "status", "--json").lines[0]["records"]["work"] == 32


def test_a_source_that_stops_us_does_not_keep_the_others(harvested: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/oai").respond_with_data("gone", 404)
    url = httpserver.url_for("/oai")
    run("-c", harvested, "sources", "add", url, "--name", "gone", "--prefix", "oai_dc", "--rank", "1")
    ran = run("-c", harvested, "run")
    assert ran.exit_code == 3
    assert "gone: " in ran.sentence
    assert "library: http" in ran.out


def test_a_repository_without_a_format_that_we_read(site: Path, httpserver: HTTPServer) -> None:
    formats = (
        "<ListMetadataFormats><metadataFormat><metadataPrefix>x</metadataPrefix><schema>http://x/</schema>"
        "<metadataNamespace>urn:x-unknown</metadataNamespace></metadataFormat></ListMetadataFormats>"
    )
    bodies = {"ListMetadataFormats": formats, "Identify": "<Identify/>", "ListSets": "<ListSets/>"}
    for verb, body in bodies.items():
        answer = ERROR[: ERROR.index("<error")] + body + "</OAI-PMH>"
        httpserver.expect_request("/oai", query_string={"verb": verb}).respond_with_data(answer)
    ran = run("-c", site, "sources", "add", httpserver.url_for("/oai"))
    assert ran.exit_code == 2
    assert "serves no format that we read" in ran.sentence
    ran = run("demo", "--url", httpserver.url_for("/oai"), "--out", site / "demo")
    assert ran.exit_code == 3
    assert "serves no format that we read" in ran.sentence
