"""Every entry is read back by a real BibTeX parser, and says what the thesis says and no more."""

from __future__ import annotations

from dataclasses import replace

import bibtexparser
import pytest
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from bibtexparser.middlewares.names import NameParts
from hypothesis import example, given
from hypothesis import strategies as st
from invented_thesis import CARBERRY, CRACKED_POTS
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from crosswalks.bibtex import bibtex, bibtex_key
from crosswalks.thesis import Degree, FuzzyDate, Level, Person, Thesis, Title

_SIGNS = get_default_latex_context_db()
_SIGNS.add_context_category(
    "braces",
    prepend=True,
    macros=[
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("textasciicircum", "^"),
    ],
)
_TEXT = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" \\{}~^&%$#_@\"'"),
    min_size=1,
    max_size=60,
).map(lambda text: " ".join(text.split()) or "x")


def _read(thesis: Thesis) -> dict[str, str]:
    """The fields as a reference manager shows them; `ENTRYTYPE` and `ID` among them."""
    library = bibtexparser.parse_string(bibtex(thesis))
    assert not library.failed_blocks
    (entry,) = library.entries
    shown = {field.key: _shown(field.key, str(field.value)) for field in entry.fields}
    return {"ENTRYTYPE": entry.entry_type, "ID": entry.key, **shown}


def _shown(key: str, value: str) -> str:
    if key in ("url", "doi"):
        return value
    return str(LatexNodes2Text(latex_context=_SIGNS, strict_latex_spaces=True).latex_to_text(value))


def _authors(thesis: Thesis) -> list[NameParts]:
    library = bibtexparser.parse_string(
        bibtex(thesis), append_middleware=[SeparateCoAuthors(), SplitNameParts()]
    )
    return list(library.entries[0]["author"])


def test_a_doctoral_thesis_is_read_back_field_by_field() -> None:
    assert _read(CRACKED_POTS) == {
        "ENTRYTYPE": "phdthesis",
        "ID": "carberry2024pots",
        "author": "Carberry, Josiah",
        "title": "How pots crack: bursts in the glaze of Brant",
        "school": "Rehearsal University",
        "year": "2024",
        "month": "jun",
        "type": "Doctoral thesis",
        "note": "Degree: Doctor of Philosophy, Psychoceramics. Advisor: Alice Toklas-Brandt",
        "doi": "10.99999/pots.1",
        "url": "https://repository.example/theses/1",
    }


def test_what_the_thesis_does_not_state_is_not_in_the_entry() -> None:
    bare = Thesis("oai:x:1", "oai_dc", Title("Pots"))
    assert _read(bare) == {
        "ENTRYTYPE": "misc", "ID": "thesis-oai-x-1", "title": "Pots", "type": "Thesis", "howpublished": "Thesis",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("level", "entry", "kind"),
    [
        ("doctoral", "phdthesis", "Doctoral thesis"),
        ("master", "mastersthesis", "Master's thesis"),
        ("bachelor", "misc", "Bachelor's thesis"),
        ("habilitation", "misc", "Habilitation"),
        ("", "misc", "Thesis"),
    ],
)
def test_the_entry_type_follows_the_level_and_is_misc_where_none_is_stated(
    level: Level, entry: str, kind: str
) -> None:
    degree = Degree("", level, "", "Rehearsal University")
    read = _read(replace(CRACKED_POTS, degree=degree))
    assert (read["ENTRYTYPE"], read["type"]) == (entry, kind)
    assert ("howpublished" in read) == (entry == "misc")


def test_a_year_alone_gets_no_month() -> None:
    assert "month" not in _read(replace(CRACKED_POTS, date=FuzzyDate(2024)))


@given(title=_TEXT, subtitle=st.just("") | _TEXT, school=_TEXT)
@example(title="1914--1918", subtitle="''Krieg'' --- ``war''", school="?` !` -- University")
def test_any_text_comes_back_as_it_went_in(title: str, subtitle: str, school: str) -> None:
    thesis = replace(
        CRACKED_POTS, title=Title(title, subtitle, "en"), degree=Degree(level="doctoral", grantor=school)
    )
    read = _read(thesis)
    assert read["title"] == (f"{title}: {subtitle}" if subtitle else title)
    assert read["school"] == school


def test_the_ten_signs_of_latex_are_escaped_and_unicode_is_kept() -> None:
    thesis = replace(CRACKED_POTS, degree=Degree(grantor="Ø & 100% $5 #1 a_b {c} ~ ^ \\ 東京"))
    assert (
        r"school = {Ø \& 100\% \$5 \#1 a\_b \textbraceleft{}c\textbraceright{} \textasciitilde{} "
        r"\textasciicircum{} \textbackslash{} 東京}"
    ) in bibtex(thesis)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        (
            Title("The role of mRNA in the Brant estuary", "", "en"),
            "The role of {mRNA} in the {Brant} estuary",
        ),
        (Title("The Role of mRNA in Cracked Vessels", "", "en"), "The Role of {mRNA} in Cracked Vessels"),
        (Title("Über das Zerspringen der Töpfe", "", "de"), "Über das {Zerspringen} der {Töpfe}"),
        (Title("EFFECTS OF THE GLAZE", "", "en"), "EFFECTS OF THE GLAZE"),
        (Title("Cracked pots", "A study of Vitamin C", "en"), "Cracked pots: A study of {Vitamin} {C}"),
        (Title("裂縫の研究", "", "ja"), "裂縫の研究"),
    ],
)
def test_only_capitals_that_a_style_must_not_touch_are_protected(title: Title, written: str) -> None:
    assert f"title = {{{written}}}" in bibtex(replace(CRACKED_POTS, title=title))


@pytest.mark.parametrize(
    ("person", "first", "von", "last", "jr"),
    [
        (CARBERRY, ["Josiah"], [], ["Carberry"], []),
        (
            Person("Jan van der Meer", "author", "", "van der Meer", "Jan"),
            ["Jan"],
            ["van", "der"],
            ["Meer"],
            [],
        ),
        (Person("Ann Roe Jr.", "author", "", "Roe", "Ann"), ["Ann"], [], ["Roe"], ["Jr."]),
        (Person("Ana María de la Cruz", "author", ""), ["Ana", "María"], ["de", "la"], ["Cruz"], []),
        (Person("Plato", "author", ""), [], [], ["Plato"], []),
        (
            Person("Guild of Potters and Glaziers", "author", ""),
            [],
            [],
            ["{Guild of Potters and Glaziers}"],
            [],
        ),
        (Person("王 小明", "author", "", "王", "小明"), ["小明"], [], ["王"], []),
    ],
)
def test_names_are_parted_as_they_were_stated(
    person: Person, first: list[str], von: list[str], last: list[str], jr: list[str]
) -> None:
    (read,) = _authors(replace(CRACKED_POTS, people=(person,)))
    assert (read.first, read.von, read.last, read.jr) == (first, von, last, jr)


def test_two_authors_stay_two() -> None:
    second = Person("Bo And", "author", "", "And", "Bo")
    assert len(_authors(replace(CRACKED_POTS, people=(CARBERRY, second)))) == 2


def test_addresses_are_verbatim_so_that_they_resolve() -> None:
    url = "https://repository.example/a_b?c=%20&d=#e"
    assert _read(replace(CRACKED_POTS, url=url))["url"] == url


@pytest.mark.parametrize(
    ("person", "title", "key"),
    [
        (CARBERRY, "On Ångström", "carberry2024angstrom"),
        (Person("Ł. Øster", "author", ""), "How pots crack", "oster2024pots"),
        (Person("Иван Петров", "author", ""), "Горшки", "thesis-10-99999-pots-1"),
    ],
)
def test_the_key_is_ascii_and_the_same_for_the_same_thesis(person: Person, title: str, key: str) -> None:
    thesis = replace(CRACKED_POTS, people=(person,), title=Title(title))
    assert bibtex_key(thesis) == key
    assert key.isascii()
