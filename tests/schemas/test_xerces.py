"""Mutations: change one thing in a valid document, and ask ORCID's own engine (Xerces 2.12.2) whether we agree.

Needs java (a JDK) and the jar: `XERCES_JAR`, or Maven's folder. Elsewhere these tests are left out, but not in CI.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from xerces import Xerces

from schemas import Kind, is_valid
from schemas.judge import URI_TAGS

pytestmark = pytest.mark.xerces

SAMPLES = Path(__file__).parent / "samples"
COMMON = "http://www.orcid.org/ns/common"
DOCUMENTS: list[tuple[Kind, Path]] = [
    ("work", SAMPLES / "write/work-full-3.0.xml"),
    ("work", SAMPLES / "write/work-simple-3.0.xml"),
    ("work", SAMPLES / "read/work-full-3.0.xml"),
    ("education", SAMPLES / "write/education-3.0.xml"),
    ("qualification", SAMPLES / "write/qualification-3.0.xml"),
    ("employment", SAMPLES / "read/employment-full-3.0.xml"),
    ("distinction", SAMPLES / "write/distinction-3.0.xml"),
    ("works", SAMPLES / "read/works-3.0.xml"),
    ("person", SAMPLES / "read/person-3.0.xml"),
    ("notification", SAMPLES / "read/notification-permission-3.0.xml"),
]
TEXTS = (
    "", " ", "\u00a0", "0", "-1", "1", "01", "13", "007", "+2020", "1899", "1900", "2100", "2101", "99999", "2020",
    "self", "SELF", "doi", "en", "xx", "first", "third", "true", "2020-01-01", "2020-01-01T00:00:00Z",
    "2020-02-30T00:00:00Z", "24:00:00", "0000-0002-1825-0097", "0000-0002-1825-009x",
    "https://orcid.org/0000-0002-1825-0097", "http://orcid.org/0000-0002-1825-0097",
    "http://", "http://[bad", "http://a b", "%zz", "a#b#c", "javascript:x", ":",
    "APP-0000000000000001", "a@b.c", "a@b", "x" * 150, "x" * 151, "x" * 350, "x" * 351, "x" * 1000, "x" * 1001,
    "x" * 5000, "x" * 5001, "😀" * 500, "😀" * 501, "é" * 1000, "ＡＢ", "\u0660\u0661", "9" * 30,
)  # fmt: skip
NAMES = ("work", "title", "type", "url", "country", "nonsense", "external-id", "organization", "year", "day")
ATTRIBUTES = ("put-code", "visibility", "path", "display-index", "language-code", "transient", "nonsense")

Mutation = Callable[[etree._Element, etree._Element, st.DataObject], None]


def remove(root: etree._Element, place: etree._Element, data: st.DataObject) -> None:
    parent = place.getparent()
    if parent is not None:
        parent.remove(place)


def repeat(root: etree._Element, place: etree._Element, data: st.DataObject) -> None:
    if place is not root:
        place.addnext(copy.deepcopy(place))


def swap(root: etree._Element, place: etree._Element, data: st.DataObject) -> None:
    following = place.getnext()
    if following is not None:
        following.addnext(place)


def write(root: etree._Element, place: etree._Element, data: st.DataObject) -> None:
    characters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    place.text = data.draw(st.sampled_from(TEXTS) | st.text(characters, max_size=20))


def rename(root: etree._Element, place: etree._Element, data: st.DataObject) -> None:
    namespace = data.draw(st.sampled_from([COMMON, "http://www.orcid.org/ns/work", "", "urn:x"]))
    name = data.draw(st.sampled_from(NAMES))
    place.tag = f"{{{namespace}}}{name}" if namespace else name


def insert(root: etree._Element, place: etree._Element, data: st.DataObject) -> None:
    added = etree.Element(f"{{{COMMON}}}{data.draw(st.sampled_from(NAMES))}")
    added.text = data.draw(st.sampled_from(TEXTS))
    place.insert(data.draw(st.integers(0, len(place))), added)


def attribute(root: etree._Element, place: etree._Element, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(ATTRIBUTES))
    if name in place.attrib and data.draw(st.booleans()):
        del place.attrib[name]
    else:
        place.set(name, data.draw(st.sampled_from(TEXTS)))


def comment(root: etree._Element, place: etree._Element, data: st.DataObject) -> None:
    place.insert(0, etree.Comment("invented"))


def crowd(root: etree._Element, place: etree._Element, data: st.DataObject) -> None:
    place.tail = "text between elements"


MUTATIONS: tuple[Mutation, ...] = (
    remove, repeat, swap, write, write, write, rename, insert, attribute, attribute, comment, crowd,
)  # fmt: skip


def mutated(data: st.DataObject) -> tuple[Kind, bytes]:
    """A valid document in which one thing was changed, as bytes."""
    kind, path = data.draw(st.sampled_from(DOCUMENTS))
    root = etree.parse(path).getroot()
    places = list(root.iter("*"))
    place = places[data.draw(st.integers(0, len(places) - 1))]
    data.draw(st.sampled_from(MUTATIONS))(root, place, data)
    root.tail = None
    return kind, etree.tostring(root)


def check_agreement(judge: Xerces, data: st.DataObject) -> None:
    kind, document = mutated(data)

    ours = is_valid(etree.fromstring(document), kind)

    assert ours == (not (complaint := judge.complaint(document, kind))), complaint or document.decode()


AGREEMENT = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(AGREEMENT, max_examples=400)
@given(st.data())
def test_one_change_is_judged_as_by_orcids_engine(judge: Xerces, data: st.DataObject) -> None:
    check_agreement(judge, data)


@pytest.mark.slow
@settings(AGREEMENT, max_examples=1500)
@given(st.data())
def test_thousands_of_changes_are_judged_as_by_orcids_engine(judge: Xerces, data: st.DataObject) -> None:
    check_agreement(judge, data)


@pytest.mark.parametrize(("kind", "path"), DOCUMENTS, ids=lambda value: str(getattr(value, "name", value)))
def test_the_unchanged_documents_are_valid_to_both(judge: Xerces, kind: Kind, path: Path) -> None:
    document = etree.tostring(etree.parse(path).getroot())

    assert judge.complaint(document, kind) == ""
    assert is_valid(etree.fromstring(document), kind)


@pytest.mark.parametrize("text", TEXTS)
def test_every_url_is_judged_as_by_orcids_engine(judge: Xerces, text: str) -> None:
    root = etree.parse(SAMPLES / "write/work-full-3.0.xml").getroot()
    url = next(root.iter(URI_TAGS[0]))
    url.text = text
    document = etree.tostring(root)

    assert is_valid(root, "work") == (judge.complaint(document, "work") == "")
