"""What an update of a work stores: ORCID compares first, sloppily, and skips what it takes for equal.

From orcid.md §3.4 and §12.10. Not seen at all: a month or day added to a date that had none; the removal of
the whole date, of the citation, of the translated title; e-mails; contributors after the fiftieth; the case
of an identifier's URL, of a role, sequence, language or country. Everything else is seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.rules.dates import FuzzyDate, fuzzy_date, java_integer
from schemas.rules.duplicates import relationship
from schemas.rules.reach import COMMON, WORK, every, is_blank, one, value, value_of
from schemas.rules.refusal import Refusal

if TYPE_CHECKING:
    from lxml import etree

    from schemas.rules import PutEffect

COMPARED_CONTRIBUTORS = 50
_TEXTS = (
    (f"{WORK}title", f"{COMMON}title"),
    (f"{WORK}title", f"{COMMON}subtitle"),
    (f"{WORK}journal-title",),
    (f"{WORK}short-description",),
    (f"{WORK}type",),
    (f"{COMMON}url",),
)
_CASELESS_TEXTS = ((f"{COMMON}language-code",), (f"{COMMON}country",))
_ROLE_PARTS = tuple(
    (f"{WORK}contributor-attributes", f"{WORK}{part}")
    for part in ("contributor-sequence", "contributor-role")
)


def put_effect(stored: etree._Element, sent: etree._Element) -> PutEffect:
    """Whether ORCID stores this update, or answers 200 with the old body; the module says what it overlooks."""
    seen = (
        _visibility_differs(stored, sent)
        or any(_text(stored, *way) != _text(sent, *way) for way in _TEXTS)
        or any(_text(stored, *way).lower() != _text(sent, *way).lower() for way in _CASELESS_TEXTS)
        or _translated_title_differs(stored, sent)
        or _date_differs(stored, sent)
        or _citation_differs(stored, sent)
        or _identifiers(stored) != _identifiers(sent)
        or _contributors(stored) != _contributors(sent)
    )
    return "written" if seen else "no change"


def comparison_refusal(sent: etree._Element) -> Refusal | None:
    """The refusal of an update whose date is no number to the comparison, which precedes the validator.

    Java's NumberFormatException is an IllegalArgumentException, and so 9006; a POST of the same date gives
    9049.
    """
    for text in _date(sent) or ():
        if not is_blank(text) and java_integer(text or "") is None:
            message = f"The publication date holds {text!r}, which is not a number without spaces."
            return Refusal(400, 9006, "common:publication-date", message, "Write the date in plain digits.")
    return None


def put_code_mismatch(sent: etree._Element, put_code: int) -> Refusal | None:
    """The refusal of an update whose body does not carry the put-code of its URL."""
    written = sent.get("put-code", "").strip(" \t\r\n")
    if written and int(written) == put_code:
        return None
    message = f"The put-code in the URL is {put_code}, the one in the body {written or 'missing'}."
    return Refusal(400, 9019, "@put-code", message, f'Write put-code="{put_code}" on the outermost element.')


def _text(work: etree._Element, *way: str) -> str:
    """The text, with an empty element taken for an absent one."""
    text = value_of(work, *way)
    return "" if is_blank(text) else text or ""


def _visibility_differs(stored: etree._Element, sent: etree._Element) -> bool:
    return sent.get("visibility") not in (None, stored.get("visibility", "public"))


def _translated_title_differs(stored: etree._Element, sent: etree._Element) -> bool:
    before, now = (one(work, f"{WORK}title", f"{COMMON}translated-title") for work in (stored, sent))
    if now is None:
        return False
    if before is None:
        return True
    return value(before) != value(now) or before.get("language-code") != now.get("language-code")


def _citation_differs(stored: etree._Element, sent: etree._Element) -> bool:
    before, now = (one(work, f"{WORK}citation") for work in (stored, sent))
    if now is None:
        return False
    parts = (f"{WORK}citation-type", f"{WORK}citation-value")
    return before is None or any(_text(before, part) != _text(now, part) for part in parts)


def _date(work: etree._Element) -> FuzzyDate | None:
    element = one(work, f"{COMMON}publication-date")
    return None if element is None else fuzzy_date(element)


def _date_differs(stored: etree._Element, sent: etree._Element) -> bool:
    before, now = _date(stored), _date(sent)
    if now is None:
        return False
    if before is None:
        return True
    numbers = zip(map(_number, before), map(_number, now), strict=True)
    return any(old is not None and old != new for old, new in numbers)


def _number(part: str | None) -> int | None:
    """The part as a number; zero and blank count as absent."""
    return java_integer(part or "") or None


def _identifiers(work: etree._Element) -> list[tuple[str, ...]]:
    found = every(work, f"{COMMON}external-ids", f"{COMMON}external-id")
    return [
        (
            _text(identifier, f"{COMMON}external-id-type"),
            _text(identifier, f"{COMMON}external-id-value"),
            _text(identifier, f"{COMMON}external-id-url").lower(),
            relationship(identifier) or "self",
        )
        for identifier in found
    ]


def _contributors(work: etree._Element) -> list[tuple[str, ...]]:
    found = every(work, f"{WORK}contributors", f"{WORK}contributor")[:COMPARED_CONTRIBUTORS]
    return [
        (
            _text(contributor, f"{WORK}credit-name"),
            _text(contributor, f"{COMMON}contributor-orcid", f"{COMMON}path"),
            _text(contributor, f"{COMMON}contributor-orcid", f"{COMMON}uri"),
            *(_text(contributor, *way).lower() for way in _ROLE_PARTS),
        )
        for contributor in found
    ]
