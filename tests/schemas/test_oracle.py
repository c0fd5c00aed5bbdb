"""`schemas.rules` agrees with ORCID's own server code on every document of tests/oracle (see its README)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from schemas.judge import schema_faults
from schemas.rules import (
    Refusal,
    binding_refusals,
    bulk_items,
    put_code_mismatch,
    put_effect,
    read,
    refusals,
)
from schemas.rules.normalise import normalised

ORACLE = Path(__file__).parents[1] / "oracle"
COMMON = "{http://www.orcid.org/ns/common}"
STORED_PUT_CODE = 1234567

with (ORACLE / "expected.csv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table))


class Answer(NamedTuple):
    """The columns of expected.csv that a rule answers."""

    status: int
    code: int | None = None
    effect: str = ""
    items: str = ""


def document(row: dict[str, str]) -> etree._Element | Refusal:
    return read((ORACLE / "vectors" / row["file"]).read_bytes())


def stored_work() -> etree._Element:
    element = read((ORACLE / "stored" / "work.xml").read_bytes())
    assert not isinstance(element, Refusal)
    return element


def answer(row: dict[str, str]) -> Answer:
    element = document(row)
    if isinstance(element, Refusal):
        return Answer(element.status, element.code)
    if row["kind"] == "bulk":
        return bulk_answer(element)
    if row["method"] == "PUT":
        return update_answer(row, element)
    found = refusals(element, row["kind"])
    return Answer(found[0].status, found[0].code) if found else Answer(201)


def bulk_answer(element: etree._Element) -> Answer:
    reading = bulk_items(element)
    if reading.refused:
        return Answer(reading.refused.status, reading.refused.code)
    items = ["accepted" if one is None else f"{one.code}/{one.status}" for one in reading.answers()]
    return Answer(200, items=" ".join(items))


def update_answer(row: dict[str, str], element: etree._Element) -> Answer:
    """ORCID's order for PUT: binding, put-code, the item itself, the comparison (works), the validator."""
    put_code = int(row["url_put_code"] or STORED_PUT_CODE)
    first = next(iter(binding_refusals(element, row["kind"])), None) or put_code_mismatch(element, put_code)
    if first:
        return Answer(first.status, first.code)
    if put_code != STORED_PUT_CODE:
        return Answer(404, 9016)
    if row["kind"] == "work" and put_effect(stored_work(), element) == "no change":
        return Answer(200, effect="no change")
    found = refusals(element, row["kind"], method="PUT", stored_visibility="public")
    return Answer(found[0].status, found[0].code) if found else Answer(200, effect="written")


def expected_items(row: dict[str, str]) -> str:
    one, _, count = row["items"].partition("*")
    return " ".join([one] * int(count)) if count else row["items"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_the_answer_is_orcids(row: dict[str, str]) -> None:
    codes = {int(code) for code in row["codes"].split("|") if code} or {None}

    got = answer(row)

    assert got.code in codes
    assert got._replace(code=None) == Answer(int(row["status"]), None, row["effect"], expected_items(row))


@pytest.mark.parametrize("row", [row for row in ROWS if row["normalised"]], ids=lambda row: row["file"])
def test_an_identifier_is_normalised_as_orcid_does(row: dict[str, str]) -> None:
    element = document(row)
    assert not isinstance(element, Refusal)
    which, _, rest = row["normalised"].partition(" ")
    kind, _, expected = rest.partition(" normalised: ")
    identifier = list(element.iter(f"{COMMON}external-id"))[int(which.removeprefix("id")) - 1]
    value = identifier.findtext(f"{COMMON}external-id-value") or ""

    got = normalised(kind, value)

    # The column was cut at the first ";" of a value (209): ORCID's own expression for a DOI goes on to
    # ";2-o".
    assert got.partition(";")[0] == ("" if expected.startswith("(cannot") else expected)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["xsd"] in ("valid", "invalid")], ids=lambda row: row["file"]
)
def test_the_schema_verdict_is_that_of_xerces(row: dict[str, str]) -> None:
    element = document(row)

    if isinstance(element, Refusal):
        # A document with a DOCTYPE is valid to a schema processor, and refused before it gets there.
        assert row["xsd"] == "invalid" or "DOCTYPE" in element.message
    else:
        assert bool(schema_faults(element, row["kind"])) == (row["xsd"] == "invalid")
