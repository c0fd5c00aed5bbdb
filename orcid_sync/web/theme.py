"""The site's colour as CSS custom properties, with text on and in it that everybody can read."""

from __future__ import annotations

import re
from typing import Final

DEFAULT_COLOUR: Final = "#17365d"
_ENOUGH: Final = 4.6  # WCAG 2.2 AA asks for 4.5 : 1
_PANEL: Final = (245, 246, 248)  # the darkest ground on which coloured text stands
_WHITE: Final = (255, 255, 255)
_BLACK: Final = (0, 0, 0)
Colour = tuple[int, int, int]


def theme_css(colour: str = DEFAULT_COLOUR) -> str:
    """The style sheet /theme.css for `colour` ("#rrggbb"). Raises ValueError for anything else."""
    brand = _parsed(colour)
    on_brand = max((_WHITE, _BLACK), key=lambda ink: contrast(ink, brand))
    return (
        f":root {{ --brand: {_written(brand)}; --on-brand: {_written(on_brand)}; "
        f"--brand-text: {_written(_darkened(brand))} }}\n"
    )


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, from 1 to 21, as WCAG defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _parsed(colour: str) -> Colour:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"“{colour}” is no colour; write it like {DEFAULT_COLOUR}.")
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _darkened(colour: Colour) -> Colour:
    """The colour itself, or as much darker as text on a light ground needs."""
    for percent in range(100, 0, -5):
        red, green, blue = (part * percent // 100 for part in colour)
        if contrast((red, green, blue), _PANEL) >= _ENOUGH:
            return red, green, blue
    return _BLACK


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _written(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
