"""The contract of `orcid-sync crosswalk`, line by line: other people's scripts depend on it."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from cli.conftest import SAMPLES
from cli.running import Ran, run, run_program
from lxml import etree

from orcid_sync.rehearsal import Rehearsal
from schemas import validate
from schemas.rules import refusals

RECORD = SAMPLES / "etdms11.xml"
KEYS = ["file", "identifier", "format", "outcome", "work", "thesis", "findings"]
OUTCOMES = {"work", "not-a-thesis", "deleted", "refused", "unreadable"}
OAI = "{http://www.openarchives.org/OAI/2.0/}"


@pytest.fixture
def response(rehearsal: Rehearsal, tmp_path: Path) -> Path:
    """A whole OAI-PMH response: theses, one without a title, a deleted record, records that are no theses."""
    rehearsal.world.repository.page_size = 100
    answer = requests.get(f"{rehearsal.oai_url}?verb=ListRecords&metadataPrefix=oai_etdms", timeout=10)
    file = tmp_path / "response.xml"
    file.write_bytes(answer.content)
    return file


def bare(metadata: Path, folder: Path) -> Path:
    """The same thesis as metadata alone, without its OAI-PMH record."""
    payload = etree.parse(metadata).getroot().find(f"{OAI}metadata")
    assert payload is not None
    file = folder / "bare.xml"
    file.write_bytes(etree.tostring(payload[0]))
    return file


def as_json(*paths: object, **settings: bytes) -> Ran:
    return run("crosswalk", *paths, "--json", **settings)


def test_a_record_becomes_one_line_with_the_promised_keys() -> None:
    ran = as_json(RECORD)
    (line,) = ran.lines
    assert ran.exit_code == 0
    assert list(line) == KEYS
    assert line["file"] == str(RECORD)
    assert line["identifier"] == "oai:repository.example:20.500.14999/7"
    assert (line["format"], line["outcome"]) == ("etdms", "work")
    assert line["thesis"]["title"]["text"] == "Rivers that remember"


def test_the_work_is_xml_that_orcid_takes() -> None:
    work = etree.fromstring(as_json(RECORD).lines[0]["work"].encode())
    assert validate(work, "work") == []
    assert refusals(work, "work") == []


def test_a_response_gives_a_line_per_record_in_its_order(response: Path) -> None:
    ran = as_json(response)
    listed = list(etree.parse(response).xpath("//*[local-name()='header']/*[1]/text()"))
    assert [line["identifier"] for line in ran.lines] == listed
    assert len(listed) >= 30
    assert {line["outcome"] for line in ran.lines} == {"work", "not-a-thesis", "deleted", "refused"}
    assert ran.exit_code == 1


def test_every_line_keeps_the_contract(response: Path) -> None:
    for line in as_json(response).lines:
        assert list(line) == KEYS
        assert line["outcome"] in OUTCOMES
        assert (line["work"] is not None) == (line["outcome"] == "work")
        assert line["outcome"] not in ("refused", "unreadable") or any(
            finding["severity"] == "error" and finding["message"] and finding["remedy"]
            for finding in line["findings"]
        )
        for finding in line["findings"]:
            assert list(finding) == ["code", "severity", "field", "message", "remedy"]
            assert finding["severity"] in ("error", "warning", "info")
            assert all(isinstance(value, str) for value in finding.values())


def test_what_is_all_right_exits_with_0(response: Path, tmp_path: Path) -> None:
    root = etree.parse(response)
    for record in root.iter(f"{OAI}record"):
        if record.findtext(f".//{OAI}identifier", "").endswith("/16"):  # the one without a title
            record.getparent().remove(record)
    fine = tmp_path / "fine.xml"
    root.write(fine)
    ran = as_json(fine)
    assert {line["outcome"] for line in ran.lines} == {"work", "not-a-thesis", "deleted"}
    assert ran.exit_code == 0


def test_bare_metadata_has_no_identifier(tmp_path: Path) -> None:
    (line,) = as_json(bare(RECORD, tmp_path)).lines
    assert line["identifier"] is None
    assert line["outcome"] == "work"
    assert line["format"] == "etdms"


def test_a_dash_reads_standard_input() -> None:
    ran = as_json("-", stdin=RECORD.read_bytes())
    (line,) = ran.lines
    assert line["file"] == "-"
    assert line["outcome"] == "work"
    assert line["work"] == as_json(RECORD).lines[0]["work"]


def test_standard_input_of_the_program() -> None:
    ran = run_program("crosswalk", "-", "--json", stdin=RECORD.read_bytes())
    assert ran.lines[0]["outcome"] == "work"
    assert ran.err == ""


def test_paths_are_read_in_the_order_given_and_folders_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "b").mkdir(parents=True)
    (folder / "notes.txt").write_text("no record")
    (folder / "folder.xml").mkdir()
    for name in ("c.XML", "a.xml", "b/d.xml"):
        (folder / name).write_bytes(RECORD.read_bytes())
    last = bare(RECORD, tmp_path)
    ran = as_json(last, folder, "-", RECORD, stdin=RECORD.read_bytes())
    assert [line["file"] for line in ran.lines] == [
        str(last),
        str(folder / "a.xml"),
        str(folder / "b/d.xml"),
        str(folder / "c.XML"),
        "-",
        str(RECORD),
    ]


def test_the_file_is_named_as_it_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLES)
    assert as_json("./etdms11.xml").lines[0]["file"] == "./etdms11.xml"


def test_a_file_that_is_no_record_keeps_no_other_back(tmp_path: Path) -> None:
    junk = tmp_path / "junk.xml"
    junk.write_bytes(b"\x00\x01 no record")
    ran = as_json(junk, RECORD)
    assert [line["outcome"] for line in ran.lines] == ["unreadable", "work"]
    assert ran.lines[0]["findings"][0]["message"] == f"{junk} cannot be read: it is not XML."
    assert ran.exit_code == 1


def test_out_gets_one_file_per_work(response: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "works"
    lines = as_json(response, "--out", out).lines
    works = [line for line in lines if line["outcome"] == "work"]
    written = sorted(out.iterdir())
    assert len(written) == len(works)
    assert {file.read_text(encoding="utf-8") for file in written} == {line["work"] for line in works}
    assert {file.suffix for file in written} == {".xml"}


def test_records_of_the_same_name_do_not_share_a_file(tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_bytes(RECORD.read_bytes().replace(b"Rivers that remember", b"Lakes that forget"))
    unnamed = bare(RECORD, tmp_path)
    run("crosswalk", RECORD, other, unnamed, unnamed, "--out", tmp_path / "works")
    names = sorted(file.name for file in (tmp_path / "works").iterdir())
    assert names == [
        "oai_repository.example_20.500.14999_7-2.xml",
        "oai_repository.example_20.500.14999_7.xml",
        "work-2.xml",
        "work.xml",
    ]
    assert "Lakes that forget" in (tmp_path / "works" / names[0]).read_text(encoding="utf-8")


def test_an_identifier_never_leaves_the_folder(tmp_path: Path) -> None:
    sly = tmp_path / "sly.xml"
    sly.write_bytes(RECORD.read_bytes().replace(b"oai:repository.example:20.500.14999/7", b"../../etc/x"))
    run("crosswalk", sly, "--out", tmp_path / "works")
    assert [file.name for file in (tmp_path / "works").iterdir()] == ["etc_x.xml"]


def test_for_people_the_xml_goes_to_stdout_and_all_else_to_stderr() -> None:
    ran = run("crosswalk", RECORD)
    assert etree.fromstring(ran.out.encode()).tag.endswith("}work")
    assert ran.err.startswith("work  oai:repository.example:20.500.14999/7")


def test_for_people_a_refusal_says_why_and_what_to_do(tmp_path: Path) -> None:
    untitled = tmp_path / "untitled.xml"
    untitled.write_text(
        '<thesis xmlns="http://www.ndltd.org/standards/metadata/etdms/1.1/"><creator>A B</creator></thesis>'
    )
    ran = run("crosswalk", untitled)
    assert (ran.exit_code, ran.out) == (1, "")
    assert "no title" in ran.err
    assert "Enter the title in the repository" in ran.err


def test_today_is_an_argument() -> None:
    assert as_json(RECORD, "--today", "2026-01-02").exit_code == 0
    assert run("crosswalk", RECORD, "--today", "yesterday").exit_code == 2


def test_a_profile_settles_what_the_record_does_not_say(tmp_path: Path) -> None:
    profile = tmp_path / "ours.toml"
    profile.write_text("split_subtitle = false\n")
    (line,) = as_json(RECORD, "--profile", profile).lines
    assert line["thesis"]["title"]["text"].startswith("Rivers that remember: flood marks")


@pytest.mark.parametrize(
    "arguments",
    [["crosswalk"], ["crosswalk", "no-such-file.xml"], ["crosswalk", str(RECORD), "--profile", "no.toml"],
     ["crosswalk", str(RECORD), "--out", str(RECORD)], ["crosswalk", str(RECORD), "--jsn"]],
)  # fmt: skip
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.exit_code, ran.out) == (2, "")
