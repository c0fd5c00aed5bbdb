"""The country of the publisher, where a record states one (metadata.md D13)."""

from __future__ import annotations

from functools import cache, lru_cache

from crosswalks.decide.text import fold
from crosswalks.tables import load_table


@cache
def _codes() -> dict[str, str]:
    """Alpha-2 by folded name; a name that two countries share ("Congo") is left out."""
    table: dict[str, list[str]] = load_table("countries.toml")
    codes: dict[str, str] = {"uk": "GB"}  # reserved by ISO 3166 for the United Kingdom
    shared = set()
    for code, names in table.items():
        for name in {fold(name) for name in (code, *names)}:
            if codes.setdefault(name, code) != code:
                shared.add(name)
    return {name: code for name, code in codes.items() if name not in shared}


@lru_cache(maxsize=512)
def country_code(stated: str) -> str:
    """ISO 3166-1 alpha-2 of a country as stated (code or name, in several languages), "" when it is none."""
    name = fold(stated)
    codes = _codes()
    return codes.get(name) or codes.get(name.removeprefix("the "), "")
