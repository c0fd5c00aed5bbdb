"""Which stylesheet reads a record: by root element and namespace, through wrappers."""

from __future__ import annotations

import datetime

import pytest
from lxml import etree

from crosswalks import Profile, crosswalk
from crosswalks.registry import format_of, formats

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
