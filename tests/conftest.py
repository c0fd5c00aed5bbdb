from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real records; tests that need it live in test_corpus*.py, collected only where it exists."""
    return SHARED / "corpus"
