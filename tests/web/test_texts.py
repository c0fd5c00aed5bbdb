"""The office's consent texts: its own before ours, drafts until approved, safe whatever is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from orcid_sync.errors import ConfigError
from orcid_sync.web.i18n import LANGUAGES
from orcid_sync.web.texts import bundled, consent_text, consent_texts


def _write(folder: Path, text: str, language: str = "de") -> None:
    (folder / language).mkdir(parents=True, exist_ok=True)
    (folder / language / "consent.md").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_draft_that_names_the_institution(language: str) -> None:
    text = consent_text(None, language, "Example & Sons University")
    assert text.draft
    assert text.language == language
    assert "Example &amp; Sons University" in text.html
    assert "{" not in text.html
    assert text.html.count("<h2>") == 6


def test_the_texts_of_all_languages_have_the_same_parts() -> None:
    outlines = {
        language: [line[:2] for line in bundled(language).splitlines() if line[:2] in ("##", "- ")]
        for language in LANGUAGES
    }
    assert len({tuple(outline) for outline in outlines.values()}) == 1


def test_the_offices_own_text_goes_before_ours(tmp_path: Path) -> None:
    _write(tmp_path, "version: 2026-11\nstatus: approved\n\n## Warum\n\nDarum.\n")
    text = consent_text(tmp_path, "de", "X")
    assert not text.draft
    assert text.html == "<h2>Warum</h2>\n<p>Darum.</p>\n"
    assert consent_text(tmp_path, "fr", "X").draft


def test_an_approved_copy_of_ours_is_no_draft(tmp_path: Path) -> None:
    _write(tmp_path, bundled("de").replace("status: draft", "status: approved"))
    assert [text.language for text in consent_texts(tmp_path, "X") if not text.draft] == ["de"]


def test_the_version_that_stands_as_evidence_changes_with_every_letter(tmp_path: Path) -> None:
    _write(tmp_path, "version: 7\nstatus: approved\n\nEin Text.\n")
    first = consent_text(tmp_path, "de", "X").version
    _write(tmp_path, "version: 7\nstatus: approved\n\nEin text.\n")
    second = consent_text(tmp_path, "de", "X").version
    assert first != second
    assert first.startswith("7-")
    assert second.startswith("7-")


def test_html_and_scripts_in_a_text_are_shown_and_not_run(tmp_path: Path) -> None:
    _write(tmp_path, "version: 1\nstatus: draft\n\n<script>x</script> [a](javascript:x) {{ 7 * 7 }}\n")
    made = consent_text(tmp_path, "de", "X").html
    assert "<script>" not in made
    assert "href" not in made
    assert "{{ 7 * 7 }}" in made


@pytest.mark.parametrize(
    "text",
    ["", "Nur ein Text.", "version: 1\n\nText", "version: 1\nstatus: maybe\n\nText", "version:\nstatus: draft\n\nText",
     "version: 1\nstatus: draft\n\n"],
)  # fmt: skip
def test_a_text_without_its_first_lines_is_refused_by_name(tmp_path: Path, text: str) -> None:
    _write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        consent_text(tmp_path, "de", "X")
    assert "consent.md" in str(caught.value)


def test_a_text_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "consent.md").write_bytes("version: 1\nstatus: draft\n\nÜber uns".encode("latin-1"))
    with pytest.raises(ConfigError):
        consent_text(tmp_path, "de", "X")
