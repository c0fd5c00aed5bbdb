"""What each rule of a decision says, in a sentence for a librarian (tables/rules.toml, docs/rules.md)."""

from __future__ import annotations

from functools import cache

from crosswalks.tables import load_table


def rule_sentence(rule: str) -> str:
    """The sentence of a rule by its name ("date.midnight"), "" for a name that the table does not know."""
    section, _, name = rule.partition(".")
    return _sentences().get(section, {}).get(name, "")


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return load_table("rules.toml")
