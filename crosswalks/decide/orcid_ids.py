"""ORCID iDs in every form that repositories write (metadata.md D9), checked by ISO 7064 (orcid.md §7)."""

from __future__ import annotations

import re
from typing import NamedTuple

# Hyphens of other keyboards: hyphen, no-break hyphen, figure, en and em dash, minus, full width.
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_FOUR = rf"([0-9]{{4}})[{_HYPHENS} ]?"
_ID = re.compile(rf"(?<![0-9A-Za-z]){_FOUR * 3}([0-9]{{3}}[0-9Xx])(?![0-9A-Za-z])")
_PLAIN = re.compile("[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")
_SANDBOX = re.compile(r"sandbox\.orcid\.org", re.IGNORECASE)
_ISNI = re.compile("isni", re.IGNORECASE)
_PRODUCTION_URIS = "https://orcid.org/"
_PLACEHOLDER = "0000-0000-0000-0000"


class FoundId(NamedTuple):
    """What looks like an iD in a text: its 16 characters in canonical form, and where they stand."""

    orcid_id: str
    is_valid: bool
    start: int
    end: int


def checked_orcid(text: str) -> str:
    """The iD in `text` as `0000-0002-1825-0097`; "" when there is none, it is faulty, or of the sandbox."""
    if len(text) == 19 and _PLAIN.fullmatch(text):
        return text if _is_valid(text) else ""
    found = find_orcid(text)
    return found.orcid_id if found is not None and found.is_valid and not is_sandbox(text) else ""


def find_orcid(text: str) -> FoundId | None:
    """The first thing in `text` that is written like an iD, with a right check digit or without.

    An ISNI has the same 16 characters and check digit, so its label or host is what tells it apart.
    """
    match = _ID.search(text) if len(text) >= 16 else None  # most names are shorter than an iD
    if match is None or _ISNI.search(text, 0, match.start()):
        return None
    orcid_id = "-".join(match.groups()).upper()
    return FoundId(orcid_id, _is_valid(orcid_id), match.start(), match.end())


def is_sandbox(text: str) -> bool:
    """Whether `text` is an URI of ORCID's test site, whose iDs must never reach production metadata."""
    return _SANDBOX.search(text) is not None


def orcid_uri(orcid_id: str, prefix: str = _PRODUCTION_URIS) -> str:
    """The URI of a bare iD, the form that XML and pages show."""
    return prefix + orcid_id


def _is_valid(orcid_id: str) -> bool:
    """ISO 7064 MOD 11-2. A row of zeros is a form filled in to please it, and nobody's iD."""
    if orcid_id == _PLACEHOLDER:
        return False
    total = 0
    for digit in orcid_id[:-1]:
        if digit != "-":
            total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return orcid_id[-1] == ("X" if check == 10 else str(check))
