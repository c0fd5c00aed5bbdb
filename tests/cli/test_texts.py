"""`orcid-sync texts`: which consent texts people read, and who has approved them."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.running import run

from orcid_sync.site import create_site


@pytest.fixture
def config(tmp_path: Path) -> Path:
    create_site(tmp_path, institution="Example", environment="rehearsal")
    return tmp_path / "orcid-sync.toml"


def test_at_first_all_texts_are_our_drafts(config: Path) -> None:
    shown = run("--config", config, "texts", "--json").lines
    assert [one["language"] for one in shown] == ["en", "de", "fr", "es", "pt", "cs", "ar"]
    assert not any(one["approved"] or one["file"] for one in shown)


def test_a_copied_text_that_the_office_approves_is_the_offices(config: Path) -> None:
    ran = run("--config", config, "texts", "--copy")
    assert ran.exit_code == 0
    german = config.parent / "texts" / "de" / "consent.md"
    german.write_text(german.read_text().replace("status: draft", "status: approved"))
    shown = {one["language"]: one for one in run("--config", config, "texts", "--json").lines}
    assert shown["de"] == {
        "language": "de", "version": shown["de"]["version"], "approved": True, "file": str(german)
    }  # fmt: skip
    assert not shown["fr"]["approved"]
    assert "approved" in run("--config", config, "texts").out


def test_copying_again_leaves_what_was_edited(config: Path) -> None:
    run("--config", config, "texts", "--copy")
    edited = config.parent / "texts" / "cs" / "consent.md"
    edited.write_text("version: 2\nstatus: approved\n\nNaše.\n")
    run("--config", config, "texts", "--copy")
    assert "Naše." in edited.read_text()


def test_a_text_that_cannot_be_used_is_named(config: Path) -> None:
    broken = config.parent / "texts" / "es" / "consent.md"
    broken.parent.mkdir(parents=True)
    broken.write_text("Nada.")
    ran = run("--config", config, "texts")
    assert ran.exit_code == 2
    assert "consent.md" in ran.sentence
