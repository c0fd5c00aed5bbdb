"""The country of the publisher."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalks.decide.countries import country_code


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("UK", "GB"),
        ("gb", "GB"),
        ("Royaume-Uni", "GB"),
        ("England", "GB"),
        ("Canada", "CA"),
        ("U.S.A.", "US"),
        ("Estados Unidos", "US"),
        ("Deutschland", "DE"),
        ("DEU", "DE"),
        ("The Netherlands", "NL"),
        ("Österreich", "AT"),
        ("Česko", "CZ"),
        ("日本", "JP"),
        ("Brasil", "BR"),
        ("Congo", ""),  # two countries
        ("Alberta", ""),
        ("", ""),
    ],
)
def test_a_country_is_read_by_code_or_name(stated: str, code: str):
    assert country_code(stated) == code


@given(st.text())
def test_any_text_gives_a_code_or_nothing(stated: str):
    assert country_code(stated) == "" or len(country_code(stated)) == 2
