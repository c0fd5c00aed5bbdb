"""Code tables: what words and codes mean, as data that a librarian can read and correct."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def load_table(name: str) -> dict[str, Any]:
    """The table in the file `name` of this folder."""
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
