"""Every command and option is documented, has help, and shows an example."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from cli.conftest import SAMPLES
from cli.running import run

from orcid_sync.cli import main
from orcid_sync.rehearsal import Rehearsal

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


def _commands(group: click.Group, path: str = "orcid-sync") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


COMMANDS = dict(_commands(main))


def _section(name: str) -> str:
    return PAGE.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_its_section_help_and_example(name: str) -> None:
    assert f"\n## {name}\n" in PAGE
    assert COMMANDS[name].help
    assert f"{name} " in (COMMANDS[name].help or "") or f"{name}\n" in (COMMANDS[name].help or "") + "\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_shows_an_example_and_says_why_the_command_exists(name: str) -> None:
    section = _section(name)
    examples = section.partition("```sh\n")[2].partition("```")[0]
    assert name in examples
    assert "*Why of its own:*" in section


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_json(name: str) -> None:
    assert any("--json" in parameter.opts for parameter in COMMANDS[name].params)
    assert "`--json`" in _section(name)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained_in_help_and_in_the_section(name: str) -> None:
    section = _section(name)
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option) and parameter.name != "help":
            assert parameter.help, parameter.name
            assert max(parameter.opts, key=len) in section, parameter.name


def test_no_section_speaks_of_a_command_that_is_not_there() -> None:
    headings = {line.removeprefix("## ") for line in PAGE.splitlines() if line.startswith("## ")}
    groups = {
        f"orcid-sync {name}" for name, command in main.commands.items() if isinstance(command, click.Group)
    }
    assert headings - groups == set(COMMANDS)


def test_every_key_of_json_is_documented(claimed: Path, rehearsal: Rehearsal) -> None:
    runs = {
        "demo": [claimed / "demo"],
        "doctor": [],
        "formats": [],
        "sources list": [],
        "sources probe": [rehearsal.oai_url],
        "crosswalk": [SAMPLES / "etdms11.xml"],
        "validate": [SAMPLES / "etdms11.xml"],
        "push": ["--dry-run"],
        "status": ["--thesis", "20.500.14999/1"],
    }
    runs["demo"].insert(0, "--out")
    for name, arguments in runs.items():
        section = _section(f"orcid-sync {name}") + PAGE.partition("\n## ")[0]
        for line in run("-c", claimed, *name.split(), *arguments, "--json").lines:
            for key in _keys(line):
                assert f"`{key}`" in section or f'"{key}"' in section, (name, key)
    (counts,) = run("-c", claimed, "status", "--json").lines
    assert all(f"`{key}`" in _section("orcid-sync status") for key in counts)


def _keys(value: Any) -> Iterator[str]:
    """The keys of an object and of the objects in its lists; what a thesis holds is documented elsewhere."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield key
        for one in inner if isinstance(inner, list) else ():
            yield from _keys(one)
