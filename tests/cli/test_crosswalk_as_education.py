"""`orcid-sync crosswalk --as education`: the degree of a record, from the site's or the profile's institution."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.conftest import SAMPLES
from cli.running import run
from lxml import etree

from schemas import validate

RECORD = SAMPLES / "etdms11.xml"
PROFILE = '[institution]\nname = "{}"\ncity = "Nowhere"\ncountry = "DE"\nror = "https://ror.org/05k89ew48"\n'


@pytest.fixture
def grantor() -> str:
    stated = run("crosswalk", RECORD, "--json").lines[0]["thesis"]["degree"]["grantor"]
    assert stated
    return str(stated)


@pytest.fixture
def profile(tmp_path: Path, grantor: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(PROFILE.format(grantor))
    return path


def test_in_the_advisors_own_record_it_is_her_students_work() -> None:
    works = [
        run("explain", RECORD, "--record-of", whose, "--json").lines[0]["work"]
        for whose in ("author", "advisor")
    ]
    assert [etree.fromstring(work.encode()).findtext("{*}type") for work in works] == [
        "dissertation-thesis",
        "supervised-student-publication",
    ]


@pytest.mark.parametrize("kind", ["education", "qualification"])
def test_the_degree_is_printed_as_orcid_takes_it(kind: str, profile: Path, grantor: str) -> None:
    ran = run("crosswalk", "--as", kind, RECORD, "--profile", profile)
    element = etree.fromstring(ran.out.encode())
    assert ran.exit_code == 0
    assert validate(element, "education" if kind == "education" else "qualification") == []
    assert element.findtext(".//{*}organization/{*}name") == grantor


def test_the_site_says_who_confers_where_the_profile_does_not(site: Path, grantor: str) -> None:
    config = site / "orcid-sync.toml"
    its = f'[institution]\nror = "05k89ew48"\ncity = "Nowhere"\ncountry = "DE"\nother_names = ["{grantor}"]\n'
    config.write_text(config.read_text().replace("[institution]\n", its))
    (line,) = run("-c", site, "crosswalk", "--as", "education", RECORD, "--json").lines
    assert line["outcome"] == "education"
    assert "https://ror.org/05k89ew48" in line["education"]


def test_without_an_institution_it_is_said_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("crosswalk", "--as", "education", RECORD, "--json")
    (line,) = ran.lines
    assert (ran.exit_code, line["outcome"], line["education"]) == (1, "refused", None)
    assert {finding["code"] for finding in line["findings"]} >= {"education-institution-incomplete"}


def test_each_degree_gets_a_file(profile: Path, tmp_path: Path) -> None:
    ran = run("crosswalk", "--as", "education", RECORD, "--profile", profile, "--out", tmp_path / "degrees")
    (file,) = (tmp_path / "degrees").glob("*.xml")
    assert (ran.exit_code, ran.out) == (0, "")
    assert etree.QName(etree.parse(file).getroot()).localname == "education"
