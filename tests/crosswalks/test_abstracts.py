"""The abstract (metadata.md D4, D16)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalks.decide.abstracts import SHORT_DESCRIPTION_LIMIT, clean_abstract, decide_abstract
from crosswalks.decide.text import utf16_length
from crosswalks.profile import Profile
from crosswalks.thesis import Decided, Statement, Text, Title

ENGLISH = (
    "This thesis examines the mills of the valley and how they were built by their owners through the ages. "
    * 2
)
FRENCH = (
    "Cette thèse étudie les moulins de la vallée et leur construction par les maîtres au fil des siècles. "
    * 2
)
ENGLISH, FRENCH = ENGLISH.strip(), FRENCH.strip()


def decided(
    *abstracts: Statement, title: Title | None = None, languages: tuple[str, ...] = ()
) -> Decided[Text | None]:
    return decide_abstract(abstracts, title=title or Title("Mills"), languages=languages, profile=Profile())


def description(text: str, place: int = 1) -> Statement:
    return Statement(text, f"dc:description[{place}]", "description")


@pytest.mark.parametrize(
    ("stated", "clean"),
    [
        ("Abstract: The mills", "The mills"),
        ("ABSTRACT The mills", "The mills"),
        ("Abstract\nThe mills", "The mills"),
        ("Abstract This thesis", "This thesis"),
        ("Abstract Expressionism was", "Abstract Expressionism was"),
        ("Summary of results", "Summary of results"),
        ("Résumé :\nLes moulins", "Les moulins"),
        ("Kort sammanfattning: Kvarnar", "Kvarnar"),
        ("摘要：磨坊", "磨坊"),
        ("Title: Mills Author: Ann Sample Supervisor: B. Sample Abstract: The thesis", "The thesis"),
        ("The mills. Powered by TCPDF (www.tcpdf.org)", "The mills."),
        ("Chapter I. Mills.^    Chapter II. Water. ^", "Chapter I. Mills.\n\nChapter II. Water."),
        ("a field of 10^14 G", "a field of 10^14 G"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;two &amp;amp; three&lt;/p&gt;", "One\n\ntwo & three"),
        ("wrapped\nlines\n\nof two paragraphs", "wrapped lines\n\nof two paragraphs"),
        ("(p < 0.05)", "(p < 0.05)"),
    ],
)
def test_an_abstract_is_cleaned_and_keeps_its_paragraphs(stated: str, clean: str):
    assert clean_abstract(stated)[0] == clean


@pytest.mark.parametrize(
    "note",
    [
        "Thesis (Ph.D.)--University of Somewhere, 1987.",
        "Tese de mestrado. Planeamento e Projecto do Ambiente Urbano. 2005. Faculdade de Engenharia. "
        "Universidade do Porto; Universidade de Lisboa. Faculdade de Arquitectura",
        "Approved for public release; distribution is unlimited. " * 4,
        "Specialization: Medical Sciences-Paediatrics",
        "Tesis (Doctorado en Ciencias) -- Universidad de Ejemplo, Facultad de Ciencias, 2010. Incluye referencias "
        "bibliográficas y anexos, ilustraciones, tablas y gráficos a color.",
        "Mémoire de master, Université d'Exemple, sous la direction de Jean Exemple, soutenu le 12 juin 2012 devant un "
        "jury composé de Mesdames X et Y, mention très bien.",
        "University of Somewhere Ph.D. dissertation. May 2010. Major: Physics. Advisor: Ann Sample. 1 computer file "
        "(PDF); x, 150 pages, appendices A-C. And more words about it.",
        "277 p.",
        "Doctor of Philosophy",
        "Department of Landscape Architecture/Regional and Community Planning",
        "English",
        "Includes bibliographical references.",
        "Pour respecter les droits d'auteur, la version électronique de cette thèse a été dépouillée, le "
        "cas échéant, de ses documents visuels et audio-visuels. La version intégrale a été déposée.",
        "Due to the character of the original source materials and the nature of batch digitization, quality "
        "control issues may be present in this document. Please report any quality issues you encounter.",
        "Submitted in partial fulfillment of the requirements for the degree of Master of Science to the "
        "Department of Mills in the Faculty of Engineering, under the direction of Ann Sample.",
        "Made available in DSpace on 2021-01-15T16:20:37Z (GMT). No. of bitstreams: 5 150042552.pdf: 718697 B, "
        "checksum: b340d2503d5e311d115ed72838fb67e7 (MD5) 150042549.pdf: 278944 bytes",
        "A short description alone is still no abstract.",
        "N/A",
    ],
)
def test_a_note_is_no_abstract(note: str):
    result = decided(description(note))

    assert result.value is None
    assert [finding.code for finding in result.findings] == ["abstract-none-substantial"]


def test_a_note_by_kind_is_never_an_abstract():
    assert decided(Statement(ENGLISH, "note", "note")).value is None


def test_a_stated_abstract_may_be_short():
    assert decided(Statement("A collection of poems about mills.", "a", "abstract")).value == Text(
        "A collection of poems about mills."
    )


def test_an_abstract_that_repeats_the_title_is_none():
    title = Title("Rotary shaft seals of mills", "a study", "en")

    assert (
        decided(Statement("Rotary Shaft Seals of Mills: a study.", "a", "abstract"), title=title).value
        is None
    )


@pytest.mark.parametrize(
    ("abstracts", "title", "languages", "text", "rule"),
    [
        # the language of the title
        (
            [Statement(ENGLISH, "a[1]", "abstract", "en_US"), Statement(FRENCH, "a[2]", "abstract", "fr")],
            Title("Moulins", "", "fr"),
            ("fr",),
            Text(FRENCH, "fr"),
            "abstract.language-of-the-title",
        ),
        # ... even where the descriptions state none
        (
            [description(FRENCH), description(ENGLISH, 2)],
            Title("Mills", "", "en"),
            ("en",),
            Text(ENGLISH, "en"),
            "abstract.language-of-the-title",
        ),
        # English where there is none in the language of the title
        (
            [Statement(FRENCH, "a[1]", "abstract", "fr"), Statement(ENGLISH, "a[2]", "abstract", "en")],
            Title("Mühlen", "", "de"),
            ("de",),
            Text(ENGLISH, "en"),
            "abstract.english",
        ),
        # paragraphs in descriptions of their own
        (
            [
                description("277 p."),
                description(ENGLISH, 2),
                description(f"It was found that the {ENGLISH}", 3),
            ],
            Title("Mills"),
            (),
            Text(f"{ENGLISH}\n\nIt was found that the {ENGLISH}", "en"),
            "abstract.paragraphs-joined",
        ),
        # a description beside an abstract
        (
            [Statement(ENGLISH, "a[1]", "abstract"), description(f"More: {ENGLISH}")],
            Title("Mills"),
            (),
            Text(ENGLISH),
            "abstract.the-only-one",
        ),
        # a language in brackets
        (
            [description(f"[fr] {FRENCH}"), description(f"[en] {ENGLISH}", 2)],
            Title("Moulins", "", "fr"),
            (),
            Text(FRENCH, "fr"),
            "abstract.language-of-the-title",
        ),
    ],
)
def test_the_abstract_speaks_the_language_of_the_title(
    abstracts: list[Statement], title: Title, languages: tuple[str, ...], text: Text, rule: str
):
    result = decided(*abstracts, title=title, languages=languages)

    assert result.value == text
    assert result.decisions[0].rule == rule


def test_a_long_abstract_ends_at_a_word():
    result = decided(Statement("mill " * 1200, "a", "abstract"))

    assert result.value is not None
    assert result.value.text.endswith("mill…")
    assert utf16_length(result.value.text) <= SHORT_DESCRIPTION_LIMIT
    assert [finding.code for finding in result.findings] == ["abstract-shortened"]


@given(
    st.lists(
        st.builds(
            Statement,
            st.text() | st.text(min_size=150, max_size=300),
            st.just("a"),
            st.sampled_from(["abstract", "description", "note", ""]),
            st.sampled_from(["", "en", "fr_FR", "?"]),
        ),
        max_size=3,
    )
)
def test_any_descriptions_give_an_abstract_within_the_limit_or_none(abstracts: list[Statement]):
    value = decided(*abstracts, title=Title("Mills", "", "en"), languages=("en",)).value

    assert value is None or 0 < utf16_length(value.text) <= SHORT_DESCRIPTION_LIMIT


@pytest.mark.parametrize(
    ("stated", "begins"),
    [
        ("Mills Mgr. Ines Ferro Supervisor: Josiah Carberry Abstract " + ENGLISH * 2, ENGLISH[:20]),
        ("Mills Mgr. Ines Ferro Školitel: Josiah Carberry Abstrakt " + FRENCH * 2, FRENCH[:20]),
        ("Mills in Abstract Algebra are no mills. " + ENGLISH, "Mills in Abstract Algebra"),
        ("Mills. An Introduction. " + ENGLISH, "Mills. An Introduction."),
    ],
)
def test_a_title_page_that_ran_in_ends_at_the_heading_of_the_abstract(stated: str, begins: str) -> None:
    text = decided(Statement(stated, "dc:description[1]", "abstract")).value
    assert text is not None
    assert text.text.startswith(begins)
