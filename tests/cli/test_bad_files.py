"""Files that are no records: each gets one clear sentence and a non-zero exit code, and nothing is written."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import SAMPLES
from cli.running import run, run_program

RECORD = (SAMPLES / "etdms11.xml").read_bytes()
PLAIN = RECORD.decode().partition("?>")[2]
DTD = "it carries a DTD (<!DOCTYPE …>); remove it and write the characters themselves."
LAUGHS = (
    '<!DOCTYPE lol [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><lol>&j;</lol>"
)
OAI_ERROR = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-01T00:00:00Z</responseDate>'
    '<error code="noRecordsMatch">Nothing since then</error></OAI-PMH>'
)
UNREADABLE = {
    "empty": (b"", "it is empty."),
    "blank": (b" \n\n", "it is empty."),
    "text": (b"Dear colleague, here are our theses.", "it is not XML."),
    "binary": (random.Random(7).randbytes(5000), "it is not XML."),
    "zeros": (bytes(5000), "it is not XML."),
    "json": (b'{"title": "x"}', "it looks like JSON, not XML."),
    "gzip": (gzip.compress(RECORD), "it is a compressed file; unpack it first."),
    "zip": (b"PK\x03\x04" + bytes(300), "it is a compressed file; unpack it first."),
    "html": (b"<!DOCTYPE html><html><body><br></body></html>", "it is a web page (HTML), not XML."),
    "xhtml": (b"<html><body/></html>", "it is a web page (HTML), not a record."),
    "cut off": (RECORD[: len(RECORD) // 2], "Premature end of data"),
    "two roots": (b"<a/><b/>", "Extra content at the end of the document"),
    "deep": (b"<a>" * 5000 + b"</a>" * 5000, "Excessive depth in document: 256"),
    "entities": (b'<!DOCTYPE r [<!ENTITY x "y">]><r>&x;</r>', DTD),
    "billion laughs": (LAUGHS.encode(), DTD),
    "external entity": (b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', DTD),
    "external DTD": (b'<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd"><r>&x;</r>', DTD),
    "DTD in UTF-16": (
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r [<!ENTITY x "y">]><r>&x;</r>'.encode("utf-16"),
        DTD,
    ),
    "OAI error": (
        OAI_ERROR.encode(),
        "the repository answered with the OAI-PMH error noRecordsMatch: Nothing since then.",
    ),
    "OAI response without records": (
        b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords/></OAI-PMH>',
        "there is no record in it.",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_record_is_unreadable_and_says_why(name: str, tmp_path: Path) -> None:
    body, reason = UNREADABLE[name]
    file = tmp_path / "file.xml"
    file.write_bytes(body)

    ran = run("crosswalk", file, "--json", "--out", tmp_path / "works")

    (line,) = ran.lines
    (finding,) = line["findings"]
    assert (ran.exit_code, ran.err) == (1, "")
    assert (line["outcome"], line["work"], line["thesis"]) == ("unreadable", None, None)
    assert finding["code"] == "file-unreadable"
    assert finding["message"].startswith(f"{file} cannot be read: ")
    assert reason in finding["message"]
    assert finding["remedy"]
    assert list((tmp_path / "works").iterdir()) == []


@pytest.mark.parametrize("name", UNREADABLE)
def test_validate_says_the_same(name: str, tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.write_bytes(UNREADABLE[name][0])
    ran = run("validate", file)
    assert ran.exit_code == 1
    assert ran.out == f"refused  {file}\n"
    assert ran.err.startswith("  error: ")


def test_an_external_entity_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    file = tmp_path / "file.xml"
    file.write_text(f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]><r>&x;</r>')
    ran = run("crosswalk", file, "--json")
    assert "the secret" not in ran.out + ran.err


def test_an_unknown_format_names_its_root_and_what_is_read(tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.write_text('<marc xmlns="urn:x-unknown"><leader/></marc>')
    ran = run("crosswalk", file, "--json")
    (line,) = ran.lines
    (finding,) = line["findings"]
    assert (ran.exit_code, line["outcome"], line["format"]) == (1, "refused", None)
    assert "“marc” in the namespace “urn:x-unknown”" in finding["message"]
    assert "oai_dc" in finding["remedy"]


@pytest.mark.parametrize("as_program", [True, False])
def test_200_mb_are_refused_by_their_size_alone(as_program: bool, tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    with file.open("wb") as opened:
        opened.write(b"<records>")
        opened.truncate(200_000_000)
    ran = run_program("crosswalk", file, "--json") if as_program else run("crosswalk", file, "--json")
    (line,) = ran.lines
    assert (ran.exit_code, line["outcome"]) == (1, "unreadable")
    assert "larger than 64 MB; split it" in line["findings"][0]["message"]


def test_a_file_that_the_system_does_not_give_out_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.symlink_to("/proc/self/mem")  # permissions do not stop the tester who is root; this does
    ran = run("crosswalk", file, SAMPLES / "etdms11.xml", "--json")
    assert [line["outcome"] for line in ran.lines] == ["unreadable", "work"]
    assert "Input/output error" in ran.lines[0]["findings"][0]["message"]


@pytest.mark.parametrize("command", ["crosswalk", "validate"])
def test_a_folder_without_xml_is_wrong_usage(command: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no record")
    ran = run(command, tmp_path)
    assert ran.exit_code == 2
    assert ran.sentence == (
        f"orcid-sync: {tmp_path}: There is no *.xml file in this folder or below it. "
        "Name the folder with the records."
    )


@pytest.mark.parametrize("command", ["crosswalk", "validate"])
def test_a_path_that_does_not_exist_is_wrong_usage(command: str, tmp_path: Path) -> None:
    ran = run(command, tmp_path / "nowhere.xml")
    assert ran.exit_code == 2
    assert ran.sentence.endswith(f"Path '{tmp_path / 'nowhere.xml'}' does not exist.")


ENCODINGS: dict[str, Callable[[], bytes]] = {
    "UTF-8 with a byte-order mark": lambda: b"\xef\xbb\xbf" + RECORD,
    "UTF-16 as declared": lambda: RECORD.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "UTF-16 without a declaration": lambda: PLAIN.encode("utf-16"),
    "UTF-16, big end first": lambda: b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "UTF-16 that calls itself UTF-8": lambda: RECORD.decode().encode("utf-16"),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_other_encodings_are_read_without_loss(name: str, tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.write_bytes(ENCODINGS[name]())
    ran = run("crosswalk", file, "--json")
    assert ran.exit_code == 0
    assert ran.lines[0]["work"] == run("crosswalk", SAMPLES / "etdms11.xml", "--json").lines[0]["work"]


def test_what_a_harvest_would_mend_is_mended_and_said(tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.write_bytes(RECORD.replace(b"Rivers that remember", b"Rivers & lakes"))
    (line,) = run("crosswalk", file, "--json").lines
    assert line["thesis"]["title"]["text"] == "Rivers & lakes"
    assert line["findings"][0]["code"] == "file-repaired"
