"""Who may read a thesis: what repositories say about it, and what they only seem to say."""

from __future__ import annotations

import datetime

import pytest

from crosswalks import Profile, Thesis, crosswalk
from crosswalks.decide.access import decide_access
from crosswalks.thesis import FuzzyDate, Statement

PLAIN = Profile()
TODAY = datetime.date(2026, 1, 1)
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>On pots</dc:title><dc:type>Thesis</dc:type>{}</oai_dc:dc>'
)
DIM = (
    '<dim xmlns="http://www.dspace.org/xmlns/dspace/dim"><field mdschema="dc" element="title">On pots</field>'
    '<field mdschema="dc" element="type">Thesis</field>{}</dim>'
)
XOAI = (
    '<metadata xmlns="http://www.lyncode.com/xoai"><element name="dc"><element name="title"><element name="none">'
    '<field name="value">On pots</field></element></element><element name="type"><element name="none">'
    '<field name="value">Thesis</field></element></element></element>{}</metadata>'
)


def thesis_of(record: str, profile: Profile = PLAIN) -> Thesis:
    made = crosswalk(record.encode(), profile=profile, today=TODAY)
    assert made.thesis is not None
    return made.thesis


def reach_of(record: str, profile: Profile = PLAIN) -> tuple[str, str]:
    thesis = thesis_of(record, profile)
    return thesis.access, thesis.embargo_until


@pytest.mark.parametrize(
    ("stated", "reach"),
    [
        ("info:eu-repo/semantics/openAccess", ("open", "")),
        ("http://purl.org/coar/access_right/c_f1cf", ("embargoed", "")),
        ("https://vocabularies.coar-repositories.org/access_rights/c_16ec/", ("restricted", "")),
        ("ACESSO ABERTO", ("open", "")),
        ("Acceso embargado", ("embargoed", "")),
        ("Ograniczony dostęp", ("restricted", "")),
        ("Açık Erişim", ("open", "")),
        ("Відкритий доступ", ("open", "")),
        ("Embargo expires: 2016-11-04", ("embargoed", "2016-11-04")),
        ("info:eu-repo/date/embargoEnd/2030", ("embargoed", "2030")),
        ("Embargoed until May 2030", ("embargoed", "2030-05")),
        ("Embargado até 12 de maio de 2030", ("embargoed", "2030-05-12")),
        ("Sperrfrist bis 31.12.2029", ("embargoed", "2029-12-31")),
        ("Sous embargo jusqu’au 3 mars 2031", ("embargoed", "2031-03-03")),
        ("Access restricted until 2030-01-01", ("embargoed", "2030-01-01")),
        ("Embargo end date: 08-09-2030", ("embargoed", "2030")),
        ("Embargo ends 9999-12-31", ("restricted", "")),
    ],
)
def test_a_term_or_an_end_is_read_in_any_language(stated: str, reach: tuple[str, str]) -> None:
    assert reach_of(DC.format(f"<dc:rights>{stated}</dc:rights>")) == reach


@pytest.mark.parametrize(
    "stated",
    [
        "Copyright 2014 the author. All rights reserved.",
        "https://creativecommons.org/licenses/by/2.0/",
        "https://example.org/licence/1",
        "This thesis studies the grain embargo of 1980 in three harbours",
        "Embargo: 2 years",
        "Embargo until May",
        "Access to the archive was restricted until the war ended.",
        "2014",
    ],
)
def test_a_sentence_that_names_no_term_says_nothing(stated: str) -> None:
    assert reach_of(DC.format(f"<dc:rights>{stated}</dc:rights>")) == ("unknown", "")


def test_silence_is_no_permission_and_no_embargo() -> None:
    assert reach_of(DC.format("")) == ("unknown", "")


def test_the_strictest_term_and_the_latest_end_hold() -> None:
    rights = [Statement("open access"), Statement("embargoedAccess"), Statement("Embargo until 2029-02")]
    dates = [Statement("info:eu-repo/date/embargoEnd/2029-02-10")]
    assert decide_access(rights, dates).value == ("embargoed", "2029-02")


@pytest.mark.parametrize(
    ("date", "reach"),
    [
        ("10000-01-01", ("restricted", "")),
        ("NO_RESTRICTION", ("open", "")),
        ("info:eu-repo/date/embargoEnd/2028-05-27", ("embargoed", "2028-05-27")),
        ("2028-05-27", ("unknown", "")),
    ],
)
def test_a_date_without_name_speaks_of_access_only_in_terms(date: str, reach: tuple[str, str]) -> None:
    assert reach_of(DC.format(f"<dc:date>2020</dc:date><dc:date>{date}</dc:date>")) == reach


@pytest.mark.parametrize(
    ("field", "value", "reach"),
    [
        (("local", "embargo", "lift"), "2030-05-31", ("embargoed", "2030-05-31")),
        (("dc", "description", "embargo"), "31 May 2030", ("embargoed", "2030-05-31")),
        (("refterms", "dateEmbargoEnd", ""), "2030-05-31", ("embargoed", "2030-05-31")),
        (("dc", "rights", "embargodate"), "2030-05-31", ("embargoed", "2030-05-31")),
        (("dc", "date", "embargo"), "2030-05-31T00:00:00Z", ("embargoed", "2030-05-31")),
        (("dc", "date", "available"), "2030-05-31T00:00:00Z", ("embargoed", "2030-05-31")),
        (("dc", "date", "available"), "2020-05-31T10:12:13Z", ("unknown", "")),
        (("dc", "rights", "accessRights"), "closedAccess", ("restricted", "")),
        (("dcterms", "accessRights", ""), "restricted access", ("restricted", "")),
        (("local", "embargo", "terms"), "2 years", ("unknown", "")),
        (("local", "embargo", "reason"), "patent", ("unknown", "")),
    ],
)
def test_dspace_says_it_in_a_field_of_any_schema(
    field: tuple[str, str, str], value: str, reach: tuple[str, str]
) -> None:
    schema, element, qualifier = field
    attributes = f'mdschema="{schema}" element="{element}"' + (
        f' qualifier="{qualifier}"' if qualifier else ""
    )
    inner = f'<field name="value">{value}</field>'
    for name in filter(None, ("none", qualifier, element, schema)):
        inner = f'<element name="{name}">{inner}</element>'
    assert reach_of(DIM.format(f"<field {attributes}>{value}</field>")) == reach
    assert reach_of(XOAI.format(inner)) == reach


@pytest.mark.parametrize(
    ("status", "reach"),
    [
        ("open.access", ("open", "")),
        ("metadata.only", ("restricted", "")),
        ("embargo2030-05-31", ("embargoed", "2030-05-31")),
    ],
)
def test_the_stray_text_of_dim_is_the_access_status(status: str, reach: tuple[str, str]) -> None:
    assert reach_of(DIM.format(status)) == reach


def test_the_access_status_of_xoai_has_its_day_beside_it() -> None:
    status = (
        '<element name="others"><element name="access-status"><field name="value">embargo</field>'
        '<field name="embargo">2030-05-31</field></element></element>'
    )
    assert reach_of(XOAI.format(status)) == ("embargoed", "2030-05-31")


@pytest.mark.parametrize(
    ("value", "reach", "codes"),
    [
        ("2030-05-31", ("embargoed", "2030-05-31"), []),
        ("open access", ("open", ""), []),
        ("none", ("unknown", ""), []),
        ("ask the dean", ("embargoed", ""), ["embargo-not-read"]),
    ],
)
def test_the_profile_names_the_field_and_what_cannot_be_read_there_holds(
    value: str, reach: tuple[str, str], codes: list[str]
) -> None:
    record = DIM.format(f'<field mdschema="uni" element="release" qualifier="from">{value}</field>')
    made = crosswalk(record.encode(), profile=Profile(embargo_field="uni.release.from"), today=TODAY)
    assert made.thesis is not None
    assert (made.thesis.access, made.thesis.embargo_until) == reach
    assert [f.code for f in made.findings if f.code.startswith("embargo")] == codes


def test_the_profile_may_name_an_element_of_any_format() -> None:
    record = DC.format("<dc:coverage>2030-05-31</dc:coverage>")
    assert reach_of(record, Profile(embargo_field="dc:coverage")) == ("embargoed", "2030-05-31")
    assert reach_of(record) == ("unknown", "")
    xoai = XOAI.format(
        '<element name="uni"><element name="release"><element name="none">'
        '<field name="value">2031</field></element></element></element>'
    )
    assert reach_of(xoai, Profile(embargo_field="uni.release")) == ("embargoed", "2031")


@pytest.mark.parametrize(
    ("until", "last"),
    [("2030", (2030, 12, 31)), ("2028-02", (2028, 2, 29)), ("2030-05-12", (2030, 5, 12))],
)
def test_a_month_or_a_year_alone_lasts_until_its_end(until: str, last: tuple[int, int, int]) -> None:
    assert FuzzyDate(*map(int, until.split("-"))).last_day() == datetime.date(*last)
    thesis = thesis_of(DC.format(f"<dc:rights>Embargo until {until}</dc:rights>"))
    assert thesis.embargo_ends == datetime.date(*last)


def test_no_end_is_no_day() -> None:
    assert thesis_of(DC.format("<dc:rights>embargoedAccess</dc:rights>")).embargo_ends is None
