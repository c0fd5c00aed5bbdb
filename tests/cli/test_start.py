"""The command line answers at once, and what it needs it imports where it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "lxml",
    "requests",
    "sqlalchemy",
    "xmlschema",
    "flask",
    "rich",
    "oaipmh_scythe",
    "httpx2",
    "cryptography",
    "msgspec",
}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["crosswalk", "--help"], ["push", "--help"], ["demo", "--help"]]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys\nfrom orcid_sync.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *{name.split('.')[0] for name in sys.modules})"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *arguments], check=True, capture_output=True, text=True
    )
    loaded = set(ran.stdout.rpartition("LOADED")[2].split())
    assert not loaded & HEAVY
