"""`init`, `doctor` and `sources`: setting a site up."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from cli.conftest import change
from cli.running import run

from orcid_sync.rehearsal import Rehearsal


def test_init_writes_a_commented_configuration_and_a_private_key(tmp_path: Path) -> None:
    ran = run("init", tmp_path / "site", "--institution", "University of Example", "--json")
    folder = tmp_path / "site"
    assert ran.exit_code == 0
    assert ran.lines == [
        {"wrote": [str(folder / name) for name in ("orcid-sync.toml", "orcid-sync.key", "client-secret")]}
    ]
    assert (folder / "orcid-sync.key").stat().st_mode & 0o777 == 0o600
    assert (folder / "client-secret").stat().st_mode & 0o777 == 0o600
    text = (folder / "orcid-sync.toml").read_text(encoding="utf-8")
    assert text.count("#") > 8
    assert "rehearsal-secret" not in text
    assert tomllib.loads(text)["orcid"]["environment"] == "rehearsal"


@pytest.mark.parametrize(
    "name", ['A "quoted" name', "back\\slash", "Universität Žilina 大学", "two\nlines", "{braces}", "a\x7fb"]
)
def test_any_name_of_an_institution_comes_back(name: str, tmp_path: Path) -> None:
    assert run("init", tmp_path, "--institution", name).exit_code == 0
    assert (
        tomllib.loads((tmp_path / "orcid-sync.toml").read_text(encoding="utf-8"))["institution"]["name"]
        == name
    )
    assert run("-c", tmp_path, "status").exit_code == 0


def test_init_asks_for_the_name(tmp_path: Path) -> None:
    ran = run("init", tmp_path, stdin="University of Example\n")
    assert ran.exit_code == 0
    assert 'name = "University of Example"' in (tmp_path / "orcid-sync.toml").read_text(encoding="utf-8")


def test_init_leaves_a_site_as_it_is(site: Path) -> None:
    before = {file: file.read_bytes() for file in site.iterdir() if file.is_file()}
    ran = run("init", site, "--institution", "Other")
    assert ran.exit_code == 2
    assert "There is a configuration already." in ran.sentence
    assert {file: file.read_bytes() for file in site.iterdir() if file.is_file()} == before


def test_init_never_replaces_a_key(site: Path) -> None:
    key = (site / "orcid-sync.key").read_bytes()
    (site / "orcid-sync.toml").unlink()
    assert run("init", site, "--institution", "University of Example").exit_code == 0
    assert (site / "orcid-sync.key").read_bytes() == key


def test_init_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert run("init", tmp_path / "file", "--institution", "U").exit_code == 2
    ran = run("init", tmp_path / "file" / "below", "--institution", "U")
    assert ran.exit_code == 3
    assert str(tmp_path / "file") in ran.sentence


def test_init_without_a_name(tmp_path: Path) -> None:
    ran = run("init", tmp_path / "site", "--institution", " ")
    assert ran.exit_code == 2
    assert ran.sentence == "orcid-sync: The institution has no name. Give one with --institution."
    assert not (tmp_path / "site").exists()


def test_the_configuration_is_found_by_option_variable_and_folder(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("-c", site / "orcid-sync.toml", "status").exit_code == 0
    assert run("status", env={"ORCID_SYNC_CONFIG": str(site)}).exit_code == 0
    monkeypatch.chdir(site)
    assert run("status").exit_code == 0


def test_doctor_of_a_site_that_works(harvested: Path) -> None:
    ran = run("-c", harvested, "doctor", "--json")
    assert ran.exit_code == 0
    assert all(list(line) == ["check", "fine", "reason", "next_step"] for line in ran.lines)
    assert [line["check"].split(" at ")[0] for line in ran.lines] == [
        "configuration", "client id and secret", "redirect URI", "database", "encryption key", "source library",
    ]  # fmt: skip
    assert run("-c", harvested, "doctor").out.count("ok    ") == 6


def test_doctor_says_that_a_source_is_missing(site: Path) -> None:
    ran = run("-c", site, "doctor")
    assert ran.exit_code == 3
    assert "look  sources: There is no source yet.\n      Add one: orcid-sync sources add URL" in ran.out


def test_doctor_when_orcid_does_not_answer(harvested: Path, rehearsal: Rehearsal) -> None:
    change(harvested, f'rehearsal_url = "{rehearsal.url}"', 'rehearsal_url = "http://127.0.0.1:1"')
    ran = run("-c", harvested, "doctor")
    assert ran.exit_code == 3
    assert "look  client id and secret at http://127.0.0.1:1: 127.0.0.1:1 could not be reached" in ran.out


def test_sources_from_probe_to_removal(site: Path, rehearsal: Rehearsal) -> None:
    probed = run("-c", site, "sources", "probe", rehearsal.oai_url, "--json").lines[0]
    assert probed["best_format"] == "oai_etdms"
    assert probed["thesis_sets"] == [{"spec": "theses", "name": "Theses"}]

    added = run("-c", site, "sources", "add", rehearsal.oai_url, "--set", "theses", "--json")
    assert added.lines == [
        {
            "name": "127.0.0.1",
            "url": rehearsal.oai_url,
            "prefix": "oai_etdms",
            "set": "theses",
            "profile": "default",
            "rank": 1,
            "last_harvest": None,
        }
    ]
    for words in (["sources", "list"], ["sources"]):
        assert run("-c", site, *words, "--json").lines == added.lines
        assert "last complete harvest: none yet" in run("-c", site, *words).out

    assert run("-c", site, "sources", "remove", "127.0.0.1", "--json").lines == [{"removed": "127.0.0.1"}]
    assert run("-c", site, "sources").out == ""


def test_probe_needs_no_site(rehearsal: Rehearsal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("sources", "probe", f"{rehearsal.oai_url}?verb=Identify")
    assert ran.exit_code == 0
    assert "The best format it serves is oai_etdms, read as “etdms”." in ran.out


def test_adding_the_same_name_changes_the_source(site: Path, rehearsal: Rehearsal) -> None:
    run("-c", site, "sources", "add", rehearsal.oai_url, "--name", "library")
    run("-c", site, "sources", "add", rehearsal.oai_url, "--name", "library", "--prefix", "oai_dc")
    (source,) = run("-c", site, "sources", "list", "--json").lines
    assert source["prefix"] == "oai_dc"


def test_removing_what_is_not_there(site: Path) -> None:
    ran = run("-c", site, "sources", "remove", "chemistry")
    assert ran.exit_code == 2
    assert "There is no source “chemistry”" in ran.sentence


def test_the_last_complete_harvest_is_shown(harvested: Path) -> None:
    (source,) = run("-c", harvested, "sources", "--json").lines
    assert source["last_harvest"].endswith("+00:00")
