"""Databases that cannot be used are refused in one sentence, and left as they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cli.conftest import change
from cli.running import run

COMMANDS = [["status"], ["harvest"], ["push"], ["run"], ["sources", "list"]]


@pytest.mark.parametrize("words", COMMANDS)
def test_one_written_by_a_newer_version(words: list[str], harvested: Path) -> None:
    database = harvested / "orcid-sync.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO migration (number, applied_at) VALUES (99, '2030-01-01')")
        connection.commit()
    before = database.read_bytes()
    ran = run("-c", harvested, *words)
    assert ran.exit_code == 3
    assert ran.sentence.startswith(
        f"orcid-sync: {database}: It was written by a newer orcid-sync (schema 99;"
    )
    assert database.read_bytes() == before


def test_one_of_another_environment(harvested: Path) -> None:
    before = (harvested / "orcid-sync.db").read_bytes()
    change(harvested, 'environment = "rehearsal"', 'environment = "production"')
    ran = run("-c", harvested, "status")
    assert ran.exit_code == 2
    assert "It belongs to ORCID's rehearsal environment, and one database never mixes two." in ran.sentence
    assert (harvested / "orcid-sync.db").read_bytes() == before


def test_a_file_that_is_no_database(site: Path) -> None:
    (site / "orcid-sync.db").write_text("Dear colleague, " * 1000)
    ran = run("-c", site, "status")
    assert ran.exit_code == 3
    assert "It is no database. Name another file, or restore it from a backup." in ran.sentence
    assert (site / "orcid-sync.db").read_text().startswith("Dear colleague")


def test_the_database_of_another_program(site: Path) -> None:
    with closing(sqlite3.connect(site / "orcid-sync.db")) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    ran = run("-c", site, "status")
    assert ran.exit_code == 3
    assert "It is the database of another program." in ran.sentence


def test_a_folder_that_is_not_there(site: Path) -> None:
    change(site, "sqlite:///orcid-sync.db", "sqlite:///nowhere/orcid-sync.db")
    ran = run("-c", site, "status")
    assert ran.exit_code == 3
    assert "It cannot be opened. Check its folder" in ran.sentence


def test_a_postgresql_server_that_is_not_there(site: Path) -> None:
    change(site, "sqlite:///orcid-sync.db", "postgresql://library:secret@127.0.0.1:1/theses")
    ran = run("-c", site, "status")
    assert ran.exit_code == 3
    assert "The server cannot be reached" in ran.sentence
    assert "secret" not in ran.sentence


def test_a_site_runs_on_postgresql(site: Path, database_url: str) -> None:
    change(site, "sqlite:///orcid-sync.db", database_url)
    ran = run("-c", site, "status", "--json")
    assert ran.exit_code == 0
    assert ran.lines[0]["theses"] == 0
