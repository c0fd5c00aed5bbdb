"""No invention: every date part, name word, identifier and language of a work stands in its record or its profile.

The comparison is of letters and digits only, so that a normal form (`https://doi.org/10.1000/X` → `10.1000/x`,
"Carberry, Josiah" → "Josiah Carberry") is found in what was stated, and nothing else is.
"""

from __future__ import annotations

import datetime
import html
import re
import unicodedata
from functools import cache
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wild_records import FORMATS, WILD_RECORDS, Value, WildRecord, source_record

from crosswalks import Crosswalked, Profile, Work, crosswalk
from crosswalks.decide.languages import language_tag, orcid_language
from crosswalks.tables import load_table

PROFILES = st.sampled_from(
    [
        Profile(),
        Profile(language="de", country="AT", roleless="advisor", split_subtitle=False),
        Profile(
            handle_prefixes=("20.500.14999", "1234"), doi_prefixes=("10.99999",), date="earliest", levels=()
        ),
        Profile(
            journal_title="grantor", second_title="subtitle", citation="bibtex", date="last", advisors=False
        ),
    ]
)
# Without shrinking, which takes minutes on whole records; the failing record itself is readable.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
TODAY = datetime.date(2026, 1, 1)
SUPERVISION = "http://credit.niso.org/contributor-roles/supervision/"


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=150, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(wild=WILD_RECORDS, profile=PROFILES)
def test_a_work_says_only_what_its_record_or_profile_says(
    name: str, wild: WildRecord, profile: Profile
) -> None:
    made = crosswalk(source_record(FORMATS[name](wild)), profile=profile, today=TODAY)
    if made.work is None:
        assert made.findings
        return
    _dates_are_stated(made.work, wild)
    _names_are_stated(made.work, wild)
    _identifiers_are_stated(made.work, wild)
    _languages_are_stated(made, wild, profile)
    assert made.work.country == profile.country
    assert "contributor-orcid" not in (made.work_xml or "")


def _dates_are_stated(work: Work, wild: WildRecord) -> None:
    if work.date is None:
        return
    year, month, day = work.date
    stated = [_digits(v.text) for v in (*wild.dates, *wild.descriptions)]
    with_year = [text for text in stated if str(year) in text]
    assert with_year
    if day:
        assert any(_says_month(text, month or 0) and _says_number(text, day) for text in with_year)
    elif month:
        assert any(_says_month(text, month) for text in with_year) or any(
            _says_month(text, month) and not re.search(r"\d", text) for text in stated
        )


def _says_month(text: str, month: int) -> bool:
    words = {_letters_and_digits(word) for word in re.findall(r"[^\W\d_]+", text)}
    return _says_number(text, month) or bool(words & _month_names()[month])


def _says_number(text: str, number: int) -> bool:
    return bool(
        re.search(rf"(?<!\d)0?{number}(?!\d)|(?<=\d{{4}}){number:02d}|(?<=\d{{6}}){number:02d}", text)
    )


@cache
def _month_names() -> dict[int, set[str]]:
    names: dict[int, set[str]] = {number: set() for number in range(1, 13)}
    for months in load_table("months.toml").values():
        for number, forms in enumerate(months, 1):
            names[number] |= {_letters_and_digits(form) for form in forms.split("|")}
    return names


def _names_are_stated(work: Work, wild: WildRecord) -> None:
    creators = [_forms(v) for v in (*wild.creators, *(v for v in wild.contributors if v.kind == "author"))]
    anybody = [
        _forms(v) for v in (*wild.creators, *wild.contributors)
    ]  # a creator may be called "(Supervisor)"
    for contributor in work.contributors:
        stated = anybody if contributor.role == SUPERVISION else creators
        words = [_letters_and_digits(word) for word in contributor.credit_name.split()]
        assert any(all(word in form for word in words) for forms in stated for form in forms)


def _identifiers_are_stated(work: Work, wild: WildRecord) -> None:
    stated = [form for v in wild.identifiers for form in _forms(v)] + [
        _letters_and_digits("oai:repository.example:1")
    ]
    for identifier in work.external_ids:
        values = [_letters_and_digits(text) for text in (identifier.value, unquote(identifier.value))]
        assert all(values)
        assert any(value in form for form in stated for value in values)
        assert not identifier.url or _is_made_of(identifier.url, [identifier.value], stated)
    values = [identifier.value for identifier in work.external_ids]
    assert not work.url or _is_made_of(work.url, values, stated)


def _is_made_of(url: str, values: list[str], stated: list[str]) -> bool:
    """Whether an address was stated, or is a resolver's and one of `values`."""
    letters = {_letters_and_digits(url), _letters_and_digits(unquote(url))}
    values = [text.removeprefix("NNT:") for value in values for text in (value, unquote(value))]
    return any(
        letter in form or _letters_and_digits(value) in letter
        for letter in letters
        for form in stated
        for value in values
    )


def _languages_are_stated(made: Crosswalked, wild: WildRecord, profile: Profile) -> None:
    assert made.work is not None
    texts = [v.text for v in wild.titles]
    words = (
        [v.lang for values in wild for v in values] + [v.text for v in wild.languages] + [profile.language]
    )
    words += [tag for text in texts for tag in re.findall(r"\[(\w\w\w?)\]", text)]
    stated = {orcid_language(language_tag(word), text) for word in words for text in texts if word}
    assert made.work.language_code in stated | {""}
    detected = {f.value for f in made.findings if f.code == "title-language-detected"}
    if not detected:  # a second title plainly in another language: said in a finding
        assert made.work.translated_title_language in stated | {""}


def _forms(value: Value) -> list[str]:
    """What may have become of a stated value: as it is, its entities decoded, its percent signs decoded."""
    plain = html.unescape(html.unescape(value.text))
    return [_letters_and_digits(text) for text in (value.text, plain, unquote(plain))]


def _letters_and_digits(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", _windows_1252(text)).casefold())
    return "".join(c for c in folded if c.isalnum())


def _windows_1252(text: str) -> str:
    """Control characters read as what they are in Windows-1252, as every browser does."""
    return re.sub("[\x80-\x9f]", lambda c: c.group().encode("latin-1").decode("cp1252", "ignore"), text)


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in text)
