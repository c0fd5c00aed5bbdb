"""Whether two written names may be one person's: a doubt is for the staff, never a proof."""

from __future__ import annotations

from crosswalks.decide.text import fold
from orcid_sync.store.identity import alike_names


def may_be_one_person(expected: str, at_orcid: str) -> bool:
    """Order, initials, accents, case and a middle name more or less do not count; a private name ("") fits."""
    return not at_orcid.strip() or alike_names(_folded(expected), _folded(at_orcid))


def _folded(name: str) -> str:
    """Family name first where the name says which it is: “Carberry, Josiah”."""
    family, comma, given = name.partition(",")
    return f"{fold(family)}, {fold(given)}" if comma and given.strip() else fold(family)
