"""The OAI-PMH provider: every verb, every error condition, and lists that change while they are read."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from orcid_sync.oai import provider
from orcid_sync.rehearsal.deposits import invented
from orcid_sync.rehearsal.repository import Repository

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
OAI = "{http://www.openarchives.org/OAI/2.0/}"
FIRST = "oai:repository.example:20.500.14999/1"
DELETED = "oai:repository.example:20.500.14999/25"


class WithoutSets(Repository):
    def sets(self) -> Sequence[provider.Set]:
        return []


@pytest.fixture
def repository() -> Repository:
    return Repository(invented(), now=lambda: NOW, page_size=10)


def ask(source: provider.RecordSource, *pairs: tuple[str, str], **arguments: str) -> etree._Element:
    asked = [*pairs, *((name.rstrip("_"), value) for name, value in arguments.items())]
    return etree.fromstring(provider.respond(asked, source, base_url="http://127.0.0.1/oai", now=NOW))


def code(answer: etree._Element) -> str:
    error = answer.find(f"{OAI}error")
    return "" if error is None else error.get("code", "")


def identifiers(answer: etree._Element) -> list[str]:
    return [found.text or "" for found in answer.iter(f"{OAI}identifier")]


def token(answer: etree._Element) -> str:
    return answer.findtext(f".//{OAI}resumptionToken") or ""


def listed(
    source: Repository, between: Callable[[int], None] = lambda page: None, **arguments: str
) -> list[str]:
    """Every identifier of a list, following tokens; `between` acts after each page."""
    answer = ask(source, verb="ListIdentifiers", **arguments)
    found, page = identifiers(answer), 1
    while resume := token(answer):
        between(page)
        answer = ask(source, verb="ListIdentifiers", resumptionToken=resume)
        found, page = found + identifiers(answer), page + 1
    return found


def test_identify_says_what_a_harvester_needs(repository: Repository) -> None:
    answer = ask(repository, verb="Identify")

    said = {etree.QName(child).localname: child.text for child in answer.find(f"{OAI}Identify")}
    assert said == {
        "repositoryName": "Rehearsal repository (invented theses)",
        "baseURL": "http://127.0.0.1/oai",
        "protocolVersion": "2.0",
        "adminEmail": "rehearsal@repository.example",
        "earliestDatestamp": "2025-03-01T08:00:00Z",
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
        "compression": "gzip",
    }
    assert answer.findtext(f"{OAI}responseDate") == "2026-01-02T03:04:05Z"


def test_list_metadata_formats_names_both_formats_for_all_and_for_one(repository: Repository) -> None:
    for arguments in ({}, {"identifier": FIRST}):
        answer = ask(repository, verb="ListMetadataFormats", **arguments)

        prefixes = [found.text for found in answer.iter(f"{OAI}metadataPrefix")]
        assert prefixes == ["oai_dc", "oai_etdms"]


def test_list_sets_shows_the_hierarchy(repository: Repository) -> None:
    specs = [found.text for found in ask(repository, verb="ListSets").iter(f"{OAI}setSpec")]

    assert specs == ["theses", "theses:doctoral", "theses:master", "theses:bachelor", "articles", "datasets"]


def test_get_record_gives_header_and_metadata(repository: Repository) -> None:
    answer = ask(repository, verb="GetRecord", identifier=FIRST, metadataPrefix="oai_etdms")

    assert identifiers(answer) == [FIRST]
    assert [spec.text for spec in answer.iter(f"{OAI}setSpec")] == ["theses", "theses:doctoral"]
    assert answer.findtext(".//{*}creator") == "Carberry, Josiah"
    assert answer.find(f"{OAI}request").attrib == {
        "verb": "GetRecord",
        "identifier": FIRST,
        "metadataPrefix": "oai_etdms",
    }


def test_a_deleted_record_has_a_header_only(repository: Repository) -> None:
    answer = ask(repository, verb="GetRecord", identifier=DELETED, metadataPrefix="oai_dc")

    assert answer.find(f".//{OAI}header").get("status") == "deleted"
    assert answer.find(f".//{OAI}metadata") is None


def test_pages_hold_every_record_once_and_the_last_token_is_empty(repository: Repository) -> None:
    answer = ask(repository, verb="ListRecords", metadataPrefix="oai_dc")
    found, cursors = identifiers_of_headers(answer), []
    while True:
        resume = answer.find(f".//{OAI}resumptionToken")
        cursors.append((resume.get("cursor"), resume.get("completeListSize")))
        if not resume.text:
            break
        answer = ask(repository, verb="ListRecords", resumptionToken=resume.text)
        found += identifiers_of_headers(answer)

    assert len(found) == len(set(found)) == 36
    assert cursors == [("0", "36"), ("10", "36"), ("20", "36"), ("30", "36")]


def identifiers_of_headers(answer: etree._Element) -> list[str]:
    return [found.text or "" for found in answer.iterfind(f".//{OAI}header/{OAI}identifier")]


def test_a_list_that_fits_one_page_has_no_token(repository: Repository) -> None:
    repository.page_size = 36

    assert (
        ask(repository, verb="ListIdentifiers", metadataPrefix="oai_dc").find(f".//{OAI}resumptionToken")
        is None
    )


def test_a_set_holds_the_records_of_its_subsets(repository: Repository) -> None:
    assert len(listed(repository, metadataPrefix="oai_dc", set="theses")) == 34
    assert len(listed(repository, metadataPrefix="oai_dc", set="theses:bachelor")) == 3


@pytest.mark.parametrize(
    ("bounds", "number"),
    [
        ({"from_": "2025-03-02", "until": "2025-03-03"}, 2),
        ({"from_": "2025-03-02T08:00:00Z", "until": "2025-03-02T08:00:00Z"}, 1),
        ({"from_": "2025-03-02T08:00:01Z", "until": "2025-03-03T07:59:59Z"}, 0),
        ({"until": "2025-03-01"}, 1),
        ({"from_": "2025-04-05"}, 1),
        ({"until": "1999-01-01"}, 0),
    ],
)
def test_from_and_until_include_both_ends_in_either_granularity(
    repository: Repository, bounds: dict[str, str], number: int
) -> None:
    answer = ask(repository, verb="ListIdentifiers", metadataPrefix="oai_dc", **bounds)

    assert len(identifiers(answer)) == number
    assert code(answer) == ("" if number else "noRecordsMatch")


def test_a_record_that_changes_between_pages_is_sent_again_and_none_is_skipped(
    repository: Repository,
) -> None:
    def between(page: int) -> None:
        if page == 1:
            repository.retitle(FIRST, "Changed while you read")

    found = listed(repository, between, metadataPrefix="oai_dc")

    assert sorted(set(found)) == sorted(one.identifier for one in invented())
    assert found.count(FIRST) == 2


def test_a_token_whose_rest_has_gone_is_a_bad_one(repository: Repository) -> None:
    first = ask(repository, verb="ListIdentifiers", metadataPrefix="oai_dc", until="2025-03-11")
    later = {one.identifier for one in repository.all()} - set(identifiers(first))
    for identifier in later:
        repository.retitle(identifier, "Moved behind until")

    assert code(ask(repository, verb="ListIdentifiers", resumptionToken=token(first))) == "badResumptionToken"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "badVerb"),
        ([("verb", "Nonsense")], "badVerb"),
        ([("verb", "Identify"), ("verb", "Identify")], "badVerb"),
        ([("verb", "Identify"), ("set", "x")], "badArgument"),
        ([("verb", "Identify"), ("\x00", "\ud800")], "badArgument"),
        ([("verb", "ListRecords")], "badArgument"),
        ([("verb", "ListRecords"), ("metadataPrefix", "a"), ("metadataPrefix", "a")], "badArgument"),
        ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("resumptionToken", "x")], "badArgument"),
        ([("verb", "ListRecords"), ("metadataPrefix", "oai dc")], "badArgument"),
        ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("set", "a b")], "badArgument"),
        ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("from", "2025")], "badArgument"),
        ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("from", "2025-02-30")], "badArgument"),
        (
            [
                ("verb", "ListRecords"),
                ("metadataPrefix", "oai_dc"),
                ("from", "2025-03-02"),
                ("until", "2025-03-01"),
            ],
            "badArgument",
        ),
        (
            [
                ("verb", "ListRecords"),
                ("metadataPrefix", "oai_dc"),
                ("from", "2025-03-01"),
                ("until", "2025-03-02T00:00:00Z"),
            ],
            "badArgument",
        ),
        ([("verb", "ListRecords"), ("metadataPrefix", "marc21")], "cannotDisseminateFormat"),
        (
            [("verb", "GetRecord"), ("metadataPrefix", "marc21"), ("identifier", FIRST)],
            "cannotDisseminateFormat",
        ),
        ([("verb", "GetRecord"), ("metadataPrefix", "oai_dc"), ("identifier", "oai:x:1")], "idDoesNotExist"),
        (
            [("verb", "GetRecord"), ("metadataPrefix", "oai_dc"), ("identifier", "no uri\x0b")],
            "idDoesNotExist",
        ),
        ([("verb", "ListMetadataFormats"), ("identifier", "oai:x:1")], "idDoesNotExist"),
        ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("set", "nowhere")], "noRecordsMatch"),
        ([("verb", "ListRecords"), ("resumptionToken", "never-given")], "badResumptionToken"),
        ([("verb", "ListRecords"), ("resumptionToken", "\x01")], "badResumptionToken"),
        ([("verb", "ListSets"), ("resumptionToken", "x")], "badResumptionToken"),
    ],
)
def test_every_error_condition_has_its_code(
    repository: Repository, arguments: list[tuple[str, str]], expected: str
) -> None:
    answer = ask(repository, *arguments)

    assert code(answer) == expected
    if expected in ("badVerb", "badArgument"):
        assert not answer.find(f"{OAI}request").attrib


def test_without_sets_there_is_no_hierarchy() -> None:
    repository = WithoutSets(invented(), now=lambda: NOW)

    assert code(ask(repository, verb="ListSets")) == "noSetHierarchy"
    assert code(ask(repository, verb="ListRecords", metadataPrefix="oai_dc", set="x")) == "noSetHierarchy"


@pytest.mark.parametrize(
    "state",
    [
        None,
        {},
        [],
        ["ListRecords", "oai_dc", None, None, "", "2025-03-01T08:00:00Z", "x", 10],
        ["ListIdentifiers", "marc21", None, None, "", "2025-03-01T08:00:00Z", "x", 10],
        ["ListIdentifiers", "\ud800", None, None, "", "2025-03-01T08:00:00Z", "x", 10],
        ["ListIdentifiers", "oai_dc", 5, None, "", "2025-03-01T08:00:00Z", "x", 10],
        ["ListIdentifiers", "oai_dc", None, None, "", "yesterday", "x", 10],
        ["ListIdentifiers", "oai_dc", None, None, "", "2025-03-01T08:00:00Z", ["x"], 10],
        ["ListIdentifiers", "oai_dc", None, None, "", "2025-03-01T08:00:00Z", "x", True],
        ["ListIdentifiers", "oai_dc", None, None, "", "2025-03-01T08:00:00Z", "x", -1],
    ],
)
def test_a_forged_token_is_a_bad_one(repository: Repository, state: object) -> None:
    forged = base64.urlsafe_b64encode(json.dumps(state).encode()).decode()

    assert code(ask(repository, verb="ListIdentifiers", resumptionToken=forged)) == "badResumptionToken"


NAMES = st.sampled_from(
    ["verb", "metadataPrefix", "identifier", "set", "from", "until", "resumptionToken", "\x00"]
)
VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["ListRecords", "GetRecord", "ListSets", "oai_dc", FIRST, "2025-03-01", "0000-00-00", "9999-12-31"]
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(NAMES, VALUES), max_size=5))
def test_any_arguments_get_a_well_formed_answer(arguments: list[tuple[str, str]]) -> None:
    answer = ask(SHARED, *arguments)

    assert answer.tag == f"{OAI}OAI-PMH"


SHARED = Repository(invented(), now=lambda: NOW)


def test_twenty_thousand_records_are_served_in_seconds() -> None:
    pattern = invented()[0]
    many = [
        replace(
            pattern, identifier=f"oai:x:{number}", datestamp=pattern.datestamp + timedelta(seconds=number)
        )
        for number in range(20_000)
    ]
    repository = Repository(many, now=lambda: NOW, page_size=100)

    answer = provider.respond(
        [("verb", "ListRecords"), ("metadataPrefix", "oai_dc")], repository, base_url="x", now=NOW
    )
    pages = 1
    while resume := token(etree.fromstring(answer)):
        asked = [("verb", "ListRecords"), ("resumptionToken", resume)]
        answer = provider.respond(asked, repository, base_url="x", now=NOW)
        pages += 1

    assert pages == 200
