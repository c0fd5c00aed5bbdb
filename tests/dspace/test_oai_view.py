"""The double's OAI-PMH half gives each item as the recorded servers did, format by format, and follows its changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from lxml import etree

from dspace_hook.double import DoubleServer, of
from dspace_hook.double.formats import contexts, offered
from dspace_hook.double.quirks import SEEN
from dspace_hook.double.values import Value
from orcid_sync.oai import provider

RECORDINGS = Path(__file__).parent / "recordings"
NAMES = {"oai": "http://www.openarchives.org/OAI/2.0/"}
EACH = [(version, prefix) for version in SEEN for prefix in offered(of(version).major)]
# The items were read after the lists; these were changed between.
CHANGED_SINCE = {"7.6.2": set[str](), "8.1": {"123456789/8", "123456789/9", "123456789/10"}}


@pytest.fixture(scope="module")
def doubles() -> Iterator[dict[str, DoubleServer]]:
    with DoubleServer("7.6.2", oai=provider) as seven, DoubleServer("8.1", oai=provider) as eight:
        yield {"7.6.2": seven, "8.1": eight}


@pytest.fixture
def dspace() -> Iterator[DoubleServer]:
    with DoubleServer("8.1", oai=provider) as dspace:
        yield dspace


@pytest.mark.parametrize(("version", "prefix"), EACH)
def test_records_are_as_recorded(version: str, prefix: str, doubles: dict[str, DoubleServer]) -> None:
    mine = _metadata(_asked(doubles[version], "ListRecords", metadataPrefix=prefix))
    theirs = _recorded(version, f"ListRecords-{prefix}") | _recorded(version, f"GetRecord-entity-{prefix}")
    same = theirs.keys() - (CHANGED_SINCE[version] if prefix != "uketd_dc" else set())
    assert {handle: mine.get(handle) for handle in same} == {handle: theirs[handle] for handle in same}


@pytest.mark.parametrize("version", SEEN)
def test_the_formats_are_announced_as_recorded(version: str, doubles: dict[str, DoubleServer]) -> None:
    """But for two that were added to those servers."""
    theirs = _announced((RECORDINGS / f"oai-{version}" / "ListMetadataFormats.xml").read_bytes())
    mine = _announced(_asked(doubles[version], "ListMetadataFormats").content)
    assert mine == [one for one in theirs if one[0] not in ("orcid", "etdms_orcid")]


@pytest.mark.parametrize(
    ("version", "context"),
    [
        (version, context)
        for version in SEEN
        for context in contexts(of(version).major)
        if context != "request"
    ],
)
def test_other_contexts_announce_their_formats_as_recorded(
    version: str, context: str, doubles: dict[str, DoubleServer]
) -> None:
    recorded = RECORDINGS / f"oai-{version}" / f"ctx-{context}-formats.xml"
    mine = _announced(_asked(doubles[version], "ListMetadataFormats", context).content)
    assert mine == _announced(recorded.read_bytes())


@pytest.mark.parametrize("version", SEEN)
def test_openaire_records_are_as_recorded(version: str, doubles: dict[str, DoubleServer]) -> None:
    mine = _metadata(_asked(doubles[version], "ListRecords", "openaire4", metadataPrefix="oai_openaire"))
    theirs = _recorded(version, "ctx-openaire4-ListRecords-oai_openaire")
    same = theirs.keys() - CHANGED_SINCE[version]
    assert {handle: mine.get(handle) for handle in same} == {handle: theirs[handle] for handle in same}


def test_openaire_names_the_id_of_a_related_person_from_8_4_on() -> None:
    """§1.5."""
    shown = {}
    for version in ("8.1", "8.4"):
        with DoubleServer(version, oai=provider) as dspace:
            answer = _asked(dspace, "ListRecords", "openaire4", metadataPrefix="oai_openaire")
            shown[version] = 'nameIdentifierScheme="ORCID"' in answer.text
    assert shown == {"8.1": False, "8.4": True}


@pytest.mark.parametrize("context", ["driver", "openaire"])
def test_the_old_contexts_leave_out_theses_in_plain_words(
    context: str, doubles: dict[str, DoubleServer]
) -> None:
    """§1.1."""
    answer = _asked(doubles["8.1"], "ListRecords", context, metadataPrefix="oai_dc")
    assert "noRecordsMatch" in answer.text


@pytest.mark.parametrize("version", SEEN)
def test_persons_have_no_record(version: str, doubles: dict[str, DoubleServer]) -> None:
    persons = [item for item in doubles[version].world.items.values() if item.entity_type == "Person"]
    answer = _asked(doubles[version], "ListRecords", metadataPrefix="oai_dc")
    assert persons
    assert not any(f":{person.handle}<" in answer.text for person in persons)


def test_the_earliest_datestamp_of_8_1_says_now(doubles: dict[str, DoubleServer]) -> None:
    """§10.6: a harvester that uses it as `from` gets nothing."""
    earliest = {
        version: _text(_asked(one, "Identify"), "earliestDatestamp") for version, one in doubles.items()
    }
    assert earliest["7.6.2"] == "2026-11-22T17:22:01Z"
    answer = _asked(doubles["8.1"], "ListRecords", metadataPrefix="oai_dc", **{"from": earliest["8.1"]})
    assert "noRecordsMatch" in answer.text


def test_an_id_that_is_written_shows_in_the_record(dspace: DoubleServer) -> None:
    item = dspace.items["123456789/5"]
    item.metadata["orcid.author"] = (Value("O'Brien, Máire::0000-0002-1825-0097"),)
    answer = _asked(dspace, "GetRecord", metadataPrefix="dim", identifier="oai:127.0.0.1:123456789/5")
    assert "O'Brien, Máire::0000-0002-1825-0097</dim:field>" in answer.text


def test_a_withdrawn_item_is_a_deleted_record(dspace: DoubleServer) -> None:
    dspace.items["123456789/5"].withdrawn = True
    answer = _asked(dspace, "GetRecord", metadataPrefix="dim", identifier="oai:127.0.0.1:123456789/5")
    assert '<header status="deleted">' in answer.text
    assert _text(_asked(dspace, "Identify"), "deletedRecord") == "transient"


@pytest.mark.parametrize(("version", "status"), [("7.6.2", 400), ("8.1", 500)])
def test_an_unknown_context_is_refused(version: str, status: int, doubles: dict[str, DoubleServer]) -> None:
    """§10.6."""
    assert requests.get(f"{doubles[version].url}/oai/", timeout=10).status_code == status
    assert requests.get(f"{doubles[version].url}/oai/nonsense", timeout=10).status_code == status
    assert ("rioxx" in contexts(of(version).major)) is (status == 500)


@pytest.mark.parametrize("version", ["7.6.6", "8.3", "9.2", "10.0"])
def test_some_versions_escape_twice(version: str) -> None:
    """§1.4: after parsing, O'Brien is O&apos;Brien in every format."""
    with DoubleServer(version, oai=provider) as dspace:
        answer = _asked(dspace, "GetRecord", metadataPrefix="dim", identifier="oai:127.0.0.1:123456789/5")
    assert "O&amp;apos;Brien, Máire" in answer.text


def test_9_0_writes_fractions_of_seconds() -> None:
    """§1.4."""
    with DoubleServer("9.0", oai=provider) as dspace:
        answer = _asked(dspace, "ListIdentifiers", metadataPrefix="dim")
    assert re.search(r"<datestamp>[^<]+\.\d+Z</datestamp>", answer.text)
    assert not of("9.2").fractional_datestamps


def _asked(
    dspace: DoubleServer, verb: str, context: str = "request", /, **arguments: str
) -> requests.Response:
    url = dspace.oai_url.removesuffix("request") + context
    answer = requests.get(url, {"verb": verb, **arguments}, timeout=10)
    answer.encoding = "utf-8"
    assert answer.status_code == 200
    return answer


def _text(answer: requests.Response, name: str) -> str:
    return etree.fromstring(answer.content).findtext(f".//oai:{name}", "", NAMES)


def _announced(document: bytes) -> list[list[str | None]]:
    formats = etree.fromstring(document).iterfind(".//oai:metadataFormat", NAMES)
    return [[part.text for part in one] for one in formats]


def _recorded(version: str, name: str) -> dict[str, str]:
    file = RECORDINGS / f"oai-{version}" / f"{name}.xml"
    return _metadata_in(file.read_bytes()) if file.exists() else {}


def _metadata(answer: requests.Response) -> dict[str, str]:
    return _metadata_in(answer.content)


def _metadata_in(document: bytes) -> dict[str, str]:
    """The metadata of each record by handle, in canonical form, whatever the server's address and indentation."""
    found = {}
    for record in etree.fromstring(document).iterfind(".//oai:record[oai:metadata]", NAMES):
        handle = record.findtext("oai:header/oai:identifier", "", NAMES).split(":", 2)[2]
        metadata = record.find("oai:metadata/*", NAMES)
        assert metadata is not None
        text = re.sub(
            'CREATEDATE="[^"]*"', "", etree.tostring(metadata, method="c14n", exclusive=True).decode()
        )
        found[handle] = re.sub(r"http://127\.0\.0\.1:\d+", "{server}", re.sub(r"\s+", " ", text))
    return found
