"""The registrar's list of degrees: whole or not at all, and every fault with its line and column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store.conftest import Opener
from store.invented import record, save

from orcid_sync.degree_list import COLUMNS, Fault, read_degree_list
from orcid_sync.degrees import Imported, import_degrees
from orcid_sync.store import Store

HEAD = "thesis,name,degree,department,start,conferred\n"
POTS = "oai:repository.example:1"


def the_list(*rows: str, head: str = HEAD) -> bytes:
    return (head + "".join(f"{row}\n" for row in rows)).encode()


@pytest.fixture
def theses(store: Store) -> Store:
    save(
        store,
        record(POTS, people=("Carberry, Josiah", "Ferro, Alice"), ids=("10.99999/pots.1", "20.500.14999/1")),
        record(
            "oai:repository.example:2",
            title="On mills",
            people=("Müller-Dvořák, Zoë",),
            ids=("20.500.14999/2",),
        ),
    )
    return store


def faults(imported: Imported) -> list[str]:
    assert imported.kept is None
    return [f"{fault.line} {fault.column}".strip() for fault in imported.faults]


def known(store: Store) -> list[tuple[str, str, str]]:
    return [(one.name, one.conferral.conferred_on, one.conferral.degree) for one in store.conferrals.all()]


@pytest.mark.parametrize(
    "thesis",
    ["10.99999/POTS.1", "https://doi.org/10.99999/pots.1", "20.500.14999/1", "hdl:20.500.14999/1", POTS],
)
@pytest.mark.parametrize("name", ['"Carberry, Josiah"', "Josiah Carberry", "josiah  CARBERRY"])
def test_a_degree_is_kept_for_the_author_it_names(theses: Store, thesis: str, name: str) -> None:
    imported = import_degrees(theses, the_list(f"{thesis},{name},PhD,Pottery,2019-10,2024-09-30"))
    assert imported.kept is not None
    assert (imported.kept.new, imported.kept.changed) == (1, 0)
    assert known(theses) == [("Josiah Carberry", "2024-09-30", "PhD")]


def test_the_same_list_again_changes_nothing_and_a_correction_one_row(theses: Store) -> None:
    rows = [f"{POTS},Alice Ferro,,,,2024", "20.500.14999/2,Zoë Müller-Dvořák,MSc,,,2023-06"]
    import_degrees(theses, the_list(*rows))
    again = import_degrees(theses, the_list(*rows)).kept
    corrected = import_degrees(theses, the_list(rows[0], rows[1].replace("MSc", "PhD"))).kept
    assert again is not None
    assert corrected is not None
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert (corrected.new, corrected.changed, corrected.unchanged) == (0, 1, 1)
    assert [degree for *_, degree in known(theses)] == ["", "PhD"]


def test_one_fault_keeps_the_whole_list_out(theses: Store) -> None:
    imported = import_degrees(
        theses,
        the_list(
            f"{POTS},Alice Ferro,PhD,,,2024",
            "20.500.14999/99,Alice Ferro,PhD,,,2024",
            f"{POTS},Nobody Known,PhD,,,2024",
            f"{POTS},Alice Ferro,PhD,,2025,2024-09",
            f"{POTS},Alice Ferro,PhD,,,08-09-2024",
            f"{POTS},Alice Ferro,PhD,,,soon",
            f"{POTS},,PhD,,,",
            f"{POTS},Alice Ferro,PhD",
            f"{POTS},Alice Ferro,DSc,,,2024",
        ),
    )
    assert faults(imported) == [
        "3 thesis", "4 name", "5 start", "6 conferred", "7 conferred", "8 conferred", "8 name", "9", "10",
    ]  # fmt: skip
    assert known(theses) == []


def test_the_faults_say_what_to_do(theses: Store) -> None:
    imported = import_degrees(
        theses, the_list(f"{POTS},Joan Smith,PhD,,,2024", f"{POTS},Alice Ferro,,,,2024-31-12")
    )
    assert [str(fault) for fault in imported.faults] == [
        "Line 2, column name: the thesis has no author “Joan Smith”; it names “Josiah Carberry”, “Alice Ferro”.",
        "Line 3, column conferred: “2024-31-12” is no date that can be read; write it as 2024-09-30.",
    ]


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("thesis,name,degree\n", Fault(1, "conferred", "this column is missing in the head line.")),
        ("thesis,name,conferd\n", Fault(1, "conferd", "no such column; did you mean “conferred”?")),
        ("thesis,name,conferred,name\n", Fault(1, "name", "this column is there more than once.")),
    ],
)
def test_a_head_line_that_cannot_be_used_is_named(head: str, fault: Fault) -> None:
    assert fault in read_degree_list(the_list("a,b,c,d", head=head)).faults


@pytest.mark.parametrize(
    "body",
    [
        "\ufeffTHESIS;Name;Conferred\n{t};Alice Ferro;30.09.2024\n".encode(),
        "thesis\tname\tconferred\n{t}\tAlice Ferro\t2024-09-30\n".encode("utf-16"),
        b'thesis,conferred,name\r\n\r\n"{t}","2024-09-30 00:00:00","Ferro,\r\n Alice"\r\n',
    ],
    ids=["semicolons", "utf-16", "quotes"],
)
def test_the_lists_of_spreadsheets_are_read(theses: Store, body: bytes) -> None:
    text = (
        body.replace(b"{t}", POTS.encode()) if b"{t}" in body else body.decode("utf-16").replace("{t}", POTS)
    )
    imported = import_degrees(theses, text if isinstance(text, bytes) else text.encode("utf-16"))
    assert not imported.faults
    assert known(theses) == [("Alice Ferro", "2024-09-30", "")]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (HEAD.encode() + b"\xff\xfe\x00", 2),
        (HEAD.encode() + b'a,"b,c\n', 2),
        (HEAD.encode() + b"a,\x00\n", 2),
        (b"", 1),
    ],
    ids=["latin-1", "open-quote", "nul", "empty"],
)
def test_what_is_no_list_is_a_fault_and_no_traceback(body: bytes, line: int) -> None:
    found = read_degree_list(body).faults
    assert found
    assert found[0].line == line


@given(
    st.binary(max_size=300)
    | st.lists(st.lists(st.text(max_size=8), max_size=7), max_size=5).map(
        lambda rows: the_list(*(",".join(cells) for cells in rows))
    )
)
def test_any_bytes_are_read_or_faulted(body: bytes) -> None:
    found = read_degree_list(body)
    assert all(fault.line >= 1 and fault.said for fault in found.faults)
    assert all(row.thesis and row.name for row in found.rows)


def test_the_lists_of_two_institutions_never_meet(opened: Opener) -> None:
    ours, theirs = opened(), opened(institution="Another")
    save(ours, record(POTS))
    assert import_degrees(theirs, the_list(f"{POTS},Josiah Carberry,PhD,,,2024")).kept is None
    import_degrees(ours, the_list(f"{POTS},Josiah Carberry,PhD,,,2024"))
    assert (len(known(ours)), len(known(theirs))) == (1, 0)


def test_the_columns_are_those_of_the_documentation() -> None:
    assert HEAD.strip().split(",") == list(COLUMNS)
