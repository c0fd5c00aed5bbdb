"""Running `orcid-sync` in a test: in this process where that is enough, as a program where it is not."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from click.testing import CliRunner

from orcid_sync.cli import main

# click 8.1 mixes standard error into the output unless told; 8.2 always keeps them apart.
_APART = {"mix_stderr": False} if "mix_stderr" in inspect.signature(CliRunner).parameters else {}


class Ran(NamedTuple):
    """How a command ended and what it wrote."""

    exit_code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """Its output as one JSON object per line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def sentence(self) -> str:
        """What a command that was stopped says: one line on stderr, nothing else, and never a traceback."""
        assert self.exit_code in (2, 3), self
        assert "Traceback" not in self.err, self.err
        (said,) = [line for line in self.err.splitlines() if line.startswith(("orcid-sync:", "Error:"))]
        assert said.endswith((".", "?")), said
        return said


def run(*arguments: object, stdin: bytes | str = b"", env: Mapping[str, str] | None = None) -> Ran:
    """The command in this process."""
    result = CliRunner(**_APART).invoke(main, [str(one) for one in arguments], input=stdin, env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def command(*arguments: object) -> list[str]:
    """The words that start the command as a program of its own."""
    return [sys.executable, "-m", "orcid_sync", *map(str, arguments)]


def run_program(
    *arguments: object,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    first: Callable[[], None] | None = None,
) -> Ran:
    """The command as a program; `first` is called in it before it begins."""
    ran = subprocess.run(
        command(*arguments),
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **(env or {})},
        preexec_fn=first,
    )
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())
