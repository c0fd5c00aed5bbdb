"""The degree as an education or qualification: complete and accepted by ORCID, or not made and the reason said."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_thesis import CRACKED_POTS
from lxml import etree

from crosswalks.education import (
    AffiliationKind,
    Institution,
    affiliation_element,
    affiliation_xml,
    education,
    ror_url,
)
from crosswalks.thesis import Degree, FuzzyDate
from schemas import validate
from schemas.rules import refusals

NOWHERE = Institution(
    "Rehearsal University", "Nowhere", "DE", "05k89ew48", region="Brant", other_names=("Universität Probe",)
)
KINDS = get_args(AffiliationKind)
_DATES = st.builds(
    lambda year, month, day: FuzzyDate(year, month, day if month else None),
    st.integers(1900, 2100),
    st.none() | st.integers(1, 12),
    st.none() | st.integers(1, 28),
)


def _without_namespaces(element: etree._Element) -> str:
    return "".join(f"<{etree.QName(e).localname}>{(e.text or '').strip()}" for e in element.iter())


@pytest.mark.parametrize("kind", KINDS)
def test_a_complete_degree_is_accepted_by_schema_and_server_rules(kind: AffiliationKind) -> None:
    decided = education(CRACKED_POTS, institution=NOWHERE, conferred=FuzzyDate(2024, 9, 30), kind=kind)
    assert decided.value is not None
    assert decided.findings == ()
    document = etree.fromstring(affiliation_xml(decided.value).encode())
    assert document.tag == f"{{http://www.orcid.org/ns/{kind}}}{kind}"
    assert validate(document, kind) == []
    assert refusals(document, kind) == []
    assert _without_namespaces(affiliation_element(decided.value)) == (
        f"<{kind}><department-name>Psychoceramics<role-title>Doctor of Philosophy"
        "<end-date><year>2024<month>09<day>30"
        "<organization><name>Rehearsal University<address><city>Nowhere<region>Brant<country>DE"
        "<disambiguated-organization><disambiguated-organization-identifier>https://ror.org/05k89ew48"
        "<disambiguation-source>ROR"
    )


def test_the_date_of_the_thesis_is_no_conferral() -> None:
    affiliation = education(CRACKED_POTS, institution=NOWHERE).value
    assert affiliation is not None
    assert affiliation.end is None
    assert "date" not in affiliation_xml(affiliation)
    assert "education.no-conferral" in {
        d.rule for d in education(CRACKED_POTS, institution=NOWHERE).decisions
    }


@given(started=_DATES, conferred=_DATES)
def test_start_and_end_have_one_precision_and_are_never_refused_for_it(
    started: FuzzyDate, conferred: FuzzyDate
) -> None:
    decided = education(CRACKED_POTS, institution=NOWHERE, started=started, conferred=conferred)
    if decided.value is None:
        assert {finding.code for finding in decided.findings} == {"orcid-9055"}
        assert started > conferred or str(started) > str(conferred)
        return
    start, end = decided.value.start, decided.value.end
    assert start is not None
    assert end is not None
    assert len(str(start)) == len(str(end)) == min(len(str(started)), len(str(conferred)))
    assert str(started).startswith(str(start))
    assert str(conferred).startswith(str(end))


def test_a_partial_conferral_beside_a_full_start_is_sent_by_the_year() -> None:
    decided = education(
        CRACKED_POTS, institution=NOWHERE, started=FuzzyDate(2023, 9, 1), conferred=FuzzyDate(2023)
    )
    assert decided.value is not None
    assert (decided.value.start, decided.value.end) == (FuzzyDate(2023), FuzzyDate(2023))


@pytest.mark.parametrize(
    ("institution", "field"),
    [
        (replace(NOWHERE, name=" "), "name"),
        (replace(NOWHERE, city=""), "city"),
        (replace(NOWHERE, country="Germany"), "country"),
        (replace(NOWHERE, ror=""), "ror"),
        (replace(NOWHERE, ror="https://ror.org/05k89ew49"), "ror"),
    ],
)
def test_an_incomplete_institution_is_named_with_the_setting(institution: Institution, field: str) -> None:
    # The name of the institution cannot be compared when it is empty: no grantor here.
    thesis = replace(CRACKED_POTS, degree=Degree("Doctor of Philosophy"))
    decided = education(thesis, institution=institution)
    assert decided.value is None
    assert [(f.code, f.field) for f in decided.findings] == [("education-institution-incomplete", field)]


def test_without_the_name_of_the_degree_nothing_is_asserted() -> None:
    decided = education(replace(CRACKED_POTS, degree=Degree(level="doctoral")), institution=NOWHERE)
    assert decided.value is None
    assert [f.code for f in decided.findings] == ["education-degree-missing"]


@pytest.mark.parametrize(
    ("grantor", "is_ours"),
    [
        ("Rehearsal University", True),
        ("The Rehearsal  University.", True),
        ("Universitat Probe", True),
        ("New Rehearsal University", False),
        ("", True),
    ],
)
def test_an_institution_asserts_its_own_degrees_only(grantor: str, is_ours: bool) -> None:
    thesis = replace(CRACKED_POTS, degree=CRACKED_POTS.degree._replace(grantor=grantor))
    decided = education(thesis, institution=NOWHERE)
    assert (decided.value is not None) == is_ours
    assert [f.code for f in decided.findings] == ([] if is_ours else ["education-other-grantor"])


@pytest.mark.parametrize("impossible", [FuzzyDate(2023, 2, 31), FuzzyDate(1850), FuzzyDate(2023, 13)])
def test_an_impossible_conferral_date_is_refused_before_orcid_does_it(impossible: FuzzyDate) -> None:
    decided = education(CRACKED_POTS, institution=NOWHERE, conferred=impossible)
    assert decided.value is None
    assert all(finding.severity == "error" for finding in decided.findings)
    assert decided.findings


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("05k89ew48", "https://ror.org/05k89ew48"),
        ("http://ror.org/05K89EW48/", "https://ror.org/05k89ew48"),
        ("ror.org/05k89ew48", "https://ror.org/05k89ew48"),
        ("05k89ew84", ""),
        ("grid.5169.d", ""),
        ("", ""),
    ],
)
def test_a_ror_id_has_one_form_and_right_check_digits(stated: str, url: str) -> None:
    assert ror_url(stated) == url


@given(name=st.text(max_size=40), discipline=st.text(max_size=40), city=st.text(min_size=1, max_size=40))
def test_whatever_the_texts_are_the_result_is_valid_or_none(name: str, discipline: str, city: str) -> None:
    thesis = replace(CRACKED_POTS, degree=Degree(name, "doctoral", discipline))
    decided = education(
        thesis, institution=replace(NOWHERE, city=city), conferred=FuzzyDate(2024), kind="qualification"
    )
    assert (decided.value is None) == bool(decided.findings)
    assert decided.value is None or "<common:role-title>" in affiliation_xml(decided.value)
