"""Where other people's data lie, if they do: a folder beside the repository, never part of it."""

from __future__ import annotations

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
