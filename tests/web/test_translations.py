"""Every string of the pages in every language: nothing missing, nothing doubtful, nothing left over."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from orcid_sync.web.i18n import LANGUAGES, SOURCE

WEB = Path(__file__).parents[2] / "orcid_sync" / "web"
TRANSLATED = [language for language in LANGUAGES if language != SOURCE]


@cache
def in_templates() -> frozenset[str | tuple[str, ...]]:
    found = extract_from_dir(
        WEB, [("**/templates/**.html", "jinja2")], {"**/templates/**.html": {"trimmed": "true"}}
    )
    return frozenset(message for _, _, message, _, _ in found)


@cache
def catalogue(language: str) -> Catalog:
    with (WEB / "locales" / language / "LC_MESSAGES" / "messages.po").open("rb") as po:
        return read_po(po, locale=language, abort_invalid=True)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_has_the_strings_of_the_templates_and_no_others(language: str) -> None:
    assert {message.id for message in messages(language)} == in_templates(), "run `make translations`"
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_string_is_translated_in_every_number(language: str) -> None:
    for message in messages(language):
        wanted = catalogue(language).num_plurals if message.pluralizable else 1
        assert len(forms(message.string)) == wanted, message.id
        assert all(form.strip() for form in forms(message.string)), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_those_of_the_source(language: str) -> None:
    for message in messages(language):
        known = set(re.findall(r"%\(\w+\)s", " ".join(forms(message.id))))
        told = [set(re.findall(r"%\(\w+\)s", form)) for form in forms(message.string)]
        assert all(each <= known for each in told), message.id  # Arabic says “two” without a number
        assert set().union(*told) == known, message.id
        assert "%" not in re.sub(r"%\(\w+\)s", "", " ".join(forms(message.string))), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_hardly_anything_is_the_same_as_in_english(language: str) -> None:
    same = [message.id for message in messages(language) if message.string == message.id]
    assert len(same) <= 6, same


def test_the_languages_offered_are_those_that_have_catalogues() -> None:
    assert sorted(path.name for path in (WEB / "locales").iterdir() if path.is_dir()) == sorted(TRANSLATED)
