"""The title, its subtitle, and its translation (metadata.md D2, D3, D16)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalks.decide.split import split_title
from crosswalks.decide.titles import clean_title, decide_titles
from crosswalks.profile import Profile
from crosswalks.thesis import Decided, Statement, Title

Titles = tuple[Title | None, Title | None]


def decided(
    *titles: Statement, languages: tuple[str, ...] = (), profile: Profile | None = None
) -> Decided[Titles]:
    return decide_titles(titles, languages=languages, profile=profile or Profile())


def codes(result: Decided[Titles]) -> list[str]:
    return [finding.code for finding in result.findings]


@pytest.mark.parametrize(
    ("stated", "clean"),
    [
        ("DOES IT WORK.", "DOES IT WORK"),
        ("Depilace a úprava porostu.", "Depilace a úprava porostu"),
        ("A history of the U.S.", "A history of the U.S."),
        (
            "Selected genotypes of Lycopersicon esculentum mill.",
            "Selected genotypes of Lycopersicon esculentum mill.",
        ),
        ("Seals ...", "Seals ..."),
        ("Plan B.", "Plan B."),
        ("Mills [electronic resource]", "Mills"),
        ("Mills [electronic resource] : a history", "Mills : a history"),
        ("A study of mills / by Ann Sample", "A study of mills"),
        ("Eine Studie / vorgelegt von Anna Muster", "Eine Studie"),
        ("A study of mills /", "A study of mills"),
        ("Laute / l ʃ d t / im Tschechischen", "Laute / l ʃ d t / im Tschechischen"),
        ("Gender and/or power", "Gender and/or power"),
        ("Gender / Power", "Gender / Power"),
        ("Malory's <em>Morte Darthur</em>", "Malory's Morte Darthur"),
        ("Cats &amp; dogs", "Cats & dogs"),
        ("CO<sub>2</sub> and p < 0.05", "CO₂ and p < 0.05"),
        ("two\n  lines", "two lines"),
    ],
)
def test_a_title_is_cleaned_of_what_is_not_its_own(stated: str, clean: str):
    assert clean_title(stated)[0] == clean


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Community engagement: a case study", ("Community engagement", "a case study")),
        ("Violin: a history of the instrument", ("Violin", "a history of the instrument")),
        ("Stigma, een wereld?: een studie", ("Stigma, een wereld?", "een studie")),
        ("Squatters and the city : waiting in Lima", ("Squatters and the city", "waiting in Lima")),
        (
            "La musique : réflexion autour d’une forme : la matière",
            ("La musique", "réflexion autour d’une forme : la matière"),
        ),
        (
            "‘Doesn’t anyone want to fight?’: political humour",
            ("‘Doesn’t anyone want to fight?’", "political humour"),
        ),
        ("Two colons: one: two", ("Two colons: one: two", "")),
        ("The ratio 3:1 in Acts 2:4", ("The ratio 3:1 in Acts 2:4", "")),
        ("Part II: the return", ("Part II: the return", "")),
        ("Zur Mühle. Teil 2: Messungen", ("Zur Mühle. Teil 2: Messungen", "")),
        ("http://x.example: a site", ("http://x.example: a site", "")),
        ("Departure: 12:30", ("Departure: 12:30", "")),
        ("AI: a study", ("AI", "a study")),
        ("1984: a year", ("1984: a year", "")),
        ("The mechanism :In the case of reviews", ("The mechanism :In the case of reviews", "")),
        ('Of "mice: and men" and others', ('Of "mice: and men" and others', "")),
        ("A survey (methods: results) of mills", ("A survey (methods: results) of mills", "")),
        ("“The case: a play” : an edition", ("“The case: a play”", "an edition")),
        (
            "Die Aussprache der Laute im Deutschen : The pronunciation of the sounds of German",
            ("Die Aussprache der Laute im Deutschen : The pronunciation of the sounds of German", ""),
        ),
        ("Анализ данных : Analysis", ("Анализ данных : Analysis", "")),
    ],
)
def test_a_colon_parts_the_subtitle_only_where_it_plainly_does(title: str, parts: tuple[str, str]):
    assert split_title(title) == parts


@given(st.text(st.sampled_from('ab1: :()"“”A.é'), max_size=30) | st.text())
def test_title_and_subtitle_put_together_are_the_source(text: str):
    title = clean_title(text)[0]
    left, right = split_title(title)

    assert (f"{left}: {right}" if right else left).replace(" : ", ": ").split() == title.replace(
        " : ", ": "
    ).split()


@pytest.mark.parametrize(
    ("titles", "languages", "main", "translated"),
    [
        # the language of the thesis chooses
        (
            [
                Statement("Thesis about mills", "t[1]", "", "en"),
                Statement("Eine Arbeit über Mühlen", "t[2]", "", "de"),
            ],
            ("de",),
            Title("Eine Arbeit über Mühlen", "", "de"),
            Title("Thesis about mills", "", "en"),
        ),
        # without languages the first
        (
            [Statement("Thesis about mills", "t[1]"), Statement("Molens", "t[2]")],
            (),
            Title("Thesis about mills"),
            None,
        ),
        # a stated translation, whole, English before others
        (
            [
                Statement("Krylov-Verfahren", "t[1]", "", "ger"),
                Statement("Procédés de Krylov", "t[2]", "translated", "fre"),
                Statement("Krylov Methods : A Unified Approach", "t[3]", "translated", "eng"),
            ],
            ("de",),
            Title("Krylov-Verfahren", "", "de"),
            Title("Krylov Methods : A Unified Approach", "", "en"),
        ),
        # the same words are no translation
        (
            [
                Statement("Source of X", "t[1]", "", "en"),
                Statement("Source of x.", "t[2]", "translated", "cs"),
            ],
            ("en",),
            Title("Source of X", "", "en"),
            None,
        ),
        # nor is the same language in another script
        (
            [
                Statement("Анализа података", "t[1]", "", "sr"),
                Statement("Analiza podataka", "t[2]", "", "sr"),
            ],
            ("sr",),
            Title("Анализа података", "", "sr"),
            None,
        ),
        # nor an alternative that states no language
        (
            [
                Statement("The impedance of the arm", "t[1]"),
                Statement("Applications to robots", "t[2]", "alternative"),
            ],
            ("en",),
            Title("The impedance of the arm", "", "en"),
            None,
        ),
        # a language in brackets
        (
            [Statement("[pt] ANÁLISE DO ESCOAMENTO", "t[1]"), Statement("[en] ANALYSIS OF FLOWS", "t[2]")],
            ("pt",),
            Title("ANÁLISE DO ESCOAMENTO", "", "pt"),
            Title("ANALYSIS OF FLOWS", "", "en"),
        ),
        # plainly another language, in a list without languages
        (
            [
                Statement("Vliv asistenta na eliminaci chyb při projekci", "t[1]"),
                Statement("The influence of the assistant on the elimination of errors", "t[2]"),
            ],
            ("cs",),
            Title("Vliv asistenta na eliminaci chyb při projekci", "", "cs"),
            Title("The influence of the assistant on the elimination of errors", "", "en"),
        ),
        # a subtitle of its own, a placeholder
        (
            [
                Statement("Ett ämne", "t[1]"),
                Statement("Gymnastik", "t[2]", "subtitle"),
                Statement("N/A", "t[3]", "alternative"),
            ],
            (),
            Title("Ett ämne", "Gymnastik"),
            None,
        ),
        ([Statement("Not Applicable", "t[1]")], (), None, None),
        ([], (), None, None),
    ],
)
def test_one_main_title_and_one_translation(
    titles: list[Statement], languages: tuple[str, ...], main: Title | None, translated: Title | None
):
    assert decided(*titles, languages=languages).value == (main, translated)


@pytest.mark.parametrize(
    ("title", "lang", "languages", "profile", "language", "rule"),
    [
        ("Die Mühle", "de-DE", ("en",), Profile(), "de", "title-language.stated"),
        ("Mühlen", "", ("de",), Profile(), "de", "title-language.only-language-of-the-thesis"),
        ("Mühlen", "", ("de", "en"), Profile(), "", "title-language.not-stated"),
        ("Mühlen", "", (), Profile(language="de"), "de", "title-language.profile"),
        ("The mills of the valley and their owners", "", ("fr",), Profile(), "", "title-language.not-stated"),
        ("Анализ данных", "en", ("en",), Profile(), "", "title-language.contradicted"),
    ],
)
def test_the_language_of_the_title_is_stated_or_left_out(
    title: str, lang: str, languages: tuple[str, ...], profile: Profile, language: str, rule: str
):
    result = decided(Statement(title, "t[1]", "", lang), languages=languages, profile=profile)

    assert result.value[0] == Title(title, "", language)
    assert {d.field: d.rule for d in result.decisions}["language"] == rule


def test_the_profile_may_call_the_second_title_a_subtitle():
    titles = [Statement("Short-range order", "t[1]"), Statement("A study of crystals", "t[2]")]

    assert decided(*titles, profile=Profile(second_title="subtitle")).value[0] == Title(
        "Short-range order", "A study of crystals"
    )


def test_the_profile_may_turn_splitting_off():
    title = Statement("Mills: a history", "t[1]")

    assert decided(title, profile=Profile(split_subtitle=False)).value[0] == Title("Mills: a history")


@pytest.mark.parametrize(
    ("titles", "findings"),
    [
        ([Statement("THE MILLS OF THE VALLEY", "t[1]")], ["title-all-capitals"]),
        ([Statement("x" * 1001, "t[1]")], ["title-too-long"]),
        ([Statement("\U00020000" * 501, "t[1]")], ["title-too-long"]),  # 1002 UTF-16 units
        ([Statement("Cats &amp; dogs", "t[1]")], ["text-escaped-twice"]),
        ([Statement("Lost \ufffd", "t[1]")], ["text-broken-characters"]),
        ([Statement("Mills", "t[1]"), Statement("Series 4", "t[2]")], ["title-second-ignored"]),
    ],
)
def test_what_is_odd_about_a_title_is_said(titles: list[Statement], findings: list[str]):
    assert codes(decided(*titles)) == findings


def test_a_title_is_never_cut():
    title = "word " * 300

    assert decided(Statement(title, "t[1]")).value[0] == Title(title.strip())


@given(
    st.lists(
        st.builds(
            Statement,
            st.text(),
            st.just("t[1]"),
            st.sampled_from(["", "subtitle", "alternative", "translated", "odd"]),
            st.sampled_from(["", "en", "de_DE", "zh", "xx", "?"]),
        ),
        max_size=4,
    ),
    st.sampled_from([(), ("en",), ("de", "en"), ("zh",)]),
)
def test_any_titles_give_titles_or_none(titles: list[Statement], languages: tuple[str, ...]):
    main, translated = decided(*titles, languages=languages).value

    assert main is None or main.text
    assert translated is None or (translated.language and main and translated.language != main.language)
