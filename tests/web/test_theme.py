"""Whatever colour a university has, everybody can read what stands on it and in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orcid_sync.web.theme import contrast, theme_css

PANEL = (245, 246, 248)


def _colours(css: str) -> dict[str, tuple[int, ...]]:
    found = re.findall(r"--([a-z-]+): #([0-9a-f]{6})", css)
    return {name: tuple(bytes.fromhex(colour)) for name, colour in found}


@given(st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True))
def test_every_colour_can_be_read(colour: str) -> None:
    made = _colours(theme_css(colour))
    assert contrast(made["on-brand"], made["brand"]) >= 4.5  # type: ignore[arg-type]
    assert contrast(made["brand-text"], PANEL) >= 4.5  # type: ignore[arg-type]


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#123456; } body { display: none", ""])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="no colour"):
        theme_css(colour)
