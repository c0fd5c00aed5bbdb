"""What stops a single item before any validator: binding (JAXB) and schema, in the order of parsing events.

ORCID validates while it binds, and the first complaint of either is the answer. At a start tag the schema
speaks first; text reaches the binding before the end tag, where the schema judges it (orcid.md §12.1,
§12.2, §12.8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from schemas.judge import ROOTS, is_valid, schema_faults
from schemas.naming import NAMESPACE, attribute_path, name, path, shortened
from schemas.rules.reach import COMMON, WORK, value
from schemas.rules.refusal import Refusal
from schemas.rules.vocabularies import (
    CITATION_TYPES,
    COUNTRIES,
    LANGUAGE_CODES,
    RELATIONSHIPS,
    SEQUENCES,
    WORK_TYPE_ALIASES,
    WORK_TYPES,
)

if TYPE_CHECKING:
    from schemas.rules import ItemKind

# Elements whose text is an enumeration to the binding and (the sequence excepted) any string to the schema.
ENUMERATIONS: dict[str, frozenset[str]] = {
    f"{WORK}type": WORK_TYPES | WORK_TYPE_ALIASES.keys(),
    f"{WORK}citation-type": CITATION_TYPES | {""},  # an empty element is the default, formatted-unspecified
    f"{WORK}contributor-sequence": SEQUENCES,
    f"{COMMON}external-id-relationship": RELATIONSHIPS,
    f"{COMMON}language-code": LANGUAGE_CODES,
    f"{COMMON}country": COUNTRIES,
}
_TRANSLATED_TITLE = f"{COMMON}translated-title"
_EXTERNAL_ID = f"{COMMON}external-id"
_TIMESTAMPS = frozenset({f"{COMMON}created-date", f"{COMMON}last-modified-date"})
# The schema lets an external-id carry these; the binding does not know them there.
_UNBOUND_IN_EXTERNAL_ID = _TIMESTAMPS | {f"{COMMON}source"}
_CONTAINERS = frozenset(
    {
        *(
            f"{WORK}{tag}"
            for tag in ("title", "citation", "contributors", "contributor", "contributor-attributes")
        ),
        *(
            f"{COMMON}{tag}"
            for tag in (
                "publication-date", "start-date", "end-date", "external-ids", "external-id",
                "contributor-orcid",
                "external-id-normalized-error", "source", "source-orcid", "source-client-id",
                "assertion-origin-orcid", "assertion-origin-client-id", "organization", "address",
                "disambiguated-organization",
            )
        ),
    }
)  # fmt: skip
_CALENDAR = re.compile(
    r"-?[0-9]{4,}-(?P<a>[0-9]{2})-(?P<b>[0-9]{2})T(?P<t>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?"
    r"|-?[0-9]{4,}(?:-(?P<c>[0-9]{2})(?:-(?P<d>[0-9]{2}))?)?|(?P<u>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?"
    r"|--(?P<e>[0-9]{2})(?:-(?P<f>[0-9]{2}))?|---(?P<g>[0-9]{2})"
)
_ZONE = re.compile(r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$")


class _Complaint(NamedTuple):
    element: etree._Element
    moment: str
    refusal: Refusal


def binding_refusals(element: etree._Element, kind: ItemKind) -> list[Refusal]:
    """Why ORCID could not even take the document in; the first is its answer, no validator runs after it."""
    complaints = list(_binding_complaints(element))
    if not complaints and is_valid(element, kind):
        return []
    schema = [
        (
            fault.element,
            fault.moment,
            Refusal(400, 9001, fault.finding.field, fault.finding.message, fault.finding.remedy),
        )
        for fault in schema_faults(element, kind)
    ]
    # Equal moments: the schema comes first at a start tag, the binding at an end tag.
    moments = {moment: place for place, moment in enumerate(_moments(element))}
    ranked = [(moments[one, when], when == "end", refusal) for one, when, refusal in schema]
    ranked += [(moments[one, when], when == "start", refusal) for one, when, refusal in complaints]
    ordered = [refusal for _, _, refusal in sorted(ranked, key=lambda entry: entry[:2])]
    return ordered or _wrong_class(element, kind)


def _moments(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for event, element in etree.iterwalk(root, events=("start", "end")):
        yield element, event


def _wrong_class(element: etree._Element, kind: ItemKind) -> list[Refusal]:
    """A root the schema knows, such as `work:work-summary`, that is bound to another class."""
    if element.tag == ROOTS[kind]:
        return []
    message = f"The document is {name(str(element.tag))}, not {name(ROOTS[kind])}."
    return [Refusal(400, 9012, name(str(element.tag)), message, f"Send {name(ROOTS[kind])}.")]


def _binding_complaints(root: etree._Element) -> Iterator[_Complaint]:
    if _is_beyond_long(root.get("put-code")):
        message = "The put-code has more digits than any of ORCID's."
        yield _Complaint(
            root, "start", Refusal(400, 9006, "@put-code", message, "Send the put-code that ORCID gave.")
        )
    for element in root.iterdescendants("*"):
        tag = str(element.tag)
        if tag in ENUMERATIONS:
            if (text := value(element)) not in ENUMERATIONS[tag]:
                yield _Complaint(element, "end", not_in_vocabulary(path(element, root), text))
        elif tag == _TRANSLATED_TITLE:
            if (code := element.get("language-code", "en")) not in LANGUAGE_CODES:
                field = attribute_path(element, root, "language-code")
                yield _Complaint(element, "start", not_in_vocabulary(field, code))
        elif tag in _TIMESTAMPS and not _is_calendar(value(element)):
            yield _Complaint(element, "end", _not_a_timestamp(path(element, root)))
        if len(element) and (tag not in _CONTAINERS or tag == _EXTERNAL_ID):
            yield from _unbound_children(element, root)


def _unbound_children(parent: etree._Element, root: etree._Element) -> Iterator[_Complaint]:
    """Elements inside text, and those that the schema allows in an external-id but the binding does not know."""
    if parent.tag == _EXTERNAL_ID:
        for child in parent.iterchildren(*_UNBOUND_IN_EXTERNAL_ID):
            message = f"{path(child, root)} is not read there."
            refusal = Refusal(400, 9012, path(child, root), message, "Leave it out.")
            yield _Complaint(child, "start", refusal)
    elif str(parent.tag).startswith("{" + NAMESPACE):
        for child in parent.iterchildren("*"):
            message = f"{path(parent, root)} holds an element where ORCID takes text only."
            refusal = Refusal(
                400, 9012, path(parent, root), message, "Remove the element, or escape it as text."
            )
            yield _Complaint(child, "start", refusal)


def not_in_vocabulary(field: str, text: str) -> Refusal:
    """9012 for a word that is none of ORCID's (9051 until build 2.149)."""
    message = f"{field} is {shortened(text)!r}, which is not a value ORCID knows."
    return Refusal(
        400, 9012, field, message, "Use a value of ORCID's list, exactly as written there, or leave it out."
    )


def _not_a_timestamp(field: str) -> Refusal:
    return Refusal(400, 9012, field, f"{field} is not a date with a time.", "Leave it out: ORCID sets it.")


def _is_beyond_long(put_code: str | None) -> bool:
    """Whether the schema's integer is none of Java's 64-bit ones."""
    digits = (put_code or "0").strip(" \t\r\n")
    if not re.fullmatch(r"[+-]?[0-9]+", digits):
        return False
    return len(digits.lstrip("+-").lstrip("0")) > 19 or not -(2**63) <= int(digits) < 2**63


def is_java_long(put_code: str) -> bool:
    """Whether the binding reads this put-code; a bulk has no schema to refuse it first."""
    digits = put_code.strip(" \t\r\n")
    return re.fullmatch(r"[+-]?[0-9]+", digits) is not None and not _is_beyond_long(digits)


def _is_calendar(text: str) -> bool:
    """Whether Java's XMLGregorianCalendar reads the text: a date, a time, or a part of one."""
    parts = _CALENDAR.fullmatch(_ZONE.sub("", text.strip(" \t\r\n")))
    if parts is None:
        return False
    months, days = (
        parts["a"] or parts["c"] or parts["e"],
        parts["b"] or parts["d"] or parts["f"] or parts["g"],
    )
    time = (parts["t"] or parts["u"] or "00:00:00").split(":")
    return 1 <= int(months or 1) <= 12 and 1 <= int(days or 1) <= 31 and _is_time(*map(int, time))


def _is_time(hour: int, minute: int, second: int) -> bool:
    return (hour < 24 and minute < 60 and second < 60) or (hour, minute, second) == (24, 0, 0)
