"""docs/security.md names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_test_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "web").glob("test_*.py"))
    named = set(re.findall(r"\b(test_\w+)(?=`)", page)) - {""}
    assert len(named) > 40
    assert [one for one in sorted(named) if f"def {one}(" not in tests] == []
