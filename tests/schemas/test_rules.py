"""Rules of ORCID's server that no document of the oracle isolates."""

from __future__ import annotations

import copy
import random

import pytest
from documents import COMMON, WORK, bulk, work
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from schemas import Finding
from schemas.rules import (
    Refusal,
    bulk_items,
    put_code_mismatch,
    put_effect,
    refusals,
    same_identifier,
)
from schemas.rules.duplicates import IdentifierKey
from schemas.rules.normalise import normalised
from schemas.rules.vocabularies import (
    CITATION_TYPES,
    CONTRIBUTOR_ROLES,
    COUNTRIES,
    EXTERNAL_ID_TYPES,
    LANGUAGE_CODES,
    RELATIONSHIPS,
    WORK_TYPES,
    is_contributor_role,
)

TITLE = "Tidal mixing in the fictional Brant estuary"
SELF = "<common:external-id-relationship>self"
CONTRIBUTOR = (
    "<work:contributors><work:contributor>{}<work:contributor-attributes>"
    "<work:contributor-role>{}</work:contributor-role></work:contributor-attributes></work:contributor></work:contributors>"
)


def codes(element: etree._Element, **how: str) -> list[int]:
    return [refusal.code for refusal in refusals(element, **how)]  # type: ignore[arg-type]  # keywords as in the door


def with_contributor(role: str, before: str = "") -> etree._Element:
    return work(("</work:work>", CONTRIBUTOR.format(before, role) + "</work:work>"))


def test_a_good_work_is_not_refused() -> None:
    assert refusals(work()) == []


def test_a_refusal_becomes_a_finding_with_a_stable_code() -> None:
    refusal = Refusal(400, 9023, "common:external-ids", "The work has no identifier.", "Give one.")

    assert refusal.as_finding() == Finding(
        "orcid-9023", "error", "common:external-ids", "The work has no identifier.", "Give one."
    )


def test_all_refusals_are_listed_in_orcids_order() -> None:
    element = work(
        (SELF, "<common:external-id-relationship>part-of"),
        ("<common:year>2024</common:year>", "<common:year>2024</common:year><common:month>6</common:month>"),
        ("</work:work>", CONTRIBUTOR.format("", "advisor") + "</work:work>"),
        ("<work:work ", '<work:work put-code="7" '),
    )

    assert codes(element) == [9049, 9024, 9023, 9058]


# The first event of the parser decides: binding and schema take turns, as §12.2 shows for the sequence.
def test_a_bad_word_before_a_schema_fault_is_answered_first() -> None:
    element = work(("dissertation-thesis", "masters-thesis"), ("</work:work>", "<work:degree/></work:work>"))

    assert codes(element)[:2] == [9012, 9001]


def test_a_schema_fault_before_a_bad_word_is_answered_first() -> None:
    element = work((TITLE, ""), ("dissertation-thesis", "masters-thesis"))

    assert codes(element) == [9001, 9012]


def test_markup_in_a_title_is_a_binding_fault_before_it_is_a_schema_fault() -> None:
    assert codes(work((TITLE, "<i>Salt</i> marsh")))[:2] == [9012, 9001]


def test_a_field_is_refused_once() -> None:
    assert codes(work((TITLE, " "))) == [9001]
    assert codes(work(("<work:type>dissertation-thesis</work:type>", ""))) == [9001]


def test_what_the_schema_lets_an_external_id_carry_is_unknown_to_the_binding() -> None:
    stamp = "<common:created-date>2024-05-01T12:00:00Z</common:created-date>"

    assert codes(work(("<common:external-id>", f"<common:external-id>{stamp}"))) == [9012]


@pytest.mark.parametrize(
    ("stamp", "code"),
    [
        ("2024-05-01T12:00:00Z", []),
        ("yesterday", [9012, 9001]),
        ("2024-05-01", [9001]),
        ("2024-13-01", [9012, 9001]),
    ],
)
def test_a_timestamp_is_read_by_java_before_the_schema_sees_it(stamp: str, code: list[int]) -> None:
    element = work(("<work:title>", f"<common:created-date>{stamp}</common:created-date><work:title>"))

    assert codes(element) == code


@pytest.mark.parametrize(
    ("put_code", "code"),
    [("7", 9024), ("+7", 9024), ("9223372036854775807", 9024), ("9223372036854775808", 9006)],
)
def test_a_put_code_beyond_64_bits_never_reaches_the_validator(put_code: str, code: int) -> None:
    assert codes(work(("<work:work ", f'<work:work put-code="{put_code}" ')))[0] == code


@pytest.mark.parametrize("blank", ["\u3000", "\u2003", "\u200b", "\u00a0"])
def test_only_ascii_blanks_are_blank_to_orcid(blank: str) -> None:
    assert refusals(work((TITLE, blank))) == []


@pytest.mark.parametrize(
    ("year", "month", "day", "code"),
    [
        ("2024", "02", "29", None),
        ("2023", "02", "29", 9049),
        ("2024", "2", None, 9049),
        ("2024", "02", "1", 9049),
        ("+2024", None, None, 9049),
        ("2024 ", None, None, 9049),
    ],
)
def test_a_publication_date_is_a_real_day_in_full_digits(
    year: str, month: str | None, day: str | None, code: int | None
) -> None:
    parts = {"year": year, "month": month, "day": day}
    written = "".join(f"<common:{name}>{value}</common:{name}>" for name, value in parts.items() if value)

    assert codes(work(("<common:year>2024</common:year>", written))) == ([code] if code else [])


@pytest.mark.parametrize(
    ("year", "code"),
    [
        ("2024-06-05", 9037),
        ("+12345", 9020),
        ("12345", 9049),
        ("0000", 9049),
        ("-2024", 9049),
        ("0999", None),
    ],
)
def test_in_a_bulk_odd_years_reach_the_validator(year: str, code: int | None) -> None:
    (item,) = bulk_items(bulk(work(("<common:year>2024", f"<common:year>{year}")))).items

    assert [refusal.code for refusal in item.refusals] == ([code] if code else [])


@pytest.mark.parametrize(
    ("role", "known"),
    [
        ("author", True),
        ("CO_INVESTIGATOR", True),
        ("Author", False),
        ("http://credit.niso.org/contributor-roles/Supervision/", True),
        ("https://credit.niso.org/contributor-roles/supervision/", False),
        ("http://credit.niso.org/contributor-roles/supervision", False),
        ("advisor", False),
        ("", False),
    ],
)
def test_roles_are_orcids_words(role: str, known: bool) -> None:
    assert codes(with_contributor(role)) == ([] if known else [9058])


@pytest.mark.parametrize(
    ("orcid", "code"),
    [
        ("<common:path>0000-0002-1825-0097</common:path>", []),
        ("<common:path>0000-0002-1825-0098</common:path>", []),
        ("<common:path>0000-0000-0002-1825-0097</common:path>", [9020]),
        ("<common:path>٠٠٠٠-0002-1825-0097</common:path>", [9020]),
        ("<common:uri>https://orcid.org/٠٠٠٠-0002-1825-0097</common:uri>", [9020]),
    ],
)
def test_the_validator_is_stricter_than_the_schema_about_orcid_ids(orcid: str, code: list[int]) -> None:
    element = with_contributor("author", f"<common:contributor-orcid>{orcid}</common:contributor-orcid>")

    assert codes(element)[:1] == code[:1]


def test_a_visibility_may_be_repeated_but_not_changed() -> None:
    element = work(("<work:work ", '<work:work put-code="7" visibility="private" '))

    assert codes(element, method="PUT", stored_visibility="private") == []
    assert codes(element, method="PUT", stored_visibility="public") == [9035]


def test_a_put_without_relationship_means_self() -> None:
    element = work((SELF + "</common:external-id-relationship>", ""))

    assert codes(element, method="PUT") == []
    assert codes(element)[0] == 9023


@pytest.mark.parametrize(("put_code", "code"), [("7", None), (" 7 ", None), ("8", 9019), ("", 9019)])
def test_the_put_code_of_the_url_is_repeated_in_the_body(put_code: str, code: int | None) -> None:
    element = work()
    if put_code:
        element.set("put-code", put_code)

    refusal = put_code_mismatch(element, 7)

    assert (refusal and refusal.code) == code


def test_an_update_whose_date_is_no_number_fails_in_the_comparison() -> None:
    element = work(("<common:year>2024", "<common:year> 2024 "))

    assert codes(element) == [9049]
    assert codes(element, method="PUT")[0] == 9006


def identifier(kind: str, value: str, relationship: str = "self") -> etree._Element:
    element = etree.Element(f"{COMMON}external-id")
    for name, text in (("type", kind), ("value", value), ("relationship", relationship)):
        etree.SubElement(element, f"{COMMON}external-id-{name}").text = text
    return element


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (("doi", "10.99999/A"), ("doi", "https://doi.org/10.99999/a"), True),
        (("handle", "20.500.99999/1"), ("handle", "https://hdl.handle.net/20.500.99999/1"), False),
        (("handle", "20.500.99999/A"), ("handle", "20.500.99999/a"), True),
        (("uri", "https://r.example/A"), ("uri", "https://r.example/a"), False),
        (("doi", "no doi"), ("doi", "no doi"), True),
        (("doi", "no doi"), ("doi", "none either"), False),
        (("isbn", "978-3-16-148410-0"), ("isbn", "9783161484100"), True),
        (("doi", "10.99999/a"), ("urn", "10.99999/a"), False),
        (("doi", "10.99999/a", "part-of"), ("doi", "10.99999/a", "part-of"), False),
        (("doi", "10.99999/a"), ("doi", "10.99999/a", "version-of"), False),
    ],
)
def test_two_identifiers_are_the_same_in_their_normalised_form_and_both_self(
    a: tuple[str, ...], b: tuple[str, ...], same: bool
) -> None:
    assert same_identifier(identifier(*a), identifier(*b)) == same


def test_in_a_bulk_unknown_elements_shift_positions_and_errors_are_handed_back() -> None:
    error = etree.Element("{http://www.orcid.org/ns/error}error")
    other = etree.Element(f"{WORK}thesis")

    reading = bulk_items(bulk(other, error, work()))

    assert [item.is_work for item in reading.items] == [False, True]
    assert reading.answers() == [None, None]


def test_a_bulk_of_more_than_a_hundred_is_refused_whole() -> None:
    full = bulk(*(work() for _ in range(101)))

    assert bulk_items(full).refused == bulk_items(copy.deepcopy(full)).refused
    assert (bulk_items(full).refused or Refusal(0, 0, "", "")).code == 9006
    full.remove(full[0])
    assert bulk_items(full).refused is None


def test_in_a_bulk_a_rejected_work_does_not_hold_its_identifiers() -> None:
    answers = bulk_items(bulk(work((TITLE, "")), work(), work())).answers()

    assert [answer and answer.code for answer in answers] == [9022, None, 9021]


def test_a_bulk_is_compared_with_what_the_source_already_holds() -> None:
    held = {IdentifierKey("handle", "20.500.99999/123")}

    (answer,) = bulk_items(bulk(work())).answers(held)

    assert answer is not None
    assert (answer.status, answer.code) == (409, 9021)


@pytest.mark.parametrize(("root", "status", "code"), [(work(), 500, 9008), (etree.Element("a"), 400, 9001)])
def test_what_is_not_a_bulk_is_refused(root: etree._Element, status: int, code: int) -> None:
    refused = bulk_items(root).refused

    assert refused is not None
    assert (refused.status, refused.code) == (status, code)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("doi", "10.99999/a?x=1", "10.99999/a?x=1"),
        ("doi", "10.99999/a&amp;amp;b", "10.99999/a"),
        ("issn", "2049–3630", "2049-3630"),
        ("isbn", "0-00-000000-0", "0000000000"),
        ("isbn", "12345678901234567890", ""),
        ("arxiv", "https://arxiv.org/abs/2101.12345v2", "arXiv:2101.12345v2"),
        ("arxiv", "math.CA/0611800v2", "arXiv:math.ca/0611800v2"),
        ("bibcode", "Bibcode: 2018ApJ...853...50M.", ""),
        ("bibcode", "2018ApJ...853...50M", "2018ApJ...853...50M"),
        ("pmid", "PMID: 12345678", "12345678"),
        ("pmc", "PMC 1234567", "1234567"),
        ("rrid", "RRID:AB_123456", "RRID:AB_123456"),
        ("uri", "HTTPS://r.example", "http://HTTPS://r.example"),
        ("ark", "ark:/12345/AbC", "ark:/12345/AbC"),
        ("urn", "URN:NBN:de:1", "urn:nbn:de:1"),
        ("no-such-type", "Kept As Is", "Kept As Is"),
    ],
)
def test_normalisers(kind: str, value: str, expected: str) -> None:
    assert normalised(kind, value) == expected


def test_the_vocabularies_are_complete() -> None:
    assert len(LANGUAGE_CODES) == 186
    assert len(COUNTRIES) == 250
    assert "XK" in COUNTRIES
    assert not {"UK", "EU", "AN"} & COUNTRIES
    assert len(WORK_TYPES) == 59
    assert len(CITATION_TYPES) == 9
    assert {"self", "part-of", "version-of", "funded-by"} == RELATIONSHIPS
    assert len(EXTERNAL_ID_TYPES) == 52
    assert EXTERNAL_ID_TYPES["doi"].resolution_prefix == "https://doi.org/"
    assert EXTERNAL_ID_TYPES["uri"].case_sensitive
    assert len(CONTRIBUTOR_ROLES) == 11 + 14
    assert all(map(is_contributor_role, CONTRIBUTOR_ROLES))


@given(st.randoms(use_true_random=False))
def test_no_change_of_a_document_makes_the_rules_stumble(chance: random.Random) -> None:
    element = with_contributor("author")
    for _ in range(chance.randint(1, 4)):
        disturb(element, chance)

    for refusal in (*refusals(element), *refusals(element, method="PUT")):
        assert refusal.message.endswith(".")
        assert refusal.remedy.endswith(".")
    bulk_items(bulk(element)).answers()
    put_effect(work(), element)


def disturb(root: etree._Element, chance: random.Random) -> None:
    """Change one thing: remove, repeat, move or rename an element, change a text, an attribute, add a comment."""
    element = chance.choice(list(root.iter("*")))
    parent = element.getparent()
    text = chance.choice(
        ["", " ", "x", "2024", "6", "\u00a0", "😀" * 600, "99999999999999999999", "self", "%zz"]
    )
    match chance.randrange(7):
        case 0 if parent is not None:
            parent.remove(element)
        case 1 if parent is not None:
            parent.insert(chance.randint(0, len(parent)), copy.deepcopy(element))
        case 2:
            element.tag = chance.choice([f"{COMMON}title", f"{WORK}type", "other", f"{COMMON}external-id"])
        case 3:
            element.set(chance.choice(["put-code", "visibility", "language-code", "other"]), text)
        case 4:
            element.append(etree.Comment("a note"))
        case _:
            element.text = text
