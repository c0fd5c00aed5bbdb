"""What ORCID's validator refuses in a work, in its order (orcid.md §3.2; rows are named in the comments).

On single items schema and binding have spoken before; in a bulk nothing has, and a wrong enumeration is
absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from schemas.naming import path, shortened
from schemas.rules.binding import ENUMERATIONS
from schemas.rules.dates import fuzzy_date, is_calendar_date, java_integer
from schemas.rules.duplicates import relationship
from schemas.rules.reach import COMMON, WORK, every, is_blank, one, value, value_of
from schemas.rules.refusal import Refusal
from schemas.rules.vocabularies import (
    EXTERNAL_ID_TYPES,
    FUNDED_BY_TYPES,
    LANGUAGE_CODES,
    RELATIONSHIPS,
    is_contributor_role,
)

if TYPE_CHECKING:
    from lxml import etree

    from schemas.rules import Method

_ORCID_URI = re.compile(r"https://([^/]*orcid\.org|localhost.*/orcid-web)/(\d{4}-){3,}\d{3}[\dX]", re.ASCII)
_ORCID_PATH = re.compile(r"(\d{4}-){3}\d{3}[\dX]", re.ASCII)
_SIZES = (("year", 4, "four"), ("month", 2, "two"), ("day", 2, "two"))


def work_refusals(
    work: etree._Element, *, method: Method = "POST", stored_visibility: str | None = None
) -> Iterator[Refusal]:
    """Every refusal of the validator, then of the mapping to storage: roles, after the test for duplicates."""
    yield from _title(work)
    yield from _translated_title(work)
    if bound(work, f"{WORK}type") is None:  # 5
        yield Refusal(
            400,
            9037,
            "work:type",
            "The work has no type that ORCID knows.",
            "Use dissertation-thesis for a thesis.",
        )
    yield from _publication_date(work)
    yield from _citation(work)
    yield from _identifier_shapes(work, method)
    yield from _contributors(work)
    yield from put_code_on_create(work, method)
    yield from visibility_change(work, method, stored_visibility)
    yield from _identifiers(work, method)
    yield from _roles(work)


def bound(element: etree._Element, *tags: str) -> str | None:
    """The value of an enumeration as the binding leaves it: None when absent or not one of the words."""
    text = value_of(element, *tags)
    return text if text in ENUMERATIONS[tags[-1]] else None


def _within(work: etree._Element, element: etree._Element, way: str) -> str:
    """The readable path of something in this element; worked out only where there is a refusal to say."""
    return f"{path(element, work)}/{way}"


def put_code_on_create(item: etree._Element, method: Method) -> Iterator[Refusal]:
    """9024: a new item has no put-code yet."""
    if method == "POST" and item.get("put-code") is not None:  # 18
        yield Refusal(
            400,
            9024,
            "@put-code",
            "A new item must not have a put-code.",
            "Leave the put-code out, or update the existing item with PUT.",
        )


def visibility_change(item: etree._Element, method: Method, stored: str | None) -> Iterator[Refusal]:
    """9035: only the researcher changes who may see the item."""
    sent = item.get("visibility")
    if method == "PUT" and stored is not None and sent is not None and sent != stored:  # 19
        yield Refusal(
            403,
            9035,
            "@visibility",
            f"An update cannot change the visibility from {stored} to {sent}.",
            "Leave the visibility out.",
        )


def _title(work: etree._Element) -> Iterator[Refusal]:
    if is_blank(value_of(work, f"{WORK}title", f"{COMMON}title")):  # 1
        yield Refusal(
            400, 9022, "work:title/common:title", "The work has no title.", "Give the title of the thesis."
        )


def _translated_title(work: etree._Element) -> Iterator[Refusal]:
    title = one(work, f"{WORK}title", f"{COMMON}translated-title")
    if title is None:
        return
    code = title.get("language-code")
    known = code in LANGUAGE_CODES
    if is_blank(value(title)) and known:  # 3
        yield Refusal(
            400,
            9020,
            "work:title/common:translated-title",
            "The translated title is empty.",
            "Give the translated title, or leave the element out.",
        )
    if not is_blank(value(title)) and not known:  # 4
        yield Refusal(
            400,
            9037,
            "work:title/common:translated-title/@language-code",
            "The translated title has no language that ORCID knows.",
            "Use a code of ORCID's list, such as en or zh_CN.",
        )


def _publication_date(work: etree._Element) -> Iterator[Refusal]:
    element = one(work, f"{COMMON}publication-date")
    if element is None:
        return
    date, field = fuzzy_date(element), "common:publication-date"
    if date.text is None:
        yield Refusal(500, 9008, field, "The publication date is empty.", "Leave the element out.")
    elif not is_calendar_date(date.text):  # 7
        yield invalid_date(field, date.text)
    else:
        yield from _digits(element, field)


def _digits(element: etree._Element, field: str) -> Iterator[Refusal]:
    for part, size, words in _SIZES:
        text = value_of(element, f"{COMMON}{part}")
        if text is None:
            continue
        if java_integer(text) is None:  # 8
            yield Refusal(
                400, 9037, f"{field}/common:{part}", f"The {part} is not a number.", "Write it in digits."
            )
        elif len(text) != size:  # 9
            yield Refusal(
                400,
                9020,
                f"{field}/common:{part}",
                f"The {part} is {text}, not {words} digits.",
                f"Write the {part} with {words} digits.",
            )


def invalid_date(field: str, text: str) -> Refusal:
    """9049, for works and affiliations."""
    message = f"{field} is {shortened(text)!r}, which is not a date to ORCID."
    remedy = "Write year, month and day with 4, 2 and 2 digits, without spaces, and only days that exist."
    return Refusal(400, 9049, field, message, remedy)


def _citation(work: etree._Element) -> Iterator[Refusal]:
    citation = one(work, f"{WORK}citation")
    if citation is None:
        return
    if bound(citation, f"{WORK}citation-type") is None:  # 11
        yield Refusal(
            400,
            9037,
            "work:citation/work:citation-type",
            "The citation has no type that ORCID knows.",
            "Use bibtex, or leave the citation out.",
        )
    if is_blank(value_of(citation, f"{WORK}citation-value")):  # 12
        yield Refusal(
            400,
            9020,
            "work:citation/work:citation-value",
            "The citation is empty.",
            "Give the citation, or leave the element out.",
        )


def _own_identifiers(work: etree._Element) -> list[etree._Element]:
    return every(work, f"{COMMON}external-ids", f"{COMMON}external-id")


def _identifier_shapes(work: etree._Element, method: Method) -> Iterator[Refusal]:
    identifiers = _own_identifiers(work)
    if not identifiers:  # 13
        yield Refusal(
            400,
            9023,
            "common:external-ids",
            "The work has no identifier.",
            "Give at least one identifier with the relationship self, such as the handle.",
        )
    for identifier in identifiers:
        kind = value_of(identifier, f"{COMMON}external-id-type")
        if kind is None:  # 14: the look for DOIs trips over it
            yield Refusal(
                500,
                9008,
                _within(work, identifier, "common:external-id-type"),
                "An identifier has no type.",
                "Give its type.",
            )
        elif _relationship(identifier, method) == "funded-by" and kind.lower() not in FUNDED_BY_TYPES:  # 15
            yield Refusal(
                400,
                9020,
                _within(work, identifier, "common:external-id-relationship"),
                f"An identifier of type {shortened(kind)} cannot be funded-by.",
                "Use funded-by with grant_number, proposal-id, doi or uri only.",
            )


def _relationship(identifier: etree._Element, method: Method) -> str | None:
    """The relationship as bound; the comparison before an update turns a missing one into self (§3.4)."""
    text = relationship(identifier)
    if text in RELATIONSHIPS:
        return text
    return "self" if method == "PUT" else None


def _contributors(work: etree._Element) -> Iterator[Refusal]:
    for contributor in every(work, f"{WORK}contributors", f"{WORK}contributor"):
        uri = value_of(contributor, f"{COMMON}contributor-orcid", f"{COMMON}uri")
        orcid = value_of(contributor, f"{COMMON}contributor-orcid", f"{COMMON}path")
        if not is_blank(uri) and not _ORCID_URI.fullmatch(uri or ""):  # 16
            yield _bad_orcid(
                _within(work, contributor, "common:contributor-orcid/common:uri"),
                "https://orcid.org/0000-0002-1825-0097",
            )
        if not is_blank(orcid) and not _ORCID_PATH.fullmatch(orcid or ""):
            yield _bad_orcid(
                _within(work, contributor, "common:contributor-orcid/common:path"), "0000-0002-1825-0097"
            )
        for tag in ("credit-name", "contributor-email"):  # 17
            written = one(contributor, f"{WORK}{tag}")
            if written is not None and is_blank(value(written)):
                yield Refusal(
                    400,
                    9020,
                    _within(work, contributor, f"work:{tag}"),
                    f"A contributor has an empty {tag}.",
                    "Give it, or leave the element out.",
                )


def _bad_orcid(field: str, example: str) -> Refusal:
    return Refusal(400, 9020, field, f"{field} is not an ORCID iD.", f"Write it as {example}.")


def _identifiers(work: etree._Element, method: Method) -> Iterator[Refusal]:
    identifiers = _own_identifiers(work)
    for identifier in identifiers:  # 20
        yield from _identifier(work, identifier, method)
    if identifiers and not any(_relationship(one_, method) == "self" for one_ in identifiers):
        yield Refusal(
            400,
            9023,
            "common:external-ids",
            "No identifier has the relationship self.",
            "Give an identifier of the thesis itself, such as its handle, as self.",
        )


def _identifier(work: etree._Element, identifier: etree._Element, method: Method) -> Iterator[Refusal]:
    kind = value_of(identifier, f"{COMMON}external-id-type")
    if kind is not None and kind not in EXTERNAL_ID_TYPES:
        yield Refusal(
            400,
            9023,
            _within(work, identifier, "common:external-id-type"),
            f"ORCID knows no identifier type {shortened(kind)!r}.",
            "Use a type of ORCID's list in lower case, such as doi, handle, urn or uri.",
        )
    if is_blank(value_of(identifier, f"{COMMON}external-id-value")):
        yield Refusal(
            400,
            9023,
            _within(work, identifier, "common:external-id-value"),
            "An identifier has no value.",
            "Give its value, or leave the identifier out.",
        )
    if _relationship(identifier, method) is None:
        yield Refusal(
            400,
            9023,
            _within(work, identifier, "common:external-id-relationship"),
            "An identifier has no relationship.",
            "Say self, part-of, version-of or funded-by.",
        )


def _roles(work: etree._Element) -> Iterator[Refusal]:
    for contributor in every(work, f"{WORK}contributors", f"{WORK}contributor"):  # 21
        role = value_of(contributor, f"{WORK}contributor-attributes", f"{WORK}contributor-role")
        if role is not None and not is_contributor_role(role):
            yield Refusal(
                400,
                9058,
                _within(work, contributor, "work:contributor-attributes/work:contributor-role"),
                f"ORCID knows no contributor role {shortened(role)!r}.",
                "Use author, or a CRediT role such as http://credit.niso.org/contributor-roles/supervision/.",
            )
