"""Real records and what a careful cataloguer makes of them (run where the folder of real records lies beside ours)."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest
from real_records import SHARED
from work_fields import as_expected, fields_of

from crosswalks import Crosswalked, Profile, SourceRecord, crosswalk
from crosswalks.records import parse, records_in

EXAMPLES: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "worked_examples.toml").read_text(encoding="utf-8")
)


@pytest.mark.corpus
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_real_record_becomes_the_work_a_cataloguer_would_write(name: str) -> None:
    expected = EXAMPLES[name]
    record = _record(name)
    record = record._replace(identifier=record.identifier or expected.get("identifier", ""))
    made = crosswalk(record, profile=Profile(), today=datetime.date(2026, 1, 1))
    wanted_outcome = expected.get("outcome", "work")
    assert made.outcome == wanted_outcome, [f.message for f in made.findings if f.severity == "error"]
    if "abstract" in expected:
        assert _abstract_is(made, expected["abstract"])
    if "findings" in expected:
        assert set(expected["findings"]) <= {finding.code for finding in made.findings}
    seen = fields_of(made.work) if made.work is not None else {}
    wanted = {field: value for field, value in expected.items() if field in seen}
    assert {field: as_expected(seen[field], value) for field, value in wanted.items()} == wanted


def _record(name: str) -> SourceRecord:
    """The record of an example: `file`, or `file identifier` where the file holds several."""
    file, _, identifier = name.partition(" ")
    records = list(records_in(parse((SHARED / "corpus" / f"{file}.xml").read_bytes())))
    (record,) = (r for r in records if not identifier or r.identifier == identifier)
    return record


def _abstract_is(made: Crosswalked, wanted: str) -> bool:
    assert made.work is not None
    text = made.work.short_description
    return not text if wanted == "none" else not text.startswith(wanted.removeprefix("not "))
