"""A full disk: one sentence, exit code 3, no half file, and the database as it was."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from cli.conftest import SAMPLES, stored
from cli.running import command, run, run_program

from orcid_sync.rehearsal import Rehearsal

FULL = "The disk is full. Make room and run the command again."


def only(size: int) -> None:
    """No file may grow beyond `size` bytes from now on."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_for_the_works(tmp_path: Path) -> None:
    out = tmp_path / "works"
    ran = run_program("crosswalk", SAMPLES / "etdms11.xml", "--out", out, first=lambda: only(1000))
    assert ran.exit_code == 3
    assert ran.sentence == f"orcid-sync: {out / 'oai_repository.example_20.500.14999_7.xml'}: {FULL}"
    assert list(out.iterdir()) == []


def test_a_work_of_yesterday_stays_whole(tmp_path: Path) -> None:
    run("crosswalk", SAMPLES / "etdms11.xml", "--out", tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    run_program("crosswalk", SAMPLES / "etdms11.xml", "--out", tmp_path, first=lambda: only(1000))
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_for_the_output() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            command("crosswalk", SAMPLES / "etdms11.xml", "--json"),
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (3, f"orcid-sync: {FULL}\n")


@pytest.mark.parametrize("jobs", [1, 2])
def test_for_the_database_in_a_harvest(jobs: int, harvested: Path, rehearsal: Rehearsal) -> None:
    for number in range(1, 30):
        rehearsal.world.repository.retitle(f"oai:repository.example:20.500.14999/{number}", "New " * 200)
    before = stored(harvested)
    ran = run_program("-c", harvested, "harvest", "--jobs", jobs, first=lambda: only(20_000))
    assert ran.exit_code == 3
    assert str(harvested / "orcid-sync.db") in ran.sentence
    assert stored(harvested) == before
    assert run("-c", harvested, "harvest").exit_code == 0


def test_for_a_database_that_sqlite_calls_full(harvested: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(harvested / "orcid-sync.db")) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connect = sqlite3.connect

    def small(*arguments: object, **settings: object) -> sqlite3.Connection:
        connection = connect(*arguments, **settings)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    before = stored(harvested)
    monkeypatch.setattr("sqlite3.dbapi2.connect", small)
    ran = run(
        "-c", harvested, "sources", "add", "https://repository.example/" + "x" * 100_000, "--prefix", "dim"
    )
    monkeypatch.undo()
    assert ran.exit_code == 3
    assert FULL in ran.sentence
    assert stored(harvested) == before


def test_for_a_new_site(tmp_path: Path) -> None:
    words = ("init", tmp_path / "site", "--institution", "University of Example")
    ran = run_program(*words, first=lambda: only(100))
    assert ran.exit_code == 3
    assert FULL in ran.sentence
    assert run(*words).exit_code == 0
    assert run("-c", tmp_path / "site", "status").exit_code == 0


def test_for_the_report(tmp_path: Path, rehearsal: Rehearsal) -> None:
    words = ("demo", "--url", rehearsal.oai_url, "--out", tmp_path)
    assert run(*words).exit_code == 0
    before = (tmp_path / "report.html").read_bytes()
    ran = run_program(*words, first=lambda: only(50_000))
    assert ran.exit_code == 3
    assert ran.sentence == f"orcid-sync: {tmp_path / 'report.html'}: {FULL}"
    assert (tmp_path / "report.html").read_bytes() == before
