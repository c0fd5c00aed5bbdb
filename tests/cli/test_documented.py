"""Every command and option is documented, has help, and shows an example."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from orcid_sync.cli import main

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


def _commands(group: click.Group, path: str = "orcid-sync") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


COMMANDS = dict(_commands(main))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_its_section_help_and_example(name: str) -> None:
    assert f"\n## {name}\n" in PAGE
    assert COMMANDS[name].help
    assert f"{name} " in (COMMANDS[name].help or "") or f"{name}\n" in (COMMANDS[name].help or "") + "\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained_in_help_and_in_the_section(name: str) -> None:
    section = PAGE.partition(f"\n## {name}\n")[2].partition("\n## ")[0] + PAGE.partition("\n## ")[0]
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert max(parameter.opts, key=len) in section, parameter.name


def test_no_section_speaks_of_a_command_that_is_not_there() -> None:
    headings = {line.removeprefix("## ") for line in PAGE.splitlines() if line.startswith("## ")}
    assert headings == set(COMMANDS)
