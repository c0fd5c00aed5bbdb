"""Languages: BCP 47 out of what repositories write, and ORCID's own codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalks.decide.languages import decide_languages, language_tag, orcid_language
from crosswalks.decide.scripts import apparent_language, contradicts, script_of
from crosswalks.profile import Profile
from crosswalks.thesis import Statement
from schemas.rules.vocabularies import LANGUAGE_CODES


@pytest.mark.parametrize(
    ("stated", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en_US", "en"),
        ("en-GB", "en"),
        ("eng", "en"),
        ("Eng", "en"),
        ("English", "en"),
        ("English|eng", "en"),
        ("Anglais", "en"),
        ("Inglês", "en"),
        ("Angličtina", "en"),
        ("English (US)", "en"),
        ("ger", "de"),
        ("deu", "de"),
        ("Deutsch", "de"),
        ("alemão", "de"),
        ("cze", "cs"),
        ("Čeština", "cs"),
        ("cs_CZ", "cs"),
        ("cz", "cs"),
        ("jp", "ja"),
        ("dk", "da"),
        ("dut", "nl"),
        ("por", "pt"),
        ("pt_BR", "pt"),
        ("Spanish; Castilian", "es"),
        ("Greek, Modern (1453-)", "el"),
        ("Greek, Ancient (to 1453)", "grc"),
        ("Occitan (post 1500)", "oc"),
        ("iw", "he"),
        ("in", "id"),
        ("ji", "yi"),
        ("nob", "nb"),
        ("fil", "fil"),
        ("scr", "hr"),
        ("kr", "kr"),
        ("zh-CN", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("chi", "zh"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("中文", "zh"),
        ("http://lexvo.org/id/iso639-3/eng", "en"),
        ("http://id.loc.gov/vocabulary/iso639-2/fre.html", "fr"),
        ("und", ""),
        ("mul", ""),
        ("zxx", ""),
        ("No linguistic content", ""),
        ("N/A", ""),
        ("gr", ""),
        ("se", ""),
        ("GE", ""),
        ("Government", ""),
        ("Germanic Studies", ""),
        ("Language", ""),
        ("qqq", ""),
        ("", ""),
    ],
)
def test_a_stated_language_is_read(stated: str, tag: str):
    assert language_tag(stated) == tag


@pytest.mark.parametrize(
    ("stated", "tag"), [("EN", "en"), ("GE", "de"), ("SP", "es"), ("German", "de"), ("ger", "de")]
)
def test_proquest_codes_are_read_when_the_profile_says_so(stated: str, tag: str):
    assert language_tag(stated, proquest=True) == tag


@pytest.mark.parametrize(
    ("tag", "text", "code"),
    [
        ("en", "", "en"),
        ("he", "", "iw"),
        ("id", "", "in"),
        ("yi", "", "ji"),
        ("fil", "", "tl"),
        ("sh", "", ""),
        ("grc", "", ""),
        ("nb", "", "nb"),
        ("kr", "", "kr"),
        ("zh-Hans", "", "zh_CN"),
        ("zh-Hant", "", "zh_TW"),
        ("zh", "学位论文研究", "zh_CN"),
        ("zh", "學位論文研究", "zh_TW"),
        ("zh", "中文", ""),
        ("", "", ""),
    ],
)
def test_orcid_has_codes_of_its_own(tag: str, text: str, code: str):
    assert orcid_language(tag, text) == code


@given(stated=st.text(), text=st.text())
def test_any_language_gives_a_code_of_orcid_or_nothing(stated: str, text: str):
    code = orcid_language(language_tag(stated), text)
    assert code == "" or code in LANGUAGE_CODES


def test_english_and_eng_are_one_language():
    stated = [
        Statement("English", "dc:language[1]"),
        Statement("eng", "dc:language[2]"),
        Statement("fr", "dc:language[3]"),
    ]

    decided = decide_languages(stated, profile=Profile())

    assert decided.value == ("en", "fr")
    assert decided.decisions[0].at == "dc:language[1]"


def test_an_unreadable_language_is_said():
    decided = decide_languages([Statement("Klingonish", "dc:language[1]")], profile=Profile())

    assert decided.value == ()
    assert [(f.code, f.field) for f in decided.findings] == [("language-not-read", "dc:language[1]")]


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("β-catenin is modified", "Latn"),
        ("Анализ", "Cyrl"),
        ("Η διατριβή", "Grek"),
        ("دراسة", "Arab"),
        ("מחקר", "Hebr"),
        ("学位论文", "Hani"),
        ("日本語の研究", "Jpan"),
        ("한국 연구", "Kore"),
        ("1998", ""),
        ("", ""),
    ],
)
def test_the_script_of_most_letters_counts(text: str, script: str):
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The influence of the assistant on the elimination of errors", "en"),
        ("Les conditions d'une musicalité du sonore au cinéma", "fr"),
        ("Die Unterschiede in der Aussprache im Tschechischen und im Deutschen", "de"),
        ("Public procurement", ""),
        ("Remnants", ""),
    ],
)
def test_a_language_is_apparent_only_when_plain(text: str, language: str):
    assert apparent_language(text) == language


@pytest.mark.parametrize(
    ("text", "language", "contradicted"),
    [
        ("Анализ данных", "en", True),
        ("Analiza podataka", "sr", False),
        ("The causes and implications of microstructures in sediments", "cs", True),
        ("The causes and implications of microstructures in sediments", "en", False),
        ("Remnants", "fr", False),
    ],
)
def test_a_text_can_contradict_its_stated_language(text: str, language: str, contradicted: bool):
    assert contradicts(text, language) is contradicted


def test_the_same_language_twice_in_one_value_is_one_declaration() -> None:
    assert [language_tag(text) for text in ("eng; English", "en, eng", "English/eng", "ger;de;German")] == [
        "en",
        "en",
        "en",
        "de",
    ]
    assert [language_tag(text) for text in ("eng; spa", "en,fr", "eng; gibberish")] == ["", "", ""]


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Hindi", "hi"),
        ("Gujarati", "gu"),
        ("Northern Sami", "se"),
        ("Davvisámegiella", "se"),
        ("Tiếng Việt", "vi"),
    ],
)
def test_a_language_that_many_theses_are_in_is_known_by_its_name(name: str, tag: str) -> None:
    assert language_tag(name) == tag
