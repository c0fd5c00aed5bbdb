"""`orcid-sync validate`: ORCID XML judged as ORCID's server and we would."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.conftest import SAMPLES
from cli.running import run

SCHEMA_SAMPLES = Path(__file__).parents[1] / "schemas" / "samples"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A work that our crosswalk made."""
    file = tmp_path / "work.xml"
    file.write_text(run("crosswalk", SAMPLES / "etdms11.xml").out, encoding="utf-8")
    return file


def test_a_work_of_ours_is_valid(work: Path) -> None:
    ran = run("validate", work, "--json")
    assert ran.exit_code == 0
    assert ran.lines == [{"file": str(work), "valid": True, "findings": []}]
    assert run("validate", work).out == f"valid  {work}\n"


def test_standard_input_and_folders(work: Path) -> None:
    ran = run("validate", "-", work.parent, "--json", stdin=work.read_bytes())
    assert [(line["file"], line["valid"]) for line in ran.lines] == [("-", True), (str(work), True)]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("<work:type>dissertation-thesis</work:type>", "<work:type>thesis</work:type>", "thesis"),
        ("<common:year>2025</common:year>", "<common:year>25</common:year>", "25"),
        ("external-id-type>handle<", "external-id-type>hdl<", "hdl"),
        ("external-id-relationship>self<", "external-id-relationship>part-of<", "self"),
        ("<common:url>https:", "<common:url>javascript:", "javascript:"),
    ],
)
def test_what_schema_server_or_caution_refuse_is_named(
    before: str, after: str, says: str, work: Path
) -> None:
    text = work.read_text(encoding="utf-8")
    assert before in text
    work.write_text(text.replace(before, after), encoding="utf-8")
    ran = run("validate", work, "--json")
    assert ran.exit_code == 1
    (line,) = ran.lines
    assert line["valid"] is False
    errors = [finding for finding in line["findings"] if finding["severity"] == "error"]
    assert any(says in finding["message"] for finding in errors)
    assert all(finding["remedy"] for finding in errors)


def test_for_people_the_line_of_the_fault_is_named(work: Path) -> None:
    text = work.read_text(encoding="utf-8").replace(">2025<", ">25<")
    work.write_text(text, encoding="utf-8")
    number = 1 + text[: text.index(">25<")].count("\n")
    assert f"error: line {number}, " in run("validate", work).err


def test_a_bulk_is_judged_work_by_work(work: Path, tmp_path: Path) -> None:
    inner = work.read_text(encoding="utf-8").partition("?>")[2]
    bulk = tmp_path / "bulk.xml"
    head = '<bulk:bulk xmlns:bulk="http://www.orcid.org/ns/bulk">'
    bulk.write_text(f"{head}{inner}{inner}</bulk:bulk>", encoding="utf-8")
    assert run("validate", bulk).exit_code == 0
    bulk.write_text(f"{head}{inner}{inner.replace('>handle<', '>hdl<')}</bulk:bulk>", encoding="utf-8")
    ran = run("validate", bulk, "--json")
    assert ran.exit_code == 1
    assert "hdl" in ran.lines[0]["findings"][0]["message"]


@pytest.mark.parametrize("name", ["education-3.0.xml", "employment-3.0.xml", "qualification-3.0.xml"])
def test_affiliations_are_judged_too(name: str) -> None:
    (line,) = run("validate", SCHEMA_SAMPLES / "write" / name, "--json").lines
    assert all(finding["code"] != "not-orcid-xml" for finding in line["findings"])


@pytest.mark.parametrize("text", ["<work/>", '<work xmlns="http://www.orcid.org/ns/work/2.0"/>'])
def test_a_work_in_no_namespace_of_orcid_3_is_none(text: str, tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.write_text(text)
    ran = run("validate", file, "--json")
    assert ran.exit_code == 1
    assert ran.lines[0]["findings"][0]["code"] == "not-orcid-xml"


def test_a_source_record_is_not_orcid_xml() -> None:
    ran = run("validate", SAMPLES / "etdms11.xml", "--json")
    assert ran.exit_code == 1
    (finding,) = ran.lines[0]["findings"]
    assert "root element “record”" in finding["message"]
    assert "orcid-sync crosswalk" in finding["remedy"]
