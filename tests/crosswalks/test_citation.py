"""Citations by profile, and the work for the advisor's own record: both pass ORCID's schema and server rules."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import get_args

import pytest
from invented_thesis import CARBERRY, CRACKED_POTS, FERRO, ORCID_ID, TOKLAS

from crosswalks import Profile, crosswalk
from crosswalks.bibtex import bibtex
from crosswalks.judge import judge
from crosswalks.profile import CitationWanted
from crosswalks.thesis import Rejected
from crosswalks.work import SUPERVISION, Contributor, Work, to_xml, work_of
from schemas.rules.vocabularies import CITATION_TYPES

APA = "Carberry, J. (2024). How pots crack & why [Doctoral thesis, Rehearsal University]."
RIS = "TY  - THES\nAU  - Carberry, Josiah\nPY  - 2024\nER  - "


def _work(wanted: CitationWanted, citation: str = "") -> Work:
    thesis = replace(CRACKED_POTS, citation=citation)
    work = work_of(thesis, profile=Profile(citation=wanted), authenticated={}).value
    assert judge(work, to_xml(work)) == ()
    return work


def test_no_citation_is_sent_unless_the_profile_wants_one() -> None:
    assert _work("none", APA).citation == ""


def test_the_profile_knows_orcids_nine_citation_types() -> None:
    assert set(get_args(CitationWanted)) - {"none"} == CITATION_TYPES


def test_bibtex_is_made_from_the_thesis() -> None:
    work = _work("bibtex", APA)
    assert (work.citation_type, work.citation) == ("bibtex", bibtex(CRACKED_POTS))


@pytest.mark.parametrize("wanted", sorted(CITATION_TYPES - {"bibtex", "ris"}))
def test_a_formatted_citation_is_the_records_own_word_for_word(wanted: CitationWanted) -> None:
    work = _work(wanted, APA)
    assert (work.citation_type, work.citation) == (wanted, APA)


def test_ris_keeps_its_lines() -> None:
    assert _work("ris", RIS).citation == RIS


@pytest.mark.parametrize(
    ("wanted", "citation", "rule"),
    [
        ("formatted-apa", "", "citation.not-stated"),
        ("formatted-apa", RIS, "citation.in-another-form"),
        ("formatted-mla", "@phdthesis{a, title={b}}", "citation.in-another-form"),
        ("ris", APA, "citation.in-another-form"),
    ],
)
def test_a_citation_that_is_not_there_or_in_another_form_is_left_out_with_the_reason(
    wanted: CitationWanted, citation: str, rule: str
) -> None:
    decided = work_of(
        replace(CRACKED_POTS, citation=citation), profile=Profile(citation=wanted), authenticated={}
    )
    assert decided.value.citation == ""
    assert rule in {decision.rule for decision in decided.decisions}


@pytest.mark.parametrize(
    ("stated", "read"),
    [("Carberry, J.\n  How pots crack.", "Carberry, J. How pots crack."), (RIS, RIS.strip())],
)
def test_the_records_citation_keeps_only_line_breaks_that_mean_something(stated: str, read: str) -> None:
    record = f"""<dim:dim xmlns:dim="http://www.dspace.org/xmlns/dspace/dim">
        <dim:field mdschema="dc" element="title">How pots crack</dim:field>
        <dim:field mdschema="dc" element="type">Doctoral thesis</dim:field>
        <dim:field mdschema="dc" element="identifier" qualifier="uri">https://repository.example/theses/1</dim:field>
        <dim:field mdschema="dc" element="identifier" qualifier="citation">{stated}</dim:field></dim:dim>"""
    thesis = crosswalk(record.encode(), profile=Profile(), today=datetime.date(2026, 1, 1)).thesis
    assert thesis is not None
    assert thesis.citation == read


def test_in_the_advisors_record_the_thesis_is_a_supervised_students_publication() -> None:
    decided = work_of(
        CRACKED_POTS, profile=Profile(), authenticated={TOKLAS.stated: ORCID_ID}, record_of="advisor"
    )
    work = decided.value
    assert judge(work, to_xml(work)) == ()
    assert work.type == "supervised-student-publication"
    assert work.contributors == (
        Contributor(CARBERRY.name, "author", "first"),
        Contributor(TOKLAS.name, SUPERVISION, "additional", ORCID_ID),
    )
    mine = work_of(CRACKED_POTS, profile=Profile(), authenticated={TOKLAS.stated: ORCID_ID}).value
    assert replace(work, type=mine.type) == mine


def test_her_own_record_names_the_advisor_even_where_the_profile_leaves_advisors_out() -> None:
    profile = Profile(advisors=False)
    hers = work_of(CRACKED_POTS, profile=profile, authenticated={}, record_of="advisor").value
    his = work_of(CRACKED_POTS, profile=profile, authenticated={}).value
    assert [c.credit_name for c in hers.contributors] == [CARBERRY.name, TOKLAS.name]
    assert [c.credit_name for c in his.contributors] == [CARBERRY.name]


def test_who_is_kept_out_of_the_work_is_named_with_the_reason() -> None:
    decided = work_of(CRACKED_POTS, profile=Profile(), authenticated={})
    (left_out,) = (d for d in decided.decisions if d.rule == "contributors.not-sent")
    assert left_out.rejected == (Rejected(FERRO.name, "", "who judged a thesis did not contribute to it"),)
