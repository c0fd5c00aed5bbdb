"""`orcid-sync formats`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from orcid_sync.cli import main


@pytest.fixture(autouse=True)
def _no_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ORCID_SYNC_CONFIG", raising=False)


def test_formats_are_listed_without_a_site_the_richest_first() -> None:
    ran = CliRunner().invoke(main, ["formats"])
    assert ran.exit_code == 0
    names = [line.split()[0] for line in ran.output.splitlines()]
    assert names[0] == "etdms"
    assert names.index("mods") < names.index("uketd_dc") < names.index("dim") < names.index("oai_dc")


def test_json_gives_one_object_per_format_with_its_roots() -> None:
    lines = CliRunner().invoke(main, ["formats", "--json"]).output.splitlines()
    listed = {one["name"]: one for one in map(json.loads, lines)}
    assert listed["xoai"]["roots"] == [{"namespace": "http://www.lyncode.com/xoai", "name": "metadata"}]
    assert (listed["mets"]["wrapper"], listed["mods"]["wrapper"], listed["mods"]["own"]) == (
        True,
        False,
        False,
    )


def test_a_description_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "orcid-sync.toml").touch()
    (tmp_path / "formats" / "card").mkdir(parents=True)
    (tmp_path / "formats" / "card" / "format.toml").write_text("title = ")
    ran = CliRunner().invoke(main, ["formats"])
    assert ran.exit_code == 2
    assert "card/format.toml" in ran.output
    assert "Traceback" not in ran.output
