"""What was earned, and where: only what a field of its own says (metadata.md D1, D7)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from crosswalks.decide.text import is_placeholder, one_line, unescape
from crosswalks.thesis import Decided, Decision, Degree, Level, Statement

_FIELDS = ("name", "discipline", "grantor")


def decide_degree(degrees: Sequence[Statement], *, level: Level) -> Decided[Degree]:
    """The degree as stated; `level` comes from `kinds`, which weighs every piece of evidence for it."""
    return _degree(tuple(degrees), level)


@lru_cache(maxsize=4096)  # a source has as many degrees as programmes
def _degree(degrees: tuple[Statement, ...], level: Level) -> Decided[Degree]:
    chosen: dict[str, str] = {}
    decisions = []
    for statement in degrees:
        if statement.kind in _FIELDS and statement.kind not in chosen:
            value = one_line(unescape(statement.text)[0])
            if not is_placeholder(value):
                chosen[statement.kind] = value
                decisions.append(
                    Decision(f"degree-{statement.kind}", value, statement.at, "degree.first-stated")
                )
    return Decided(Degree(level=level, **chosen), tuple(decisions))
