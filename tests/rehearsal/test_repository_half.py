"""The repository half over HTTP, and what can be made to go wrong in it."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from lxml import etree

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.deposits import invented

FIRST = "oai:repository.example:20.500.14999/1"
LIST = {"verb": "ListRecords", "metadataPrefix": "oai_etdms"}


def act(rehearsal: Rehearsal, name: str, **wishes: Any) -> requests.Response:
    return requests.post(f"{rehearsal.url}/__rehearsal__/{name}", json=wishes, timeout=10)


def records(rehearsal: Rehearsal, **arguments: str) -> list[etree._Element]:
    """Every record of a list, page by page."""
    answer = etree.fromstring(requests.get(rehearsal.oai_url, {**LIST, **arguments}, timeout=10).content)
    found = answer.findall(".//{*}record")
    while token := answer.findtext(".//{*}resumptionToken"):
        asked = {"verb": "ListRecords", "resumptionToken": token}
        answer = etree.fromstring(requests.get(rehearsal.oai_url, asked, timeout=10).content)
        found += answer.findall(".//{*}record")
    return found


def test_get_and_post_get_the_same_answer(rehearsal: Rehearsal) -> None:
    asked = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": FIRST}
    got = requests.get(rehearsal.oai_url, asked, timeout=10)
    posted = requests.post(rehearsal.oai_url, asked, timeout=10)

    assert got.headers["Content-Type"] == posted.headers["Content-Type"] == "text/xml; charset=UTF-8"
    assert (
        etree.fromstring(got.content)[2:][0][0][1][0].tag == etree.fromstring(posted.content)[2][0][1][0].tag
    )


def test_gzip_comes_only_when_asked_for(rehearsal: Rehearsal) -> None:
    zipped = requests.get(rehearsal.oai_url, LIST, headers={"Accept-Encoding": "gzip"}, timeout=10)
    plain = requests.get(rehearsal.oai_url, LIST, headers={"Accept-Encoding": "identity"}, timeout=10)

    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert etree.fromstring(zipped.content)[2].tag == etree.fromstring(plain.content)[2].tag


def test_a_whole_harvest_finds_all_invented_theses(rehearsal: Rehearsal) -> None:
    found = records(rehearsal)

    assert [one.findtext(".//{*}identifier") for one in found] == [one.identifier for one in invented()]
    assert sum(one.find("{*}header").get("status") == "deleted" for one in found) == 1


def test_the_invented_theses_hold_every_difficulty_promised() -> None:
    theses = invented()
    texts = ["".join(value.text for values in one.fields.values() for value in values) for one in theses]

    assert len(theses) >= 32
    for script in ("ü", "é", "ř", "В", "ا", "א", "虚", "架", "가", "Φ", "क"):
        assert any(script in text for text in texts), script
    assert any(len(one.texts("date")) > 1 for one in theses)
    assert any(not one.texts("title") for one in theses)
    assert any(len(text) > 5000 for text in texts)
    assert any(ord(sign) > 0xFFFF for text in texts for sign in text)
    assert any("&amp;" in text for text in texts)
    assert any("<p>" in text for text in texts)
    assert any(one.deleted for one in theses)


def test_a_changed_thesis_is_new_since_then(rehearsal: Rehearsal) -> None:
    before = rehearsal.world.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert act(rehearsal, "retitle", identifier=FIRST, title="Uncracked pots").status_code == 200

    changed = records(rehearsal, **{"from": before})

    assert [one.findtext(".//{*}title") for one in changed] == ["Uncracked pots"]


def test_a_deleted_thesis_leaves_a_deleted_record(rehearsal: Rehearsal) -> None:
    act(rehearsal, "delete-thesis", identifier=FIRST)

    found = next(one for one in records(rehearsal) if one.findtext(".//{*}identifier") == FIRST)
    assert found.find("{*}header").get("status") == "deleted"
    assert found.find("{*}metadata") is None


def test_a_deposit_is_harvested(rehearsal: Rehearsal) -> None:
    answer = act(
        rehearsal, "deposit", title="A new one", creator="New, Ada", subject="x", date="2026", type="Thesis"
    )

    identifier = answer.json()["identifier"]
    assert identifier in [one.findtext(".//{*}identifier") for one in records(rehearsal)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 9, "set": "nowhere"},
        {"number": "a b<"},
        {"title": 5},
        {"title": {"lang": "en"}},
        {"title": "\x00"},
        {"title": "\ud800"},
        {"title": {"text": "x", "repeat": 10**10}},
        {"degree": 5},
    ],
)
def test_a_deposit_that_makes_no_sense_is_refused_and_not_served(
    rehearsal: Rehearsal, wrong: dict[str, Any]
) -> None:
    answer = act(rehearsal, "deposit", **wrong)

    assert answer.status_code == 400
    assert answer.json()["error"]
    assert len(records(rehearsal)) == len(invented())


def test_broken_xml_on_demand_spoils_one_page_only(rehearsal: Rehearsal) -> None:
    act(rehearsal, "next", half="oai", answer="broken-xml", after=1)

    pages = [requests.get(rehearsal.oai_url, LIST, timeout=10).content for _ in range(3)]

    assert [_well_formed(page) for page in pages] == [True, False, True]


def test_a_page_can_end_in_the_middle_or_lack_metadata(rehearsal: Rehearsal) -> None:
    act(rehearsal, "next", half="oai", answer="truncated")
    act(rehearsal, "next", half="oai", answer="empty-metadata")

    assert not _well_formed(requests.get(rehearsal.oai_url, LIST, timeout=10).content)
    page = etree.fromstring(requests.get(rehearsal.oai_url, LIST, timeout=10).content)
    assert len(page.find(".//{*}metadata")) == 0


@pytest.mark.parametrize(
    ("answer", "status"), [("503", 503), ("403", 403), ("500", 500), ("502", 502), ("html", 200)]
)
def test_a_proxy_can_answer_in_html(rehearsal: Rehearsal, answer: str, status: int) -> None:
    act(rehearsal, "next", half="oai", answer=answer, retry_after=7)

    reply = requests.get(rehearsal.oai_url, LIST, timeout=10)

    assert (reply.status_code, reply.headers["Content-Type"]) == (status, "text/html")
    assert reply.headers["Retry-After"] == "7"
    assert requests.get(rehearsal.oai_url, LIST, timeout=10).status_code == 200


@pytest.mark.parametrize("answer", ["cut", "cut-before"])
def test_the_connection_can_be_cut(rehearsal: Rehearsal, answer: str) -> None:
    act(rehearsal, "next", half="oai", answer=answer)

    with pytest.raises(requests.ConnectionError):
        requests.get(rehearsal.oai_url, LIST, timeout=10)
    assert rehearsal.world.calls.all()[-1].status == 0


def test_a_script_for_ever_lasts_until_all_is_usual_again(rehearsal: Rehearsal) -> None:
    act(rehearsal, "next", half="oai", answer="503", times=0)
    statuses = [requests.get(rehearsal.oai_url, LIST, timeout=10).status_code for _ in range(3)]
    act(rehearsal, "usual")

    assert statuses == [503, 503, 503]
    assert requests.get(rehearsal.oai_url, LIST, timeout=10).status_code == 200


def test_other_methods_are_told_so_in_plain_words(rehearsal: Rehearsal) -> None:
    reply = requests.put(rehearsal.oai_url, timeout=10)

    assert reply.status_code == 405
    assert reply.headers["Content-Type"].startswith("text/plain")


def _well_formed(body: bytes) -> bool:
    try:
        etree.fromstring(body)
    except etree.XMLSyntaxError:
        return False
    return True
