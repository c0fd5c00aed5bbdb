"""The citation of a work: made by us as BibTeX, or the record's own, as the profile wants it (metadata.md D12)."""

from __future__ import annotations

from typing import NamedTuple

from crosswalks.bibtex import bibtex
from crosswalks.profile import CitationWanted
from crosswalks.thesis import Decided, Decision, Rejected, Thesis

_RIS, _BIBTEX = "TY  -", "@"


class Citation(NamedTuple):
    """A citation and its ORCID citation type; both "" for none."""

    type: str = ""
    value: str = ""


def decide_citation(thesis: Thesis, wanted: CitationWanted) -> Decided[Citation]:
    """The citation of the type that the profile wants. A formatted one is the record's own, word for word:

    what style it is in, only the profile can know; we never set a citation ourselves.
    """
    if wanted == "none":
        return _none("citation.not-wanted")
    if wanted == "bibtex":
        made = bibtex(thesis)
        return Decided(Citation(wanted, made), (Decision("citation", made, "", "citation.bibtex"),))
    if not thesis.citation:
        return _none("citation.not-stated")
    if _is_ris(thesis.citation) != (wanted == "ris") or thesis.citation.startswith(_BIBTEX):
        why = f"it is not written as the profile says ({wanted})"
        return _none("citation.in-another-form", Rejected(thesis.citation, "citation", why))
    decision = Decision("citation", thesis.citation, "citation", "citation.of-the-record")
    return Decided(Citation(wanted, thesis.citation), (decision,))


def is_tagged(citation: str) -> bool:
    """Whether a citation is RIS or BibTeX, whose line breaks mean something."""
    return citation.startswith((_RIS, _BIBTEX))


def _is_ris(citation: str) -> bool:
    return citation.startswith(_RIS)


def _none(rule: str, *rejected: Rejected) -> Decided[Citation]:
    return Decided(Citation(), (Decision("citation", "", "", rule, rejected),))
