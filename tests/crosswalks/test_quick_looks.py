"""The short ways that most records take end where the long ways end."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosswalks.decide.identifier_forms import normal_form
from crosswalks.decide.scripts import _words
from crosswalks.thesis import Identifier


@given(st.one_of(st.text(), st.text(st.characters(max_codepoint=0xFF))))
@example("L’été – x² µ ǅ İ")
def test_words_are_found_as_the_pattern_finds_them(text: str) -> None:
    assert _words(text) == re.findall(r"[^\W\d_]+", text.lower())


@pytest.mark.parametrize("kind", ["", "uri", "landing"])
def test_a_usual_page_is_taken_as_it_is(kind: str) -> None:
    url = "https://repository.example/theses/2019-77/"
    assert normal_form(url, kind).identifier == Identifier("uri", url, url)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://repository.example/handle/20.500.14999/7", "handle"),
        ("https://repository.example/bitstream/7", ""),
        ("https://repository.example/theses/preview12", ""),
        ("http://192.168.1.1/theses/7", ""),
        ("http://127.0.0.1/theses/7", ""),
        ("https://localhost/theses/7", ""),
        ("https://viaf.org/viaf/7", ""),
        ("https://theses.fr/2012PA010101", "other-id"),
        ("https://www.worldcat.org/oclc/12345678", "oclc"),
    ],
)
def test_an_address_that_looks_like_a_page_is_looked_at_twice(url: str, kind: str) -> None:
    identifier = normal_form(url, "", ("20.500.14999",)).identifier
    assert (identifier.kind if identifier is not None else "") == kind
