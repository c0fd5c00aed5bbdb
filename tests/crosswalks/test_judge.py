"""The quick half of the judge never accepts what the full one would refuse."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crosswalks.judge import judge, judge_all, judge_element
from crosswalks.plain_work import is_plain
from crosswalks.thesis import FuzzyDate, Identifier
from crosswalks.work import SUPERVISION, Contributor, Work, to_xml
from schemas.rules.vocabularies import EXTERNAL_ID_TYPES, LANGUAGE_CODES

PLAIN = Work(
    title="Rivers that remember",
    external_ids=(Identifier("handle", "20.500.14999/7", "https://hdl.handle.net/20.500.14999/7"),),
    date=FuzzyDate(2025, 5),
    contributors=(Contributor("Eva Nováková", "author", "first"),),
    language_code="en",
)

# What XML can hold; the rest never gets as far as a work.
_text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12
)
_urls = st.one_of(_text, st.from_regex(r"https?://[a-z0-9.:#%/?\[\]\\ -]{0,20}", fullmatch=True))
_ids = st.builds(
    Identifier,
    st.one_of(st.sampled_from(sorted(EXTERNAL_ID_TYPES)), _text),
    _text,
    _urls,
    st.sampled_from(["self", "part-of", "version-of", "funded-by"]),
)
_works = st.builds(
    Work,
    title=_text,
    external_ids=st.lists(_ids, max_size=3).map(tuple),
    subtitle=_text,
    translated_title=_text,
    translated_title_language=st.one_of(st.sampled_from(sorted(LANGUAGE_CODES)), _text),
    journal_title=_text,
    short_description=st.one_of(_text, st.sampled_from(["a" * 5001, "𝛼" * 2501])),
    date=st.builds(
        FuzzyDate, st.integers(0, 9999), st.none() | st.integers(0, 13), st.none() | st.integers(0, 32)
    ),
    url=_urls,
    contributors=st.lists(
        st.builds(
            Contributor,
            _text,
            st.sampled_from(["author", SUPERVISION, "x"]),
            st.sampled_from(["first", "x"]),
            st.sampled_from(["", "0000-0002-1825-0097", "0000-0002-1825-0098", "0000 0002 1825 0097", "x"]),
        ),
        max_size=2,
    ).map(tuple),
    citation_type=st.just(""),
    citation=st.just(""),
    type=st.just("dissertation-thesis"),
    id_uris=st.sampled_from(["https://orcid.org/", "https://sandbox.orcid.org/", "https://orcid.example/"]),
    language_code=st.one_of(st.sampled_from(["", "en", "he", "zh_CN", "zh"]), _text),
    country=st.one_of(st.sampled_from(["", "CZ", "UK", "XK"]), _text),
)


@given(_works)
def test_what_passes_the_quick_look_passes_the_full_one(work: Work) -> None:
    xml = to_xml(work)
    assert (judge(work, xml) == ()) == (judge_element(etree.fromstring(xml.encode())) == ())


def test_a_usual_work_is_plain() -> None:
    signed_in = Contributor("Eva Nováková", "author", "first", "0000-0002-1825-0097")
    for work in (PLAIN, dataclasses.replace(PLAIN, contributors=(signed_in,))):
        assert is_plain(work)
        assert judge(work, to_xml(work)) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"date": FuzzyDate(2025, 2, 30)}, "orcid-9049"),
        ({"language_code": "he"}, "orcid-9012"),
        ({"external_ids": ()}, "orcid-9023"),
        ({"url": "javascript:alert(1)"}, "url-unsafe"),
    ],
)
def test_what_is_wrong_is_found_with_its_code(change: dict[str, Any], code: str) -> None:
    work = dataclasses.replace(PLAIN, **change)
    assert code in {finding.code for finding in judge(work, to_xml(work))}


def test_a_wrong_check_digit_is_found_though_orcid_would_take_it() -> None:
    person = Contributor("Eva Nováková", "author", "first", "0000-0002-1825-0098")
    work = dataclasses.replace(PLAIN, contributors=(person,))
    assert "orcid-bad-checksum" in {finding.code for finding in judge(work, to_xml(work))}


@given(st.lists(st.one_of(st.just(PLAIN), _works), max_size=5))
def test_many_are_judged_as_each_alone(works: list[Work]) -> None:
    together = [(work, to_xml(work)) for work in works]
    assert judge_all(together) == [judge_element(etree.fromstring(xml.encode())) for _, xml in together]


def test_a_fault_among_hundreds_stays_with_its_work() -> None:
    too_long = dataclasses.replace(PLAIN, title="a" * 1001)
    works = [too_long if number in (7, 150) else PLAIN for number in range(203)]
    judgements = judge_all([(work, to_xml(work)) for work in works])
    assert [number for number, findings in enumerate(judgements) if findings] == [7, 150]
