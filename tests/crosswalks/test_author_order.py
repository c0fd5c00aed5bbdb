"""Authors whom DSpace groups by language: their order is doubtful, and two scripts are not two persons."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from crosswalks import Crosswalked, Profile, crosswalk

Author = tuple[str, str]


def xoai(*authors: Author) -> str:
    """The record as DSpace writes it: one element for each language."""
    languages = dict.fromkeys(language for language, _ in authors)
    groups = "".join(
        f'<element name="{language}">'
        + "".join(f'<field name="value">{name}</field>' for its, name in authors if its == language)
        + "</element>"
        for language in languages
    )
    return (
        '<metadata xmlns="http://www.lyncode.com/xoai"><element name="dc"><element name="title"><element name="none">'
        '<field name="value">On pots</field></element></element><element name="type"><element name="none">'
        '<field name="value">Thesis</field></element></element><element name="contributor"><element name="author">'
        f"{groups}</element></element></element></metadata>"
    )


def dim(*authors: Author) -> str:
    fields = "".join(
        '<field mdschema="dc" element="contributor" qualifier="author" '
        f'lang="{language.replace("none", "")}">{name}</field>'
        for language, name in authors
    )
    return (
        '<dim xmlns="http://www.dspace.org/xmlns/dspace/dim"><field mdschema="dc" element="title">On pots</field>'
        f'<field mdschema="dc" element="type">Thesis</field>{fields}</dim>'
    )


def made_of(record: str) -> Crosswalked:
    return crosswalk(record.encode(), profile=Profile(), today=datetime.date(2026, 1, 1))


def names(made: Crosswalked) -> list[str]:
    assert made.thesis is not None
    return [person.name for person in made.thesis.people]


def is_unsure(made: Crosswalked) -> bool:
    return any(finding.code == "author-order-unsure" for finding in made.findings)


@pytest.mark.parametrize("write", [xoai, dim])
def test_authors_of_several_languages_are_sent_and_their_order_is_doubted(write: Callable[..., str]) -> None:
    made = made_of(write(("en", "First, Ada"), ("en", "Third, Cem"), ("none", "Second, Bo")))
    assert names(made) == ["Ada First", "Cem Third", "Bo Second"]
    assert is_unsure(made)


@pytest.mark.parametrize("write", [xoai, dim])
@pytest.mark.parametrize(
    "authors",
    [
        (("none", "First, Ada"), ("none", "Second, Bo")),
        (("en", "First, Ada"), ("en", "Second, Bo")),
        (("en", "First, Ada"),),
        (("en", "First, Ada"), ("none", "First, Ada")),
    ],
)
def test_authors_of_one_language_are_in_order(write: Callable[..., str], authors: tuple[Author, ...]) -> None:
    made = made_of(write(*authors))
    assert not is_unsure(made)
    assert names(made) == list(
        dict.fromkeys(name.partition(", ")[2] + " " + name.partition(", ")[0] for _, name in authors)
    )


@pytest.mark.parametrize("write", [xoai, dim])
def test_an_author_in_two_scripts_is_one(write: Callable[..., str]) -> None:
    made = made_of(write(("uk", "Коваль, Олена"), ("en", "Koval, Olena")))
    assert names(made) == ["Олена Коваль"]
    assert not is_unsure(made)
    rejected = [r.why for d in made.decisions if d.rule == "people.left-out" for r in d.rejected]
    assert rejected == ["the same person, written in another script"]


def test_two_authors_and_one_of_another_script_are_three() -> None:
    made = made_of(xoai(("uk", "Коваль, Олена"), ("uk", "Бойко, Ігор"), ("en", "Smith, Joan")))
    assert names(made) == ["Олена Коваль", "Ігор Бойко", "Joan Smith"]
    assert is_unsure(made)
