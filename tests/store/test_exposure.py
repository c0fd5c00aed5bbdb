"""The theses shown to aggregators: harvested over HTTP by our own client, iDs only of those who agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree
from pytest_httpserver import HTTPServer
from real_records import SHARED
from store.invented import JOSIAH, Clock, deleted, record, save

from crosswalks import Profile, crosswalk
from orcid_sync.exposure import Exposure, ExposureApplication
from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.page import Record
from orcid_sync.secret import Secret
from orcid_sync.store import Claim, Evidence, Store

ETDMS_11 = Path(__file__).resolve().parents[2] / "schemas" / "etdms_1.1" / "etdms11.xsd"
ETDMS_10 = SHARED / "schemas" / "etdms" / "1.0"
OAI_DC = SHARED / "schemas" / "oai-pmh" / "oai_dc.xsd"
RAW = """<thesis xmlns="http://www.ndltd.org/standards/metadata/etdms/1.0/"><title xml:lang="en">Pots {0}</title>
<creator>Carberry, Josiah</creator>{1}<contributor role="advisor">Ferro, Alice</contributor><date>2020</date>
<type>Thesis</type><identifier>https://hdl.handle.net/20.500.14999/{0}</identifier></thesis>"""
Harvest = Callable[..., list[Record]]


def thesis(store: Store, number: int = 1, *, subject: str = "pottery") -> int:
    """A harvested thesis; its id."""
    name = f"oai:repository.example:{number}"
    raw = RAW.format(number, f"<subject>{subject}</subject>" if subject else "").encode()
    save(store, record(name, ids=(f"20.500.14999/{number}",), raw=raw))
    known = store.theses.find(name)
    assert known is not None
    return known.id


def claimed(store: Store, thesis_id: int) -> Claim:
    """Josiah signed in and claimed it."""
    store.permissions.keep(
        JOSIAH, scopes=("/activities/update",), access_token=Secret("a"), refresh_token=Secret("b")
    )
    known = store.theses.get(thesis_id)
    assert known is not None
    return store.claims.make(known.contributors[0].id, JOSIAH, proof="staff")


def agrees(store: Store, *purposes: str) -> None:
    store.consents.give(JOSIAH, Evidence(purposes, "1", "en"), ["/activities/update"])


@pytest.fixture
def exposure(store: Store, clock: Clock, httpserver: HTTPServer) -> Exposure:
    profile = Profile()
    exposed = Exposure(
        store, httpserver.url_for("/oai"), "Example University", "", lambda _: profile, clock, page_size=3
    )
    application = ExposureApplication(exposed)
    httpserver.expect_request("/oai").respond_with_handler(application.answer)
    return exposed


@pytest.fixture
def harvest(exposure: Exposure) -> Iterator[Harvest]:
    with OaiClient(exposure.base_url) as client:

        def read(prefix: str = "etdms11", **more: str) -> list[Record]:
            query = {"verb": "ListRecords", "metadataPrefix": prefix, **more}
            return [one for page in client.pages(query) for one in page.records]

        yield read


def resources(records: list[Record]) -> list[str]:
    found = []
    for one in records:
        assert one.source.metadata is not None
        found += [creator.get("resource", "") for creator in one.source.metadata.iterfind("{*}creator")]
    return found


def test_an_id_is_shown_only_while_its_owner_agrees(store: Store, clock: Clock, harvest: Harvest) -> None:
    claimed(store, thesis(store))
    assert resources(harvest()) == [""]

    clock.advance(minutes=1)
    agrees(store, "thesis")
    assert resources(harvest()) == [""]

    clock.advance(minutes=1)
    agrees(store, "thesis", "show")
    assert resources(harvest()) == [f"https://orcid.org/{JOSIAH}"]

    clock.advance(minutes=1)
    store.consents.end(JOSIAH)
    assert resources(harvest()) == [""]


@pytest.mark.parametrize("what", ["consent", "claim", "permission"])
def test_an_aggregator_that_asks_for_changes_learns_of_every_change_of_mind(
    store: Store, clock: Clock, harvest: Harvest, what: str
) -> None:
    claim = claimed(store, thesis(store))
    agrees(store, "show")
    clock.advance(minutes=5)
    before = clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert harvest(**{"from": before}) == []

    clock.advance(minutes=5)
    if what == "consent":
        store.consents.end(JOSIAH)
    elif what == "claim":
        store.claims.end(claim.id, "unlinked")
    else:
        store.permissions.withdrawn(JOSIAH)

    assert resources(harvest(**{"from": before})) == [""]


def test_every_thesis_is_listed_once_page_by_page(store: Store, clock: Clock, harvest: Harvest) -> None:
    for number in range(1, 11):
        thesis(store, number)
        clock.advance(seconds=number % 2)  # some in the same second
    found = [one.source.identifier for one in harvest()]
    assert len(found) == len(set(found)) == 10


def test_a_thesis_that_its_source_lost_is_deleted(store: Store, clock: Clock, harvest: Harvest) -> None:
    thesis(store, 1)
    thesis(store, 2)
    clock.advance(minutes=1)
    save(store, deleted("oai:repository.example:1"))
    assert sorted(one.source.deleted for one in harvest()) == [False, True]


def test_a_thesis_without_what_the_format_demands_is_left_out_of_it(store: Store, harvest: Harvest) -> None:
    for number in (1, 2, 3, 4, 5):
        thesis(store, number, subject="pottery" if number == 5 else "")
    assert [len(harvest(prefix)) for prefix in ("oai_dc", "etdms11", "oai_etdms")] == [5, 5, 1]


def test_each_format_is_valid(store: Store, harvest: Harvest) -> None:
    claimed(store, thesis(store))
    agrees(store, "show")
    (ours,) = harvest("etdms11")
    assert etree.XMLSchema(etree.parse(ETDMS_11)).validate(ours.source.metadata)
    (dublin_core,) = harvest("oai_dc")
    assert dublin_core.source.metadata is not None
    assert dublin_core.source.metadata.tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"


@pytest.mark.corpus
def test_etdms_1_0_is_valid_by_the_official_schema(store: Store, harvest: Harvest) -> None:
    claimed(store, thesis(store))
    agrees(store, "show")
    gone = "http://www.ndltd.org/standards/metadata/etdms/1.0/xml.xsd"
    text = (ETDMS_10 / "etdms.xsd").read_text("utf-8").replace(gone, (ETDMS_10 / "xml.xsd").as_uri())
    (one,) = harvest("oai_etdms")
    schema = etree.XMLSchema(etree.fromstring(text.encode()))
    assert schema.validate(one.source.metadata), schema.error_log


def test_what_is_shown_is_read_again_as_the_same_thesis(store: Store, clock: Clock, harvest: Harvest) -> None:
    claimed(store, thesis(store))
    agrees(store, "show")
    for prefix in ("etdms11", "oai_etdms", "oai_dc"):
        (one,) = harvest(prefix)
        read = crosswalk(one.source, profile=Profile(), today=clock().date()).thesis
        assert read is not None
        assert (read.title.text, str(read.date), read.identifiers[0].value) == (
            "Pots 1",
            "2020",
            "20.500.14999/1",
        )
        assert read.people[0].orcid_hint == ("" if prefix == "oai_dc" else JOSIAH)


def test_another_institution_shows_nothing_of_ours(store: Store, clock: Clock, exposure: Exposure) -> None:
    thesis_id = thesis(store)
    assert exposure.record(f"oai:localhost:thesis/{thesis_id}", "oai_dc") is not None
    for foreign in (
        "oai:localhost:thesis/999",
        "oai:other.example:thesis/1",
        "oai:localhost:thesis/x",
        "x:1",
    ):
        assert exposure.record(foreign, "oai_dc") is None
        assert exposure.formats(foreign) is None
