"""What docs/add-a-format.md tells a librarian to do is done here, word by word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from orcid_sync.cli import main
from orcid_sync.config import FILE_NAME

PAGE = (Path(__file__).parents[3] / "docs" / "add-a-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", PAGE, re.DOTALL)
RECORD, STYLESHEET, WORK = (text for language, text in BLOCKS if language == "xml")
(SETTINGS,) = (text for language, text in BLOCKS if language == "toml")
COMMANDS = [line for language, text in BLOCKS if not language for line in text.splitlines()]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site's folder in which somebody works, with the record of the page in it."""
    (tmp_path / FILE_NAME).touch()
    (tmp_path / "record.xml").write_text(RECORD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ORCID_SYNC_CONFIG", raising=False)
    return tmp_path


def run(command: str) -> str:
    """What `command` prints, line breaks in sentences aside."""
    return CliRunner().invoke(main, command.split()[1:]).output


def add_format(site: Path) -> None:
    folder = site / "formats" / "card"
    folder.mkdir(parents=True)
    (folder / "format.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "thesis.xsl").write_text(STYLESHEET, encoding="utf-8")


def test_before_it_is_added_the_answer_names_root_and_namespace(site: Path) -> None:
    quoted = PAGE.partition("\n> ")[2].partition("\n")[0]
    assert quoted in run(COMMANDS[0])


def test_the_new_format_is_listed_and_marked(site: Path) -> None:
    add_format(site)
    assert re.search(r"^card .*Cards of the Example library .*yours", run("orcid-sync formats"), re.MULTILINE)


def test_the_record_becomes_the_work_that_the_page_shows(site: Path) -> None:
    add_format(site)
    assert set(COMMANDS) == {"orcid-sync crosswalk record.xml", "orcid-sync formats"}
    printed = run("orcid-sync crosswalk record.xml")
    assert WORK in printed
    assert "Josiah Carberry" in printed
    assert "Toklas" not in printed
    assert "0000-0002-1825-0097" not in printed


def test_a_wrapper_needs_no_stylesheet(site: Path) -> None:
    add_format(site)
    settings = re.sub(
        "^    ", "", PAGE.partition("holds cards:\n\n")[2].partition("\n## ")[0], flags=re.MULTILINE
    )
    (site / "formats" / "box").mkdir()
    (site / "formats" / "box" / "format.toml").write_text(settings, encoding="utf-8")
    box = f'<card-box xmlns="http://library.example/card"><tray>{RECORD}</tray></card-box>'
    (site / "record.xml").write_text(box, encoding="utf-8")
    assert WORK in run("orcid-sync crosswalk record.xml")
