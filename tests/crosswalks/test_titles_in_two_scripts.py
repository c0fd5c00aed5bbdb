"""Titles that stand in the record twice, in two scripts: the original, its transliteration, its translation."""

from __future__ import annotations

import datetime

import pytest

from crosswalks import Profile, Work, crosswalk

DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:type>Thesis</dc:type>'
    "<dc:identifier>https://repository.example/1</dc:identifier><dc:language>{}</dc:language>{}</oai_dc:dc>"
)
MARC = (
    '<record xmlns="http://www.loc.gov/MARC21/slim">'
    '<datafield tag="024" ind1="7"><subfield code="a">10.99999/r.1</subfield>'
    '<subfield code="2">doi</subfield></datafield>'
    '<datafield tag="041"><subfield code="a">rus</subfield></datafield>'
    '<datafield tag="245"><subfield code="6">880-01</subfield><subfield code="a">Reki Sibiri :</subfield>'
    '<subfield code="b">gidrologicheskiĭ ocherk /</subfield></datafield>'
    '<datafield tag="502"><subfield code="a">Thesis (Ph. D.)--Example University, 2019.</subfield></datafield>'
    '<datafield tag="880"><subfield code="6">245-01/(N</subfield><subfield code="a">Реки Сибири :</subfield>'
    '<subfield code="b">гидрологический очерк /</subfield></datafield></record>'
)


def work_of(record: str) -> Work:
    made = crosswalk(record.encode(), profile=Profile(), today=datetime.date(2026, 1, 1))
    assert made.work is not None
    return made.work


def with_titles(language: str, *titles: str) -> Work:
    return work_of(DC.format(language, "".join(f"<dc:title>{title}</dc:title>" for title in titles)))


def test_the_original_script_of_marc_880_is_the_title() -> None:
    work = work_of(MARC)
    assert (work.title, work.subtitle, work.language_code) == ("Реки Сибири", "гидрологический очерк", "ru")
    assert work.translated_title == ""


@pytest.mark.parametrize("titles", [("Reki Sibiri", "Реки Сибири"), ("Реки Сибири", "Reki Sibiri")])
def test_a_transliteration_is_no_title_and_no_translation(titles: tuple[str, str]) -> None:
    work = with_titles("rus", *titles)
    assert (work.title, work.language_code, work.translated_title) == ("Реки Сибири", "ru", "")


@pytest.mark.parametrize(
    ("language", "title", "other", "translated"),
    [
        ("ell", "Ανάλυση κοινωνικών δικτύων", "Analysis of social networks", "Analysis of social networks"),
        ("Hindi", "हिन्दी कविता", "Nature and man in poetry", "Nature and man in poetry"),
        # Letters of another script alone say no language.
        ("ell", "Ανάλυση κοινωνικών δικτύων", "Social network analysis", ""),
        ("rus", "Исследование на реке", "Issledovanie na reke i o reke", ""),
    ],
)
def test_a_title_of_another_script_is_a_translation_only_in_plain_english(
    language: str, title: str, other: str, translated: str
) -> None:
    work = with_titles(language, title, other)
    assert (work.title, work.translated_title) == (title, translated)
    assert work.translated_title_language == ("en" if translated else "")
