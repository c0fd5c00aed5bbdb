"""What aggregators harvest from `serve`: there only when switched on, and only with the iDs of those who said so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from push.office import JOSIAH
from web.house import Browser, University

from orcid_sync.rehearsal import Rehearsal

LIST = "/north/oai?verb=ListRecords&metadataPrefix=etdms11"


@pytest.fixture
def north(tmp_path: Path, rehearsal: Rehearsal) -> Iterator[University]:
    made = University(tmp_path / "north", rehearsal, "North University", "/north", "oai = true")
    with made.store:
        yield made


@pytest.mark.parametrize(("purposes", "is_shown"), [(["thesis", "show"], True), (["thesis"], False)])
def test_an_id_is_exposed_when_its_owner_ticked_it(
    north: University, purposes: list[str], is_shown: bool
) -> None:
    browser = Browser(north)
    path = f"/north/i/{north.invites().token.reveal()}"
    browser.get(path)
    browser.at_orcid(browser.post(f"{path}/accept", {"purpose": purposes}), JOSIAH)

    answer = etree.fromstring(browser.client.get(LIST).data)

    creators = answer.findall(".//{*}metadata//{*}creator")
    assert [creator.text for creator in creators] == ["Carberry, Josiah"]
    assert [JOSIAH in creator.get("resource", "") for creator in creators] == [is_shown]


def test_the_address_asked_is_the_address_that_is_said(north: University) -> None:
    north.arrives()
    answer = etree.fromstring(Browser(north).client.get("/north/oai?verb=Identify").data)
    assert answer.findtext(".//{*}baseURL") == f"{north.desk.address}/oai"
    assert answer.findtext(".//{*}repositoryName") == "North University"


def test_a_post_needs_no_form_of_ours(north: University) -> None:
    north.arrives()
    client = Browser(north).client
    answer = client.post("/north/oai", data={"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"})
    assert (answer.status_code, b"<identifier>oai:" in answer.data) == (200, True)
    assert client.put("/north/oai").status_code == 405
    assert client.get("/north/oai/else").status_code == 404


def test_nothing_is_exposed_unless_switched_on(university: University) -> None:
    browser = Browser(university)
    assert browser.get(f"{university.root}/oai?verb=Identify").status == 404
    assert browser.get("/health").status == 200
