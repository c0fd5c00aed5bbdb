"""Which stylesheet reads a record: by root element and namespace, through wrappers."""

from __future__ import annotations

import datetime

import pytest
from lxml import etree

from crosswalks import Profile, crosswalk
from crosswalks.registry import format_of, formats
from crosswalks.unknown_format import Offer, among_offers, unknown_format

METS = '<mets xmlns="http://www.loc.gov/METS/"><dmdSec><mdWrap><xmlData>{}</xmlData></mdWrap></dmdSec></mets>'


@pytest.mark.parametrize(
    ("xml", "name"),
    [
        ('<thesis xmlns="http://www.ndltd.org/standards/metadata/etdms/1.0/"/>', "etdms"),
        ('<xMetaDiss xmlns="http://www.d-nb.de/standards/xmetadissplus/"/>', "xmetadissplus"),
        ('<metadata xmlns="http://www.lyncode.com/xoai"/>', "xoai"),
        ('<resource xmlns="http://datacite.org/schema/kernel-4"/>', "datacite"),
        ('<resource xmlns="http://namespace.openaire.eu/schema/oaire/"/>', "oai_openaire"),
        ('<dc xmlns="http://oai.base-search.net/base_dc/"/>', "base_dc"),
        ('<dc xmlns="http://www.openarchives.org/OAI/2.0/oai_dc/"/>', "oai_dc"),
        ('<qualifieddc xmlns="http://a.platform.nobody.knows/"/>', "qdc"),
        ('<rioxx xmlns="http://www.rioxx.net/schema/v2.0/rioxx/"/>', "rioxx"),
        (METS.format('<mods xmlns="http://www.loc.gov/mods/v3"/>'), "mods"),
        (METS.format('<thesisRecord xmlns="http://www.abes.fr/abes/documents/tef"/>'), "tef"),
        (METS.format('<record xmlns="http://www.loc.gov/MARC21/slim"/>'), "marc21"),
    ],
)
def test_root_and_namespace_choose_the_format(xml: str, name: str) -> None:
    found = format_of(etree.fromstring(xml))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("xml", "root", "namespace"),
    [
        ('<lom xmlns="http://ltsc.ieee.org/xsd/LOM"/>', "lom", "http://ltsc.ieee.org/xsd/LOM"),
        ("<card/>", "card", "none"),
        (METS.format('<lom xmlns="http://ltsc.ieee.org/xsd/LOM"/>'), "lom", "http://ltsc.ieee.org/xsd/LOM"),
        ('<mets xmlns="http://www.loc.gov/METS/"/>', "mets", "http://www.loc.gov/METS/"),
    ],
)
def test_an_unknown_format_is_named_with_root_and_namespace(xml: str, root: str, namespace: str) -> None:
    made = crosswalk(xml.encode(), profile=Profile(), today=datetime.date(2026, 1, 1))
    (finding,) = made.findings
    assert (made.outcome, finding.code) == ("refused", "format-unknown")
    assert f"“{root}” in the namespace “{namespace}”" in finding.message


@pytest.mark.parametrize(
    ("xml", "nearest"),
    [
        ('<thesis xmlns="http://www.ndltd.org/standards/metadata/etdms/2.0/"/>', "etdms"),
        ('<mods xmlns="http://www.loc.gov/mods/v4"/>', "mods"),
        ('<resource xmlns="http://datacite.org/schema/kernel-5"/>', "datacite"),
        ('<resource xmlns="http://namespace.openaire.eu/schema/oaire/v5"/>', "oai_openaire"),
        ('<bibliography xmlns="http://www.loc.gov/MARC21/slim"/>', "marc21"),
        ('<dc xmlns="http://www.openarchives.org/OAI/2.1/oai_dc/"/>', "oai_dc"),
        ('<lom xmlns="http://ltsc.ieee.org/xsd/LOM"/>', ""),
        ("<card/>", ""),
    ],
)
def test_an_unknown_format_is_compared_with_those_we_read(xml: str, nearest: str) -> None:
    message = unknown_format(etree.fromstring(xml)).message
    assert f"It is most like “{nearest}”" in message if nearest else "most like" not in message


@pytest.mark.parametrize(
    ("xml", "offers", "nearest"),
    [
        # The same kind in another version comes before the richest.
        (
            '<mods xmlns="http://www.loc.gov/mods/v4"/>',
            [Offer("etdms11"), Offer("mods3", "http://www.loc.gov/mods/v3")],
            "mods3",
        ),
        # Of formats that are not like it the richest.
        ('<lom xmlns="http://ltsc.ieee.org/xsd/LOM"/>', [Offer("oai_dc"), Offer("oai_etdms")], "oai_etdms"),
        ("<card/>", [Offer("card"), Offer("oai_dc"), Offer("lom")], "oai_dc"),
    ],
)
def test_the_nearest_format_that_the_source_offers_is_named(
    xml: str, offers: list[Offer], nearest: str
) -> None:
    finding = among_offers(unknown_format(etree.fromstring(xml)), offers, asked="card")
    assert (finding.code, finding.severity) == ("format-unknown", "error")
    assert f"--prefix {nearest}" in finding.remedy


def test_a_source_that_offers_nothing_we_read_is_said_to() -> None:
    finding = among_offers(
        unknown_format(etree.fromstring("<card/>")), [Offer("card"), Offer("lom")], asked="card"
    )
    assert "none that we read (lom)" in finding.remedy
    assert "docs/add-a-format.md" in finding.remedy


def test_a_source_that_offers_nothing_else_changes_nothing() -> None:
    finding = unknown_format(etree.fromstring("<card/>"))
    assert among_offers(finding, [Offer("card")], asked="card") == finding


def test_a_repository_is_asked_for_the_richest_format_first() -> None:
    rank = {name: found.rank for name, found in formats().items()}
    assert rank["etdms"] < min(rank[name] for name in ("xmetadissplus", "mods", "oai_openaire", "datacite"))
    assert max(rank[name] for name in ("mods", "datacite", "marc21")) < rank["uketd_dc"] < rank["dim"]
    assert max(rank["dim"], rank["xoai"]) < rank["oai_dc"] < rank["base_dc"]


@pytest.mark.parametrize(
    ("namespace", "name"),
    sorted(root for found in formats().values() if not found.inner for root in found.roots),
)
def test_an_empty_record_of_any_format_is_refused_or_no_thesis(namespace: str, name: str) -> None:
    empty = etree.Element(etree.QName(namespace.replace("*", "urn:any") or None, name))
    made = crosswalk(empty, profile=Profile(), today=datetime.date(2026, 1, 1))
    assert made.outcome in ("refused", "not-a-thesis")
    assert made.findings
