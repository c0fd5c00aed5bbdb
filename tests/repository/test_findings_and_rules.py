"""The pages of findings and of rules are complete: what the code can say is explained, and nothing else is."""

from __future__ import annotations

import ast
import datetime
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from crosswalks import Profile
from crosswalks.tables import load_table
from orcid_sync.crosswalk_files import crosswalk_paths
from schemas.finding import Severity

ROOT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")
_RULE = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z0-9-]+")
# Codes that reach Finding through a table or a variable, told by their first word.
_BY_PREFIX = re.compile(r"(?:schema|identifier|isbn|url|education|etdms)-[a-z-]+")
_NO_FINDINGS = {"url-of-the", "identifier-types"}


@cache
def _trees() -> dict[Path, ast.Module]:
    """Every module of ours but the rehearsal, which plays ORCID and finds nothing itself."""
    files = [
        file
        for folder in ("schemas", "crosswalks", "orcid_sync", "dspace_hook")
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "rehearsal" not in file.parts
    ]
    return {file: ast.parse(file.read_text("utf-8")) for file in files}


def _calls() -> Iterator[tuple[str, list[ast.expr]]]:
    for tree in _trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr, node.args


def _makers() -> dict[str, int]:
    """Finding itself and each function that hands its own parameter on as the code, with that parameter's place."""
    makers = {"Finding": 0}
    for tree in _trees().values():
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            names = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "Finding" and call.args:
                    code = ast.unparse(call.args[0])
                    if code in names:
                        makers[function.name] = names.index(code)
    return makers


def _emitted() -> dict[str, set[str]]:
    """Every code in the source, with the severities that stand beside it (none where a variable does)."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    makers = _makers()
    for name, arguments in _calls():
        place = makers.get(name)
        if place is None or len(arguments) <= place or not isinstance(arguments[place], ast.Constant):
            continue
        severities = {a.value for a in arguments if isinstance(a, ast.Constant)} & set(get_args(Severity))
        found[arguments[place].value] |= severities  # type: ignore[attr-defined]  # a constant, just asked
    for text in _strings():
        if _BY_PREFIX.fullmatch(text) and text not in _NO_FINDINGS:
            found[text] |= set()
    for number in _refusal_numbers():
        found[f"orcid-{number}"] = {"error"}
    return found


def _strings() -> Iterator[str]:
    for tree in _trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _refusal_numbers() -> set[int]:
    return {
        node.value
        for file, tree in _trees().items()
        if file.parent.name == "rules"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and 9000 <= node.value < 9100
    }


def _findings_page() -> dict[str, tuple[set[str], str, str]]:
    page = (ROOT / "docs" / "findings.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| ([a-z, ]+) \| (.+?) \| (.+?) \|$", page, re.MULTILINE)
    assert len(rows) == len({row[0] for row in rows}), "a code stands twice on the page"
    return {code: (set(severity.split(", ")), cause, remedy) for code, severity, cause, remedy in rows}


def test_every_finding_of_the_code_is_on_the_page_and_no_other() -> None:
    assert set(_findings_page()) == set(_emitted())


def test_the_page_states_the_severities_of_the_code() -> None:
    page = _findings_page()
    wrong = {code: s for code, s in _emitted().items() if not s <= page[code][0]}
    assert wrong == {}
    assert all(severities <= set(get_args(Severity)) for severities, _, _ in page.values())


def test_every_finding_has_a_code_that_scripts_can_keep_a_cause_and_a_remedy() -> None:
    for code, (_, cause, remedy) in _findings_page().items():
        assert _CODE.fullmatch(code), code
        assert cause.rstrip().endswith((".", ")")), code
        assert remedy.rstrip().endswith((".", ")")), code


# Rules


def _rules() -> dict[str, str]:
    return {
        f"{section}.{name}": sentence
        for section, rules in load_table("rules.toml").items()
        for name, sentence in rules.items()
    }


def _rules_in_code() -> tuple[set[str], set[str]]:
    """The names of rules in the source, and the beginnings of those that are put together there."""
    sections = set(load_table("rules.toml"))
    whole = {
        t for t in _strings() if _RULE.fullmatch(t) and not t.endswith((".toml", ".xsl", ".py", ".access"))
    }
    whole = {rule for rule in whole if rule.partition(".")[0] in sections}
    beginnings = set()
    for tree in _trees().values():
        for node in ast.walk(tree):
            first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else None
            if isinstance(first, ast.Constant) and re.fullmatch(r"[a-z-]+\.[a-z-]*", str(first.value)):
                beginnings.add(str(first.value))
    beginnings = {b for b in beginnings if b.partition(".")[0] in sections}
    return whole - beginnings, beginnings


def test_every_rule_of_the_code_has_its_sentence_and_no_sentence_is_without_a_rule() -> None:
    whole, beginnings = _rules_in_code()
    rules = set(_rules())
    assert whole - rules == set()
    assert {rule for rule in rules - whole if not rule.startswith(tuple(beginnings))} == set()
    assert all(any(rule.startswith(beginning) for rule in rules) for beginning in beginnings)


def test_every_decision_names_a_rule_of_the_table() -> None:
    named = {
        str(arguments[3].value)
        for name, arguments in _calls()
        if name == "Decision" and len(arguments) > 3 and isinstance(arguments[3], ast.Constant)
    }
    assert named
    assert named <= set(_rules())


def test_the_page_of_rules_is_the_table() -> None:
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", page, re.MULTILINE)) == _rules()


@pytest.mark.corpus
def test_what_real_records_bring_up_is_explained(corpus: Path) -> None:
    rules, findings = _rules(), _findings_page()
    read = crosswalk_paths(
        [str(corpus)], io.BytesIO(), profile=Profile(citation="bibtex"), today=datetime.date(2026, 1, 1)
    )
    met = [result.crosswalked for result in read]
    assert {d.rule for made in met for d in made.decisions} <= set(rules)
    assert {f.code for made in met for f in made.findings} <= set(findings)
