from __future__ import annotations

import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from documents import bulk, work
from lxml import etree

import schemas
from schemas import Finding, Kind, is_valid, validate
from schemas.judge import HERE, SCHEMA_FILES, URI_TAGS
from schemas.refresh import vendored

SAMPLES = Path(__file__).parent / "samples"
XSD = "{http://www.w3.org/2001/XMLSchema}"
# ORCID's own sample has an empty journal-title, which its schema refuses (both engines agree).
REFUSED_SAMPLES = {"work-3.0.xml": ["work:journal-title is empty."]}


def kind_of(element: etree._Element) -> Kind:
    return etree.QName(element).localname  # type: ignore[return-value]  # the samples are of our kinds


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*/*.xml")), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_official_samples_are_valid(path: Path) -> None:
    element = etree.parse(path).getroot()

    findings = validate(element, kind_of(element))

    expected = REFUSED_SAMPLES.get(path.name, []) if path.parent.name == "read" else []
    assert [finding.message for finding in findings] == expected
    assert is_valid(element, kind_of(element)) == (not expected)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_loads_and_names_the_root_it_wants(kind: Kind) -> None:
    findings = validate(etree.Element("nonsense"), kind)

    assert [finding.code for finding in findings] == ["schema-wrong-root"]
    assert kind in findings[0].message


def test_a_valid_work_has_no_findings() -> None:
    assert validate(work(), "work") == []


def test_importing_schemas_loads_neither_lxml_nor_xmlschema() -> None:
    code = "import schemas, schemas.rules, sys; print({'lxml', 'xmlschema'} & set(sys.modules))"

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert shown == "set()\n"


def test_xmlschema_is_loaded_only_when_something_is_wrong() -> None:
    code = (
        "import sys; from lxml import etree; from schemas import validate; "
        f"validate(etree.fromstring({etree.tostring(work())!r})); print('xmlschema' in sys.modules)"
    )

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert shown == "False\n"


def test_a_finding_names_path_line_value_and_remedy() -> None:
    element = work(("<common:year>2024", "<common:year>1880"))

    assert validate(element) == [
        Finding(
            code="schema-out-of-range",
            severity="error",
            field="common:publication-date/common:year",
            message="common:publication-date/common:year is 1880; ORCID takes at least 1900.",
            remedy="Correct it, or leave the element out.",
            value="1880",
            line=6,
        )
    ]


TITLE = "<common:title>Tidal mixing in the fictional Brant estuary</common:title>"
COUNTRY_FIRST = (
    "<common:country>CZ</common:country><common:language-code>cs</common:language-code></work:work>"
)
WRONG = [
    ("schema-missing-element", "work:type", [("<work:type>dissertation-thesis</work:type>", "")]),
    (
        "schema-missing-element",
        "common:external-ids/common:external-id/common:external-id-type",
        [("<common:external-id-type>handle</common:external-id-type>", "")],
    ),
    ("schema-missing-element", "work:title/common:title", [(TITLE, "")]),
    ("schema-empty-value", "work:title/common:title", [("Tidal mixing in the fictional Brant estuary", " \n")]),
    ("schema-too-long", "work:title/common:title", [("Tidal", "x" * 1000)]),
    ("schema-repeated-element", "work:type[2]", [("</work:type>", "</work:type><work:type>book</work:type>")]),
    (
        "schema-wrong-order",
        "common:language-code",
        [("</work:work>", COUNTRY_FIRST)],
    ),
    ("schema-wrong-namespace", "work:url", [("</work:work>", "<work:url>https://r.example/1</work:url></work:work>")]),
    ("schema-unexpected-element", "work:degree", [("</work:work>", "<work:degree>PhD</work:degree></work:work>")]),
    ("schema-unexpected-attribute", "@degree", [("<work:work ", '<work:work degree="PhD" ')]),
    (
        "schema-missing-attribute",
        "work:title/common:translated-title/@language-code",
        [("</work:title>", "<common:translated-title>Gezeiten</common:translated-title></work:title>")],
    ),
    ("schema-bad-value", "@put-code", [("<work:work ", '<work:work put-code="abc" ')]),
    ("schema-bad-value", "@visibility", [("<work:work ", '<work:work visibility="everyone" ')]),
    ("schema-markup-in-text", "work:title/common:title", [("Tidal", "<i>Tidal</i>")]),
    ("schema-text-between-elements", "work:title", [("<work:title>", "<work:title>Tidal")]),
    ("schema-bad-url", "common:url", [("</work:work>", "<common:url>https://r.example/a#b#c</common:url></work:work>")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "field", "changes"), WRONG, ids=[f"{code}-{field}" for code, field, _ in WRONG]
)
def test_each_kind_of_fault_has_a_code_and_a_readable_path(
    code: str, field: str, changes: list[tuple[str, str]]
) -> None:
    findings = validate(work(*changes))

    assert [(finding.code, finding.field) for finding in findings] == [(code, field)]
    assert findings[0].message.endswith(".")
    assert findings[0].remedy.endswith(".")


def test_in_a_bulk_the_path_says_which_work_is_meant() -> None:
    element = bulk(work(), work(("dissertation-thesis", "x"), ("<common:year>2024", "<common:year>99")))

    (finding,) = validate(element, "bulk")

    assert finding.field == "work:work[2]/common:publication-date/common:year"


def test_a_part_of_a_larger_tree_is_judged_alone() -> None:
    element = bulk(work(), work(("Tidal", "x" * 1000)))

    assert [is_valid(part, "work") for part in element] == [True, False]
    assert validate(element[1], "work")[0].field == "work:title/common:title"


def test_findings_come_in_document_order() -> None:
    element = work(("Tidal", "x" * 1000), ("<common:year>2024", "<common:year>1880"), ("https://hdl", "%zz"))

    codes = [finding.code for finding in validate(element)]

    assert codes == ["schema-too-long", "schema-out-of-range", "schema-bad-url"]


# Where libxml2 and Xerces are known to differ, Xerces is right: it is what ORCID runs.
def test_characters_outside_the_basic_plane_count_twice() -> None:
    title = "Tidal mixing in the fictional Brant estuary"

    assert is_valid(work((title, "🧪" * 500)))
    (finding,) = validate(work((title, "🧪" * 501)))

    assert finding.code == "schema-too-long"
    assert finding.message == "work:title/common:title has 1002 characters; ORCID takes 1000 at most."


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("", True),
        ("http://", True),
        ("javascript:alert(1)", True),
        (r"https://r.example/a b\{c}", True),
        ("https://münchen.example/1", True),
        ("https://r.example:99999/", True),
        ("http://[::1]:8080/", True),
        ("http://[bad", False),
        ("https://r.example/%zz", False),
        ("https://r.example/a#b#c", False),
        (":", False),
        ("doi:", False),
        ("https ://r.example", False),
    ],
)
def test_a_url_is_what_xerces_takes_for_one(url: str, accepted: bool) -> None:
    assert is_valid(work(("</work:work>", f"<common:url>{url}</common:url></work:work>"))) == accepted


def test_white_space_around_a_timestamp_is_no_fault() -> None:
    stamp = "<common:last-modified-date>\n 2024-05-01T12:00:00.000Z \n</common:last-modified-date>"

    assert validate(work(("<work:title>", f"{stamp}<work:title>"))) == []


def test_an_integer_may_have_more_digits_than_libxml2_reads() -> None:
    assert is_valid(work(("<work:work ", f'<work:work put-code="{"9" * 40}" ')))
    assert is_valid(work(("<common:year>2024", f"<common:year>{'0' * 40}2024")))
    assert not is_valid(work(("<common:year>2024", f"<common:year>{'0' * 40}1899")))


def test_a_schema_location_is_never_followed_but_must_be_urls() -> None:
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

    assert is_valid(
        work(("<work:work ", f'<work:work {xsi} xsi:schemaLocation="urn:a http://127.0.0.1:9/a.xsd" '))
    )
    (finding,) = validate(work(("<work:work ", f'<work:work {xsi} xsi:schemaLocation="urn:a a#b#c" ')))

    assert finding.code == "schema-bad-url"


def test_comments_and_default_namespaces_do_not_confuse_the_path() -> None:
    text = (
        '<w:work xmlns:w="http://www.orcid.org/ns/work" xmlns="http://www.orcid.org/ns/common">'
        "<!-- a --><w:title><!-- b --><title>A<!-- c -->B</title><subtitle/><?p q?><subtitle/></w:title>"
        "<w:type>book</w:type></w:work>"
    )

    assert [finding.field for finding in validate(etree.fromstring(text))] == [
        "work:title/common:subtitle[2]"
    ]


def test_every_element_of_a_url_type_is_known() -> None:
    found: set[str] = set()
    for path in vendored():
        schema = etree.parse(path).getroot()
        target = schema.get("targetNamespace")
        for element in schema.iter(f"{XSD}element"):
            if element.get("type") in ("xs:anyURI", "common:url"):
                found.add(f"{{{target}}}{element.get('name')}")

    assert found == set(URI_TAGS)


def test_threads_each_see_their_own_errors() -> None:
    documents = [work(("Tidal", "x" * (1000 + number))) for number in range(8)]
    lengths: dict[int, set[str]] = {number: set() for number in range(8)}

    def judge(number: int) -> None:
        for _ in range(150):
            lengths[number].update(finding.message for finding in validate(documents[number]))

    threads = [threading.Thread(target=judge, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(len(messages) == 1 for messages in lengths.values())
    assert all(first != second for first, second in pairwise(map(min, lengths.values())))


def test_the_first_schemas_may_be_built_by_many_threads_at_once() -> None:
    code = (
        "import threading; from lxml import etree; from schemas import validate; failed = [];\n"
        "def judge():\n"
        "    try: validate(etree.Element('{http://www.orcid.org/ns/work}work'))\n"
        "    except BaseException as error: failed.append(error)\n"
        "threads = [threading.Thread(target=judge) for _ in range(8)]\n"
        "[thread.start() for thread in threads]; [thread.join() for thread in threads]; print(failed)"
    )
    for _ in range(3):
        shown = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        assert shown == "[]\n"


def test_every_schema_file_of_a_kind_is_vendored() -> None:
    assert all((HERE / path).is_file() for path in SCHEMA_FILES.values())
    assert set(SCHEMA_FILES) == set(get_args(schemas.Kind))
