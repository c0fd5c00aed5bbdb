"""ETD-MS that we write is valid by its schema, and read again it is the same thesis."""

from __future__ import annotations

import datetime
import io
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_thesis import ABSTRACT, CARBERRY, CRACKED_POTS, FERRO, ORCID_ID, TOKLAS
from lxml import etree

from crosswalks import Profile, SourceRecord, Thesis, crosswalk
from crosswalks.decide.countries import country_code
from crosswalks.etdms_writer import Version, _country, etdms, stated_name
from crosswalks.thesis import Access, Degree, FuzzyDate, Identifier, Level, Person, Text, Title
from orcid_sync.crosswalk_files import crosswalk_paths
from schemas.rules.vocabularies import COUNTRIES

TODAY = datetime.date(2026, 1, 1)
VERSIONS: tuple[Version, ...] = get_args(Version)
OURS = Path(__file__).resolve().parents[2] / "schemas" / "etdms_1.1" / "etdms11.xsd"
RESOURCE = "resource"


@cache
def _ours() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(OURS))


@cache
def _official(folder: Path) -> etree.XMLSchema:
    """NDLTD's own schema of 1.0; it imports xml.xsd from a site that is gone, so from the folder beside it."""
    text = (folder / "etdms.xsd").read_text("utf-8")
    gone = "http://www.ndltd.org/standards/metadata/etdms/1.0/xml.xsd"
    assert gone in text
    return etree.XMLSchema(etree.fromstring(text.replace(gone, (folder / "xml.xsd").as_uri()).encode()))


def _written(thesis: Thesis, version: Version, authenticated: dict[str, str] | None = None) -> etree._Element:
    text = etdms(thesis, version=version, authenticated=authenticated or {}).value
    assert text is not None
    element = etree.fromstring(text.encode())
    if version == "1.1":
        assert _ours().validate(element), _ours().error_log
    return element


def _read(thesis: Thesis, element: etree._Element) -> Thesis | None:
    record = SourceRecord(thesis.identifier, "", (), False, element)
    return crosswalk(record, profile=Profile(), today=TODAY).thesis


def _with_a_place(thesis: Thesis, version: Version, authenticated: dict[str, str] | None = None) -> Thesis:
    """The thesis without what ETD-MS has no place for, its people as we state them."""
    ids = authenticated or {}
    return replace(
        thesis,
        format="etdms",
        people=tuple(
            p._replace(stated=stated_name(p), orcid_hint=ids.get(p.stated, "")) for p in thesis.people
        ),
        identifiers=tuple(i for i in thesis.identifiers if i.relationship == "self"),
        series="",
        citation="",
        embargo_until="",
        country=thesis.country if version == "1.1" and thesis.publisher else "",
    )


# Values as the crosswalk makes them: normalised, of invented words.

_WORDS = "glaze kiln vessel estuary tide silt clay fracture burst survey theory Brant of in under Łódź"
_WORD = st.sampled_from(_WORDS.split(" "))
_PHRASE = st.lists(_WORD, min_size=2, max_size=8).map(" ".join)
_NAME = st.sampled_from(["Carberry", "van der Meer", "O'Neill", "Łukasiewicz", "de la Cruz", "Lindqvist"])
_GIVEN = st.sampled_from(["Josiah", "Ana María", "J. K.", "Zoë", "Bo-Anne"])
_LANGUAGE = st.sampled_from(["en", "de", "fr", "cs", "pt"])


@st.composite
def _people(draw: st.DrawFn) -> tuple[Person, ...]:
    drawn = draw(
        st.lists(st.tuples(_NAME, _GIVEN, st.booleans()), min_size=1, max_size=5, unique_by=lambda n: n[:2])
    )
    roles = ["author", *(draw(st.sampled_from(["author", "advisor", "committee"])) for _ in drawn[1:])]
    people = [
        Person(f"{given} {family}", role, f"{family}, {given}", family, given)  # type: ignore[arg-type]  # drawn
        if inverted
        else Person(f"{given} {family}", role, "as stated")  # type: ignore[arg-type]  # drawn from the roles
        for (family, given, inverted), role in zip(drawn, roles, strict=True)
    ]
    return tuple(sorted(people, key=lambda p: ["author", "advisor", "committee"].index(p.role)))


@st.composite
def _identifiers(draw: st.DrawFn) -> tuple[tuple[Identifier, ...], str]:
    number = draw(st.integers(1, 99999))
    doi = Identifier("doi", f"10.99999/x.{number}", f"https://doi.org/10.99999/x.{number}")
    handle = Identifier("handle", f"20.500.14999/{number}", f"https://hdl.handle.net/20.500.14999/{number}")
    urn = Identifier("urn", f"urn:nbn:de:x-{number}", f"https://nbn-resolving.org/urn:nbn:de:x-{number}")
    page = f"https://repository.example/theses/{number}"
    chosen = draw(st.lists(st.sampled_from([doi, handle, urn]), unique=True))
    if not chosen:
        return (Identifier("uri", page, page),), page
    chosen.sort(key=lambda i: ["doi", "handle", "urn"].index(i.kind))
    return tuple(chosen), draw(st.sampled_from([page, chosen[0].url]))


@st.composite
def _theses(draw: st.DrawFn) -> Thesis:
    language = draw(_LANGUAGE)
    identifiers, url = draw(_identifiers())
    translated = draw(st.none() | _PHRASE)
    other = "fr" if language == "en" else "en"
    return replace(
        CRACKED_POTS,
        title=Title(draw(_PHRASE), draw(st.just("") | _PHRASE), language),
        translated_title=Title(f"Traduit {translated}", "", other) if translated else None,
        abstract=draw(st.none() | st.just(Text(ABSTRACT, "en"))),
        date=draw(
            st.integers(1900, 2025).map(FuzzyDate)
            | st.builds(
                FuzzyDate, st.integers(1900, 2025), st.integers(1, 12), st.none() | st.integers(1, 28)
            )
        ),
        people=draw(_people()),
        identifiers=identifiers,
        url=url,
        languages=tuple(draw(st.lists(_LANGUAGE, unique=True, max_size=2))),
        degree=Degree(
            draw(st.sampled_from(["", "Doctor of Philosophy"])),
            draw(st.sampled_from(get_args(Level))),
            draw(st.just("") | _PHRASE),
            draw(st.just("") | _PHRASE),
        ),
        publisher=draw(st.just("") | _PHRASE),
        subjects=tuple(draw(st.lists(_PHRASE, min_size=1, max_size=3, unique=True))),
        access=draw(st.sampled_from(get_args(Access))),
    )


@pytest.mark.parametrize("version", VERSIONS)
@settings(deadline=None)  # the first reading compiles a stylesheet
@given(thesis=_theses())
def test_read_again_it_is_the_same_thesis(version: Version, thesis: Thesis) -> None:
    if thesis.degree.name and not thesis.degree.level:
        thesis = replace(thesis, degree=thesis.degree._replace(level="doctoral"))  # its name says so
    ids = {thesis.people[0].stated: ORCID_ID} if thesis.people[0].stated != "as stated" else {}
    assert _read(thesis, _written(thesis, version, ids)) == _with_a_place(thesis, version, ids)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_full_thesis_comes_back_with_its_country_where_the_version_has_a_place(version: Version) -> None:
    read = _read(CRACKED_POTS, _written(CRACKED_POTS, version))
    assert read == _with_a_place(CRACKED_POTS, version)
    assert read is not None
    assert read.country == ("CA" if version == "1.1" else "")


@pytest.mark.parametrize("version", VERSIONS)
def test_only_authenticated_ids_are_passed_on(version: Version) -> None:
    hinted = tuple(p._replace(orcid_hint="0000-0001-5109-3700") for p in (CARBERRY, TOKLAS, FERRO))
    thesis = replace(CRACKED_POTS, people=hinted)
    written = _written(thesis, version, {CARBERRY.stated: ORCID_ID, "Somebody, Else": ORCID_ID})
    resources = {e.text: e.get(RESOURCE) for e in written.iter("{*}creator", "{*}contributor")}
    assert resources == {
        "Carberry, Josiah": f"https://orcid.org/{ORCID_ID}", "Toklas-Brandt, Alice": None, "Ferro, Ines": None,
    }  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_an_advisors_authenticated_id_stands_at_her_contributor_element(version: Version) -> None:
    written = _written(CRACKED_POTS, version, {TOKLAS.stated: ORCID_ID})
    (advisor,) = (e for e in written.iter("{*}contributor") if e.get("role") == "advisor")
    assert (advisor.text, advisor.get(RESOURCE)) == ("Toklas-Brandt, Alice", f"https://orcid.org/{ORCID_ID}")


def test_of_two_namesakes_neither_gets_the_id() -> None:
    namesakes = (CARBERRY._replace(orcid_hint="a"), CARBERRY._replace(role="advisor", orcid_hint="b"))
    decided = etdms(replace(CRACKED_POTS, people=namesakes), authenticated={CARBERRY.stated: ORCID_ID})
    assert decided.value is not None
    assert RESOURCE not in decided.value
    assert {finding.code for finding in decided.findings} == {"contributor-namesakes"}


@pytest.mark.parametrize(
    ("version", "lacking", "fields"),
    [
        ("1.0", replace(CRACKED_POTS, subjects=()), ["subject"]),
        ("1.1", replace(CRACKED_POTS, subjects=()), []),
        ("1.0", replace(CRACKED_POTS, date=None), ["date"]),
        ("1.1", replace(CRACKED_POTS, people=(TOKLAS,)), ["creator"]),
        ("1.1", replace(CRACKED_POTS, identifier="", identifiers=(), url=""), ["identifier"]),
    ],
)
def test_what_the_format_demands_and_nobody_states_is_named_and_not_invented(
    version: Version, lacking: Thesis, fields: list[str]
) -> None:
    decided = etdms(lacking, version=version, authenticated={})
    assert [(f.code, f.field) for f in decided.findings] == [("etdms-element-missing", f) for f in fields]
    assert (decided.value is None) == bool(fields)


def test_an_oai_identifier_stands_in_where_nothing_else_identifies() -> None:
    oai = Identifier("source-work-id", CRACKED_POTS.identifier)
    thesis = replace(CRACKED_POTS, identifiers=(oai,), url="")
    assert _read(thesis, _written(thesis, "1.1")) == _with_a_place(thesis, "1.1")


@pytest.mark.parametrize("tag", ["en", "he", "yi", "zh", "zh-Hant", "nb", "fil", "sr", "el"])
@pytest.mark.parametrize("version", VERSIONS)
def test_the_language_of_the_thesis_survives_both_code_lists(version: Version, tag: str) -> None:
    thesis = replace(CRACKED_POTS, languages=(tag,))
    read = _read(thesis, _written(thesis, version))
    assert read is not None
    assert read.languages == (tag,)


@pytest.mark.parametrize("code", sorted(COUNTRIES))
def test_every_country_is_written_by_a_name_that_is_read_again(code: str) -> None:
    assert country_code(_country(code)["country"]) == code


@pytest.mark.parametrize(
    "broken",
    [
        ("<dc:date>2024-06-12</dc:date>", ""),
        ("<dc:date>2024-06-12</dc:date>", "<dc:date>12 June 2024</dc:date>"),
        ('role="abstract"', 'role="summary"'),
        ("<dc:type>Electronic Thesis or Dissertation</dc:type>", ""),
        (">eng<", ">English<"),
    ],
)
def test_our_schema_of_1_1_refuses_what_the_standard_forbids(broken: tuple[str, str]) -> None:
    text = etdms(CRACKED_POTS, authenticated={}).value
    assert text is not None
    assert broken[0] in text
    assert not _ours().validate(etree.fromstring(text.replace(*broken).encode()))


@pytest.mark.corpus
@settings(deadline=None)  # the first reading compiles a stylesheet
@given(thesis=_theses())
def test_1_0_is_valid_by_the_official_schema(corpus: Path, thesis: Thesis) -> None:
    schema = _official(corpus.parent / "schemas" / "etdms" / "1.0")
    assert schema.validate(_written(thesis, "1.0", {thesis.people[0].stated: ORCID_ID})), schema.error_log


@pytest.mark.corpus
@pytest.mark.parametrize("version", VERSIONS)
def test_real_theses_of_all_formats_come_back_unchanged(corpus: Path, version: Version) -> None:
    official = _official(corpus.parent / "schemas" / "etdms" / "1.0")
    written, changed = 0, []
    for result in crosswalk_paths([str(corpus)], io.BytesIO(), profile=Profile(), today=TODAY):
        thesis = result.crosswalked.thesis
        if thesis is None or etdms(thesis, version=version, authenticated={}).value is None:
            continue
        element = _written(thesis, version)
        assert version == "1.1" or official.validate(element), (result.file, official.error_log)
        written += 1
        if _read(thesis, element) != _with_a_place(thesis, version):
            changed.append(Path(result.file).name)
    assert written > 100
    # Two descriptions were joined; together they begin like the note that the first one is.
    assert set(changed) <= {"scrapi-umontreal-1866-6105.oai_dc.xml"}
