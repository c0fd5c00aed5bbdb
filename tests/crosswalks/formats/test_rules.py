"""Rules that a format brought with it."""

from __future__ import annotations

import datetime

import pytest

from crosswalks import crosswalk
from crosswalks.decide.access import decide_access
from crosswalks.decide.identifiers import decide_identifiers
from crosswalks.decide.kinds import decide_kind
from crosswalks.decide.roles import role_of
from crosswalks.decide.titles import decide_titles
from crosswalks.decide.urls import is_file
from crosswalks.profile import Profile
from crosswalks.thesis import Identifier, Statement


def test_marc_writes_the_title_in_another_language_where_a_subtitle_stands() -> None:
    titles = (
        Statement("Obraz Američana v komunistické propagandě"),
        Statement("The picture of the American in the propaganda of the communists", kind="subtitle"),
    )
    title, translated = decide_titles(titles, languages=("cs",), profile=Profile()).value
    assert title is not None
    assert translated is not None
    assert (title.subtitle, translated.language) == ("", "en")


def test_a_subtitle_in_the_language_of_the_title_stays_one() -> None:
    titles = (Statement("Floder som minns"), Statement("om vattenmärken i den gamla staden", kind="subtitle"))
    title, translated = decide_titles(titles, languages=("sv",), profile=Profile()).value
    assert title is not None
    assert (title.subtitle, translated) == ("om vattenmärken i den gamla staden", None)


def test_the_number_of_a_series_is_sent_but_a_wrong_one_is_not() -> None:
    relations = [Statement("1402-1757", kind="part-of"), Statement("1402-1758", kind="part-of")]
    decided = decide_identifiers(
        [Statement("10.99999/ex.1")], relations, oai_identifier="", profile=Profile()
    ).value
    issn = Identifier("issn", "1402-1757", "https://portal.issn.org/resource/ISSN/1402-1757", "part-of")
    assert decided[1:] == (issn,)


@pytest.mark.parametrize("kind", ["ISBN", "isbn"])
def test_the_type_of_an_identifier_may_be_written_in_capitals(kind: str) -> None:
    (decided,) = decide_identifiers(
        [Statement("978-91-7439-622-5", kind=kind)], [], oai_identifier="", profile=Profile()
    ).value
    assert decided.value == "9789174396225"


@pytest.mark.parametrize(
    ("term", "access"),
    [
        ("open.access", "open"),
        ("metadata.only", "restricted"),
        ("embargo", "embargoed"),
        ("free", "open"),
        ("domain", "restricted"),
        ("unknown", "unknown"),
    ],
)
def test_the_access_terms_of_dspace_and_of_the_german_library_are_known(term: str, access: str) -> None:
    assert decide_access([Statement(term)], []).value[0] == access


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("directeurThese", "advisor"),
        ("presidentJury", "committee"),
        ("Supervisor", "advisor"),
        ("ContactPerson", "other"),
    ],
)
def test_the_role_words_of_tef_and_datacite_are_known(word: str, role: str) -> None:
    assert role_of(word) == role


@pytest.mark.parametrize(
    ("code", "level"), [("183", "doctoral"), ("182", "master"), ("181", "bachelor"), ("0004", "")]
)
def test_the_type_numbers_of_base_are_known(code: str, level: str) -> None:
    verdict = decide_kind(
        types=[Statement(f"typenorm:{code}")],
        degrees=[],
        notes=[],
        titles=[],
        set_specs=[],
        thesis_format=False,
        profile=Profile(),
    ).value
    assert (verdict.is_thesis, verdict.level) == (True, level)


@pytest.mark.parametrize("stated", ["Example Studies", "Example Studies;7", "Example Studies ; vol. 7"])
def test_a_series_is_named_without_the_number_in_it(stated: str) -> None:
    record = (
        '<dim xmlns="http://www.dspace.org/xmlns/dspace/dim"><field mdschema="dc" element="title">On pots</field>'
        f'<field mdschema="dc" element="relation" qualifier="ispartofseries">{stated}</field>'
        '<field mdschema="dc" element="type">Thesis</field></dim>'
    )
    made = crosswalk(record.encode(), profile=Profile(), today=datetime.date(2026, 1, 1))
    assert made.thesis is not None
    assert made.thesis.series == "Example Studies"


def test_the_archived_file_at_the_german_library_is_no_page() -> None:
    assert is_file("http://d-nb.info/1079912991/34")
    assert not is_file("http://d-nb.info/1079912991")
