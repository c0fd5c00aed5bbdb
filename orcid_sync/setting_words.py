"""The words that a setting can be, for the message to somebody who wrote another one."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args, get_origin, get_type_hints

_KEY = re.compile(r"\[.*?\]")


def choices(settings: type, place: str) -> str:
    """What the setting at `place` ("orcid.environment", "levels[0]") can be, as a sentence; "" for no list of words."""
    hint: Any = settings
    for name in _KEY.sub("", place).split("."):
        hint = get_type_hints(_section(hint)).get(name)
    words = ", ".join(f"“{word}”" for word in _words(hint))
    return f" It can be {words}." if words else ""


def _section(hint: Any) -> Any:
    """The section of settings itself, where several of it stand under names of their own."""
    return next((inner for inner in get_args(hint) if hasattr(inner, "__struct_fields__")), hint)


def _words(hint: object) -> list[str]:
    """The words of a Literal, however deep in tuples, mappings and unions it stands."""
    if get_origin(hint) is Literal:
        return [word for word in get_args(hint) if isinstance(word, str)]
    return [word for inner in get_args(hint) for word in _words(inner)]
