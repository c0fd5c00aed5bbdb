"""Whether everybody may read the thesis: from rights statements and embargo dates, never from silence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crosswalks.thesis import Access, Decided, Decision, Statement

# Only vocabularies: a sentence about copyright says nothing about access.
_TERMS: dict[str, Access] = {
    "openaccess": "open",
    "open access": "open",
    "c_abf2": "open",
    "2": "open",
    "publicly accessible": "open",
    "2 publicly accessible": "open",
    "embargoedaccess": "embargoed",
    "embargoed access": "embargoed",
    "c_f1cf": "embargoed",
    "restrictedaccess": "restricted",
    "restricted access": "restricted",
    "c_16ec": "restricted",
    "closedaccess": "restricted",
    "closed access": "restricted",
    "metadata only access": "restricted",
    "c_14cb": "restricted",
    "0": "restricted",
    "not publicly accessible": "restricted",
    "0 not publicly accessible": "restricted",
    "1": "restricted",
    "limited public access": "restricted",
    "1 limited public access": "restricted",
    # DSpace's access status (xoai), and ddb:kind of xMetaDissPlus
    "open.access": "open",
    "embargo": "embargoed",
    "restricted": "restricted",
    "metadata.only": "restricted",
    "free": "open",
    "domain": "restricted",
    "blocked": "restricted",
}
_STRICTEST: tuple[Access, ...] = ("restricted", "embargoed", "open")
_EMBARGO = re.compile(r"(?:embargo(?:end|_end|ed until)?[ :/]*)?(\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)


def decide_access(rights: Sequence[Statement], dates: Sequence[Statement]) -> Decided[tuple[Access, str]]:
    """The access that the record states (the strictest when it states several) and the end of an embargo (ISO, "").

    Without a term of a vocabulary the access is `unknown`.
    """
    stated: dict[Access, str] = {}
    for statement in rights:
        access = _TERMS.get(_term(statement.text))
        if access is not None:
            stated.setdefault(access, statement.at)
    until, until_at = _embargo_end(dates)
    if until and "restricted" not in stated:
        stated.setdefault("embargoed", until_at)
    for access in _STRICTEST:
        if access in stated:
            decision = Decision("access", access, stated[access], "access.strictest-stated-term")
            return Decided((access, until), (decision,))
    return Decided(("unknown", until), (Decision("access", "unknown", "", "access.nothing-stated"),))


def _term(text: str) -> str:
    folded = text.strip().rstrip("./").casefold()
    return folded.rsplit("/", 1)[-1] if "/" in folded else folded


def _embargo_end(dates: Sequence[Statement]) -> tuple[str, str]:
    for statement in dates:
        if "embargo" in statement.kind.casefold() or "embargo" in statement.text.casefold():
            found = _EMBARGO.search(statement.text)
            if found:
                return found[1], statement.at
    return "", ""
