"""`orcid-sync run`: harvest and push in one, once or again and again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from orcid_sync.cli.harvest import JOBS, SOURCES, Harvesting, chosen
from orcid_sync.cli.push import show_push
from orcid_sync.cli.showing import QUIET
from orcid_sync.cli.write_back import run_write_back

if TYPE_CHECKING:
    from orcid_sync.outcomes import Outcome
    from orcid_sync.site import Site
    from orcid_sync.store import Store

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(context: click.Context, option: click.Parameter, given: str | None) -> timedelta | None:
    """`90s`, `15m`, `6h`, `1d` as a duration."""
    if given is None:
        return None
    found = re.fullmatch(r"([1-9]\d{0,4})([smhd])", given.strip())
    if found is None:
        raise click.BadParameter(f"“{given}” is no duration; say 90s, 15m, 6h or 1d.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


@click.command("run")
@SOURCES
@click.option("--dry-run", is_flag=True, help="Harvest, and say what would be sent; send nothing.")
@click.option("--every", callback=duration, metavar="DURATION", help="Again and again: 90s, 15m, 6h, 1d.")
@click.option(
    "--report", type=click.Path(dir_okay=False), help="Write what happened as a page, each round anew."
)
@JOBS
@QUIET
@click.option("--json", "as_json", is_flag=True, help="One JSON object per outcome (docs/commands.md).")
@click.pass_context
def run_command(
    context: click.Context,
    names: tuple[str, ...],
    dry_run: bool,
    every: timedelta | None,
    report: str | None,
    jobs: int,
    quiet: bool,
    as_json: bool,
) -> None:
    """Harvest every source and push what is due: what cron starts, or with --every a service.

    A service ends after what is at hand when it is told to (SIGTERM, Ctrl-C). Trouble with the system ends a
    round, never the service. docs/operation.md has recipes for systemd and cron.

    \b
    Examples:
      orcid-sync run
      orcid-sync run --every 15m --quiet
      17 * * * *  orcid-sync --config /srv/orcid run --quiet      (in crontab)

    Exit code 1 when something needs a person, 3 when a source or ORCID stopped us; of a service 0.
    """
    from orcid_sync.interrupts import Ended, ending_cleanly
    from orcid_sync.site import Site

    site = Site.open(context.obj)
    with site.store() as store:
        chosen(store, names)  # said at once, before the first round
    exit_code = 0
    try:
        with ending_cleanly() as stopped:
            round_ = Round(site, names, stopped, dry_run, jobs, quiet, as_json, report)
            if every is None:
                exit_code = round_.run()
            else:
                _again_and_again(round_, every, stopped)
    except Ended:
        if every is None:
            raise
    context.exit(exit_code)


def _again_and_again(round_: Round, every: timedelta, stopped: Callable[[], bool]) -> None:
    from orcid_sync.rounds import go_round

    go_round(round_.run, every, stopped=stopped, say=lambda said: click.echo(f"orcid-sync: {said}", err=True))


@dataclass(frozen=True)
class Round:
    """One harvest of all that was chosen, and one push."""

    site: Site
    names: tuple[str, ...]
    stopped: Callable[[], bool]
    dry_run: bool
    jobs: int
    quiet: bool
    as_json: bool
    report: str | None

    def run(self) -> int:
        """The exit code."""
        harvested: list[Outcome] | None = [] if self.report else None
        pushed: list[Outcome] | None = [] if self.report else None
        with self.site.store() as store:
            harvesting = Harvesting(
                self.site, store, self.stopped, self.jobs, self.as_json, self.quiet, noted=harvested
            )
            exit_code = harvesting.all(chosen(store, self.names))
            if not self.stopped():
                code = show_push(
                    self.site,
                    store,
                    self.stopped,
                    dry_run=self.dry_run,
                    noted=pushed,
                    as_json=self.as_json,
                    quiet=self.quiet,
                )
                exit_code = max(exit_code, code)
            if not self.stopped():
                exit_code = max(exit_code, self._write_back(store))
        if self.report:
            self._write_report(self.report, harvested or [], pushed or [])
        return exit_code

    def _write_back(self, store: Store) -> int:
        return run_write_back(
            self.site, store, self.stopped, dry_run=self.dry_run, as_json=self.as_json, quiet=self.quiet
        )

    def _write_report(self, path: str, harvested: list[Outcome], pushed: list[Outcome]) -> None:
        from datetime import UTC, datetime
        from pathlib import Path

        from orcid_sync.report import Report

        page = Report(f"{self.site.config.institution.name}: the last run", datetime.now(UTC))
        page.add("Harvest", "What is new or changed at the repositories.", harvested)
        page.add("Push", "What went to ORCID, and what waits.", pushed)
        page.write(Path(path))
