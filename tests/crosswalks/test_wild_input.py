"""Whatever comes in: no traceback, and a work that all judges accept or a finding that names why there is none."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from wild_records import ANY_TEXT, DC, DIM, ETDMS, FORMATS, OAI_DC, WILD_RECORDS, WildRecord, source_record

from crosswalks import Crosswalked, CrosswalkError, Profile, crosswalk
from crosswalks.judge import judge_element
from schemas import validate
from schemas.rules import refusals

TODAY = datetime.date(2026, 1, 1)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking whole records takes minutes
FAST = settings(max_examples=100, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
ELEMENTS = [
    "title", "alternativeTitle", "creator", "subject", "description", "publisher", "contributor", "date", "type",
    "format", "identifier", "language", "coverage", "rights", "degree", "name", "level", "grantor", "relation",
    "source", "field", "x",
]  # fmt: skip
ATTRIBUTES = [
    "{http://www.w3.org/XML/1998/namespace}lang", "lang", "role", "resource", "qualifier", "element", "mdschema",
    "scheme",
]  # fmt: skip
ROOTS = {"oai_dc": (OAI_DC, "dc", DC), "etdms": (ETDMS, "thesis", ETDMS), "dim": (DIM, "dim", DIM)}
Shape = tuple[str, str, dict[str, str], list[Any]]  # name, text, attributes, children
SHAPES: st.SearchStrategy[Shape] = st.recursive(
    st.tuples(
        st.sampled_from(ELEMENTS),
        st.one_of(st.just(""), st.just("Thesis"), st.just("https://repository.example/1"), ANY_TEXT),
        st.dictionaries(st.sampled_from(ATTRIBUTES), ANY_TEXT, max_size=3),
        st.just([]),
    ),
    lambda children: st.tuples(
        st.sampled_from(ELEMENTS), ANY_TEXT, st.just({}), st.lists(children, min_size=1, max_size=3)
    ),
    max_leaves=12,
)


def holds(made: Crosswalked) -> None:
    """A work is judged again, as the document that would leave us; anything else says why."""
    if made.work_xml is None:
        assert made.outcome != "work"
        assert made.findings
        assert all(finding.code and finding.message for finding in made.findings)
        return
    element = etree.fromstring(made.work_xml.encode())
    assert validate(element, "work") == []
    assert refusals(element, "work") == []
    assert judge_element(element) == ()


@pytest.mark.parametrize("name", FORMATS)
@FAST
@given(wild=WILD_RECORDS)
def test_wild_values_give_a_valid_work_or_a_reason(name: str, wild: WildRecord) -> None:
    holds(crosswalk(source_record(FORMATS[name](wild)), profile=Profile(), today=TODAY))


@pytest.mark.parametrize("name", ROOTS)
@FAST
@given(shapes=st.lists(SHAPES, max_size=12))
def test_elements_empty_doubled_nested_and_in_any_order(name: str, shapes: list[Shape]) -> None:
    namespace, local, elements = ROOTS[name]
    root = etree.Element(f"{{{namespace}}}{local}")
    for shape in [*shapes, ("title", "Mills", {}, []), ("type", "Thesis", {}, [])]:
        _grow(root, elements, shape)
    holds(crosswalk(source_record(root), profile=Profile(), today=TODAY))


def _grow(parent: etree._Element, namespace: str, shape: Shape) -> None:
    name, text, attributes, children = shape
    element = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
    element.text = text
    element.tail = text if children else None
    for child in children:
        _grow(element, namespace, child)


@FAST
@given(
    body=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(max_size=50).map(lambda text: f"<dc>{text}</dc>".encode("utf-8", "surrogatepass")),
    )
)
def test_bytes_that_are_no_record_are_refused_in_a_sentence(body: bytes) -> None:
    try:
        holds(crosswalk(body, profile=Profile(), today=TODAY))
    except CrosswalkError as error:
        said = str(error)
    else:
        said = "it is a record"
    assert said


def _oai_dc(*elements: str) -> bytes:
    return (
        f'<oai_dc:dc xmlns:oai_dc="{OAI_DC}" xmlns:dc="{DC}"><dc:type>Thesis</dc:type>'
        f"<dc:identifier>https://repository.example/1</dc:identifier>{''.join(elements)}</oai_dc:dc>"
    ).encode()


TITLE = "<dc:title>How pots crack</dc:title>"


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param(
            (TITLE, *(f"<dc:subject>s{n}</dc:subject>" for n in range(10_000))), id="10,000 subjects"
        ),
        pytest.param(
            (TITLE, f"<dc:description>{'Pots crack. ' * 87_382}</dc:description>"), id="1 MB abstract"
        ),
        pytest.param(
            (TITLE, f"<dc:description>{'壺' * 349_526}</dc:description>"), id="1 MB without a blank"
        ),
        pytest.param((TITLE, f"<dc:description>{'🏺' * 262_144}</dc:description>"), id="1 MB of pairs"),
        pytest.param((TITLE, f"<dc:description>{'e&#x301;' * 100_000}</dc:description>"), id="accents apart"),
        pytest.param((TITLE, f"<dc:description>{'&lt;' * 100_000}</dc:description>"), id="open brackets"),
        pytest.param((TITLE, f"<dc:description>{'$' * 100_001}</dc:description>"), id="dollars"),
        pytest.param(
            (TITLE, *("<dc:creator>Carberry, Josiah</dc:creator>" for _ in range(5000))), id="one author"
        ),
        pytest.param(
            (TITLE, *(f"<dc:creator>Ferro, I{n}</dc:creator>" for n in range(2000))), id="2000 authors"
        ),
        pytest.param((TITLE, *(f"<dc:date>{1000 + n}</dc:date>" for n in range(2000))), id="2000 dates"),
        pytest.param((TITLE * 5000,), id="5000 titles"),
        pytest.param((f"<dc:title>{'How pots crack ' * 1000}</dc:title>",), id="a title too long"),
        pytest.param((f"<dc:title>{': ' * 5000}</dc:title>",), id="colons"),
        pytest.param((f"<dc:title>{'(' * 5000}a: b</dc:title>",), id="open parentheses"),
    ],
)
def test_a_record_of_any_size_gives_a_valid_work_or_a_reason(elements: tuple[str, ...]) -> None:
    holds(crosswalk(_with_identifier(_oai_dc(*elements)), profile=Profile(), today=TODAY))


@pytest.mark.parametrize("control", [0, 1, 8, 11, 12, 14, 31])
def test_a_control_character_is_refused_with_its_line(control: int) -> None:
    body = _oai_dc("\n<dc:title>How pots", chr(control), " crack</dc:title>")
    with pytest.raises(CrosswalkError, match="line 2"):
        crosswalk(body, profile=Profile(), today=TODAY)


def _with_identifier(body: bytes) -> bytes:
    head = b"<record><header><identifier>oai:repository.example:1</identifier></header><metadata>"
    return head + body + b"</metadata></record>"
