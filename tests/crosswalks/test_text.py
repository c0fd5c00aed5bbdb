"""Plain text out of what repositories write."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalks.decide.text import (
    fold,
    is_placeholder,
    one_line,
    paragraphs,
    shorten,
    strip_markup,
    unescape,
    utf16_length,
)

ANY_TEXT = st.text(st.characters())
PIECES = st.lists(
    st.sampled_from(
        ["a", "word", " ", "e\u0301", "👩‍👩‍👧", "🇩🇪", "क्ष", "日本", "\U00020000", "…", "\n", "x" * 30]
    )
).map("".join)


@pytest.mark.parametrize(
    ("written", "plain", "changed"),
    [
        ("Research & Development at AT&T", "Research & Development at AT&T", False),
        ("cats &amp; dogs", "cats & dogs", True),
        ("K&ouml;ln &#946;-Carotin &#x3b2;", "Köln β-Carotin β", True),
        ("&amp;lt;p&amp;gt;", "<p>", True),
        ("&amp;amp;amp;", "&amp;", True),  # two levels at most
        ("author&#146;s", "author’s", True),
        ("http://x.example/?a=1&copy=2", "http://x.example/?a=1&copy=2", False),
        ("&notanentity; &#0;", "&notanentity; \ufffd", True),
    ],
)
def test_an_entity_escaped_once_too_often_is_undone(written: str, plain: str, changed: bool):
    assert unescape(written) == (plain, changed)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("a difference (p < 0.05) and n > 3", "a difference (p < 0.05) and n > 3"),
        ("if a<b and c>d, x<i>y", "if a<b and c>d, x<i>y"),
        ("Verzweigung <Mathematik> <http://x.example/>", "Verzweigung <Mathematik> <http://x.example/>"),
        ("Malory's <em>Morte Darthur</em>", "Malory's Morte Darthur"),
        ("the <i>World of Art</i> (Mir Iskusstva</i>)", "the World of Art (Mir Iskusstva)"),
        ("<p>One</p><p>two<br/>three</p>", "One\n\ntwo\nthree"),
        ('H<font size="-1"><sub>2</sub></font>O and 10<sup>-3</sup> m<sup>2</sup>', "H₂O and 10⁻³ m²"),
        ("10<sup>1.5</sup>, 1<sup>st</sup>, k<sub>max</sub>", "10^1.5, 1st, kmax"),
        ("seen<!-- not this --><script>alert(1)</script>", "seen"),
        ("<jats:p>A <jats:italic>b</jats:italic></jats:p>", "A b"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math>", "x"),
        (r"\textit{E. coli} and $\alpha$-helix, $10^{-3}$, $L^2$", "E. coli and α-helix, 10⁻³, L²"),
        (r"German $\to$ English", "German → English"),
        (r"domain ${I\kern-.30em R}^3$", r"domain ${I\kern-.30em R}^3$"),  # unknown: as written
        ("up to $6,451 ($12,903 for couples)", "up to $6,451 ($12,903 for couples)"),
        (r"5\% of \unknown{x}", r"5% of \unknown{x}"),
    ],
)
def test_markup_goes_and_words_stay(written: str, plain: str):
    assert unicodedata.normalize("NFC", strip_markup(written)) == plain


def test_latex_accents_become_letters():
    assert one_line(strip_markup(r"G\"{o}del, Fran\c{c}ois, {\'e}tude")) == "Gödel, François, étude"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("  two \n lines\u00a0here ", "two lines here"),
        ("tab\x0bulator", "tab ulator"),
        ("so\u00adft hyphen, zero\u200bwidth", "soft hyphen, zerowidth"),
        ("می\u200cروم", "می\u200cروم"),  # Persian needs its ZWNJ
        ("e\u0301", "é"),
        ("don\x92t", "don’t"),
    ],
)
def test_one_line_cleans_what_nobody_sees(written: str, line: str):
    assert one_line(written) == line


def test_paragraphs_are_parted_by_blank_lines_only():
    assert paragraphs("wrapped\nline\r\n\r\nnext  one\n \n\nlast") == "wrapped line\n\nnext one\n\nlast"


@pytest.mark.parametrize(
    "text", ["N/A", "n.d.", "-", "Not Applicable", "null", "s.d.", "Keine Angabe", "[n.d.]"]
)
def test_a_placeholder_says_that_there_is_nothing(text: str):
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["Nada", "No", "1998", "Remnants", "Available light"])
def test_a_short_value_is_no_placeholder(text: str):
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("fits", 4, "fits"),
        ("hello wonderful world", 12, "hello…"),
        ("no blanks", 5, "no…"),
        ("一二三四五六七八九十", 5, "一二三四…"),
        ("👩\u200d👩\u200d👧" * 2, 12, "👩\u200d👩\u200d👧…"),
        ("cafe\u0301s", 5, "caf…"),
        ("🇩🇪🇫🇷", 7, "🇩🇪…"),
    ],
)
def test_shortened_text_ends_at_a_word_or_a_whole_character(text: str, limit: int, short: str):
    assert shorten(text, limit) == short


@given(text=ANY_TEXT | PIECES, limit=st.integers(0, 60))
def test_shortened_text_never_exceeds_the_limit(text: str, limit: int):
    short = shorten(text, limit)
    assert utf16_length(short) <= limit or short == text
    assert short == text or not short or (short[-1] == "…" and text.startswith(short[:-1]))


@given(PIECES)
def test_shortening_never_parts_a_letter_from_its_accent(text: str):
    for limit in range(2, 20):
        kept = shorten(text, limit)
        if kept != text and len(kept) > 1:
            following = text[len(kept) - 1]
            assert not unicodedata.combining(following)
            assert following != "\u200d"


@given(ANY_TEXT)
def test_text_without_entities_is_left_alone(text: str):
    plain, changed = unescape(text)
    assert changed == (plain != text)
    if "&" not in text:
        assert plain == text
    if not changed:
        assert unescape(plain) == (plain, False)


@given(ANY_TEXT)
def test_cleaning_never_raises_and_is_stable(text: str):
    line = one_line(text)
    assert one_line(line) == line
    strip_markup(text)
    fold(text)
    paragraphs(text)


@given(st.text(st.characters(exclude_characters="<\\$&")))
def test_text_without_markup_is_left_alone(text: str):
    assert strip_markup(text) == text
