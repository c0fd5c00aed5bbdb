"""Every real record: no traceback, and a valid work or a refusal that names the cause."""

from __future__ import annotations

import csv
import datetime
import sys
from pathlib import Path

import pytest
from corpus_report import arguments, report, unargued
from real_records import SHARED

from crosswalks import Profile
from orcid_sync.crosswalk_files import crosswalk_paths

# What may stand against a real thesis: it has no title, no identifier (bare metadata), or is no XML.
CAUSES = {"title-missing", "identifier-missing", "file-unreadable", "format-unknown"}
INDEX = SHARED / "corpus" / "index.csv"


def records() -> list[dict[str, str]]:
    if not INDEX.is_file():
        return []
    with INDEX.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.corpus
@pytest.mark.parametrize("prefix", sorted({row["prefix"] for row in records()} or {"none"}))
def test_each_record_is_a_work_or_refused_for_a_cause(corpus: Path, prefix: str) -> None:
    wrong = []
    for row in records():
        if row["prefix"] != prefix:
            continue
        path = str(corpus / row["file"])
        for result in crosswalk_paths(
            [path], sys.stdin.buffer, profile=Profile(), today=datetime.date(2026, 1, 1)
        ):
            made = result.crosswalked
            causes = {finding.code for finding in made.findings if finding.severity == "error"}
            if causes - CAUSES or ("format-unknown" in causes and prefix != "oai_dc"):
                wrong.append((row["file"], causes))
            if made.outcome == "not-a-thesis" and row["is_thesis"] == "y" and prefix != "oai_dc":
                wrong.append((row["file"], {"a thesis, but not taken as one"}))
    assert wrong == []


@pytest.mark.corpus
def test_every_disagreement_with_the_marks_is_argued(corpus: Path) -> None:
    assert unargued(report(corpus)) == []
    assert all(one["right"] in ("we", "mark", "profile") and one["why"] for one in arguments().values())
