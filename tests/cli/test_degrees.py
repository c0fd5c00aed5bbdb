"""`orcid-sync degrees`: the registrar's list on the command line."""

from __future__ import annotations

from pathlib import Path

from cli.running import run

HEAD = "thesis,name,degree,department,start,conferred\n"


def test_a_list_is_taken_over_and_shown(harvested: Path, tmp_path: Path) -> None:
    degrees = tmp_path / "degrees.csv"
    degrees.write_text(f'{HEAD}20.500.14999/1,"Carberry, Josiah",PhD,,2019,2024-09-30\n')
    ran = run("-c", harvested, "degrees", "import", degrees, "--json")
    assert (ran.exit_code, ran.lines) == (0, [{"new": 1, "changed": 0, "unchanged": 0}])
    (line,) = run("-c", harvested, "degrees", "--json").lines
    assert (line["name"], line["degree"], line["conferred"]) == ("Josiah Carberry", "PhD", "2024-09-30")
    assert "Josiah Carberry" in run("-c", harvested, "degrees").out


def test_a_fault_names_line_and_column_and_nothing_is_taken_over(harvested: Path) -> None:
    body = f"{HEAD}20.500.14999/1,Somebody Else,PhD,,,2024\n"
    ran = run("-c", harvested, "degrees", "import", "-", stdin=body)
    assert ran.exit_code == 1
    assert ran.out.startswith("Line 2, column name: ")
    assert "Nothing was taken over" in ran.err
    as_json = run("-c", harvested, "degrees", "import", "-", "--json", stdin=body)
    assert as_json.lines[0]["column"] == "name"
    assert run("-c", harvested, "degrees", "--json").lines == []
