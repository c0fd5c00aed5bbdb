"""The consent texts: files that an office edits and approves, one per language (docs/for-students-and-staff.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markupsafe import escape

from orcid_sync.errors import ConfigError
from orcid_sync.web.i18n import LANGUAGES
from orcid_sync.web.views import ConsentText
from orcid_sync.whole_files import write_whole

FILE_NAME: Final = "consent.md"
_HEAD: Final = frozenset({"version", "status"})
_STATUS: Final = ("draft", "approved")


def consent_text(folder: Path | None, language: str, institution: str) -> ConsentText:
    """The text of the site's `texts` folder in this language, else ours, which is a draft.

    Its `version` is what stands as evidence: the version that the office gave, and the beginning of a digest
    that changes with every letter. Raises ConfigError for a file that cannot be read.
    """
    source = site_file(folder, language)
    return _made(_read(source), language, institution, str(source or ""))


def consent_texts(folder: Path | None, institution: str) -> Iterator[ConsentText]:
    """The text of every language, for the staff to see which are drafts. Raises ConfigError."""
    return (consent_text(folder, language, institution) for language in LANGUAGES)


def site_file(folder: Path | None, language: str) -> Path | None:
    """The site's own file, if it has one."""
    file = folder / language / FILE_NAME if folder else None
    return file if file and file.is_file() else None


def bundled(language: str) -> str:
    """Our own draft, for an office to begin with."""
    return (files("orcid_sync.web") / "texts" / language / FILE_NAME).read_text(encoding="utf-8")


def copy_drafts(folder: Path) -> list[Path]:
    """Our draft of each language in which the site has no text of its own yet; the files that were written."""
    missing = [language for language in LANGUAGES if site_file(folder, language) is None]
    for language in missing:
        (folder / language).mkdir(parents=True, exist_ok=True)
        write_whole(folder / language / FILE_NAME, bundled(language))
    return [folder / language / FILE_NAME for language in missing]


def _read(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The consent text cannot be read ({error}).", str(file)) from None


@lru_cache(maxsize=64)
def _made(own: str | None, language: str, institution: str, source: str) -> ConsentText:
    text = bundled(language) if own is None else own
    head, body = _split(text, source)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    # Markdown without HTML: an editor's slip cannot become a script.
    html = MarkdownIt("commonmark", {"html": False}).render(body)
    return ConsentText(
        html=html.replace("{institution}", str(escape(institution))),
        language=language,
        version=f"{head['version']}-{digest}",
        draft=own is None or head["status"] != "approved",
    )


def _split(text: str, source: str) -> tuple[dict[str, str], str]:
    """The lines `version:` and `status:` at the top, and the text below them."""
    top, _, body = text.lstrip("\ufeff").partition("\n\n")
    pairs = (line.partition(":") for line in top.splitlines())
    head = {name.strip().lower(): value.strip() for name, _, value in pairs}
    if (
        head.keys() != _HEAD
        or not head["version"]
        or head["status"].lower() not in _STATUS
        or not body.strip()
    ):
        raise ConfigError(
            "A consent text begins with the lines “version: …” and “status: draft” or “status: approved”, "
            "then an empty line, then the text.",
            source,
        )
    return head | {"status": head["status"].lower()}, body
