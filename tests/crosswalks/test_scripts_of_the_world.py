"""Theses in Arabic, Hebrew, Persian, Chinese, Japanese and Korean. All synthetic: no real record was to be had."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from work_fields import as_expected, fields_of

from crosswalks import Crosswalked, Profile, crosswalk
from schemas import validate
from schemas.rules import refusals

FOLDER = Path(__file__).parent / "synthetic"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))


def made_of(name: str) -> Crosswalked:
    body = (FOLDER / f"{name}.xml").read_bytes()
    return crosswalk(body, profile=Profile(), today=datetime.date(2026, 1, 1))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_synthetic_thesis_becomes_the_work_a_cataloguer_would_write(name: str) -> None:
    made, expected = made_of(name), EXPECTED[name]
    assert made.work is not None, made.findings
    seen = fields_of(made.work)
    wanted = {field: value for field, value in expected.items() if field in seen}
    assert {field: as_expected(seen[field], value) for field, value in wanted.items()} == wanted


@pytest.mark.parametrize("name", EXPECTED)
def test_the_type_word_of_the_language_says_thesis_and_level(name: str) -> None:
    made = made_of(name)
    assert made.thesis is not None
    assert made.thesis.degree.level == EXPECTED[name]["level"]
    assert any(d.field == "kind" and d.at.startswith(("dc:type", "dc.type")) for d in made.decisions)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_document_is_valid_in_its_script(name: str) -> None:
    work_xml = made_of(name).work_xml
    assert work_xml is not None
    element = etree.fromstring(work_xml.encode())
    assert validate(element, "work") == []
    assert refusals(element, "work") == []


def test_each_synthetic_record_is_expected_and_says_that_it_is_synthetic() -> None:
    assert {path.stem for path in FOLDER.glob("*.xml")} == set(EXPECTED)
    assert all("Synthetic" in path.read_text(encoding="utf-8") for path in FOLDER.glob("*.xml"))
