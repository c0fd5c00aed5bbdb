"""The folder of a demo: what the one before left there goes, what anybody else put there stays."""

from __future__ import annotations

import shutil
from pathlib import Path

from orcid_sync.errors import ConfigError

_MARK = ".made-by-orcid-sync-demo"
_OURS = ("site", "works")


def fresh_folder(out: Path) -> Path:
    """`out`, without the `site` and `works` of an earlier demo. Raises ConfigError where they are no demo's."""
    if not (out / _MARK).exists() and any((out / name).exists() for name in _OURS):
        raise ConfigError(
            "What lies in this folder was made by no demo.", str(out), "Give --out a new folder."
        )
    out.mkdir(parents=True, exist_ok=True)
    (out / _MARK).touch()
    for name in _OURS:
        shutil.rmtree(out / name, ignore_errors=True)
    return out
