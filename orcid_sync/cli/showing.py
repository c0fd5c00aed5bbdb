"""Showing outcomes and progress: JSON lines for scripts, a line per record for people, silence in cron."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from orcid_sync.outcomes import Outcome

T = TypeVar("T")
_GOOD, _BAD = "green", "red"
QUIET = click.option("--quiet", "-q", is_flag=True, help="Show only what needs a person: for cron.")


def echo_json(value: object) -> None:
    """One JSON object on one line, readable in every script of the world (no \\u escapes)."""
    click.echo(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")))


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """The shape that docs/commands.md promises for every command that yields outcomes."""
    return {
        "identifier": outcome.identifier,
        "orcid": outcome.orcid_id or None,
        "outcome": str(outcome.happened),
        "title": outcome.title or None,
        "code": outcome.code or None,
        "put_code": outcome.put_code or None,
        "reason": outcome.reason,
        "next_step": outcome.next_step or None,
    }


def show_outcomes(
    outcomes: Iterable[Outcome], *, as_json: bool, counted_only: Sequence[str] = (), quiet: bool = False
) -> int:
    """Show each outcome as it comes and the counts at the end; the exit code (0, or 1 when one needs a person).

    `counted_only` names what happened too often to be worth a line each. `quiet`: only what needs a person.
    """
    counts: Counter[str] = Counter()
    exit_code = 0
    for outcome in outcomes:
        counts[str(outcome.happened)] += 1
        exit_code |= outcome.needs_a_person
        if quiet and not outcome.needs_a_person:
            continue
        if as_json:
            echo_json(outcome_as_json(outcome))
        elif str(outcome.happened) not in counted_only:
            show_line(outcome)
    if not as_json and not quiet:
        click.echo(
            ", ".join(f"{number} {name}" for name, number in sorted(counts.items())) or "Nothing to do."
        )
    return exit_code


def show_line(outcome: Outcome) -> None:
    """One outcome as people read it."""
    colour = _BAD if outcome.needs_a_person else _GOOD
    whom = f" → {outcome.orcid_id}" if outcome.orcid_id else ""
    click.echo(f"{click.style(f'{outcome.happened!s:<17}', fg=colour)} {outcome.identifier}{whom}")
    click.echo(f"{'':17} {outcome.reason}" + (f" → {outcome.next_step}" if outcome.next_step else ""))


def until(stopped: Callable[[], bool], steps: Iterable[T]) -> Iterator[T]:
    """`steps`, none after the one during which `stopped` came true."""
    for step in steps:
        yield step
        if stopped():
            return


def also_into(noted: list[T], steps: Iterable[T]) -> Iterator[T]:
    """`steps` unchanged, each put into `noted` as it passes."""
    for step in steps:
        noted.append(step)
        yield step


def with_progress(
    steps: Iterable[T],
    what: str,
    total: Callable[[], int | None] = lambda: None,
    *,
    size: Callable[[T], tuple[int, int | None]] = lambda step: (1, None),
) -> Iterator[T]:
    """`steps` unchanged; on a terminal a progress bar follows them on stderr, elsewhere nothing does.

    `total` says how many there will be, and is asked only for a bar; `size` of each step, how many it counts
    for, and the total where it knows better.
    """
    if not sys.stderr.isatty():
        yield from steps
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(what, total=total())
        for step in steps:
            number, known = size(step)
            progress.update(bar, advance=number, total=known or progress.tasks[bar].total)
            yield step
