"""`orcid-sync harvest`: fetch what is new, and make works of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import QUIET, echo_json, show_outcomes, with_progress

if TYPE_CHECKING:
    from orcid_sync.harvest import HarvestedPage
    from orcid_sync.outcomes import Outcome
    from orcid_sync.site import Site
    from orcid_sync.store import Source, Store

_COUNTED_ONLY = ("ready", "unchanged", "not-a-thesis")
SOURCES = click.argument("names", nargs=-1, metavar="[SOURCE]...")
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Crosswalk pages in so many processes.",
)
_JSON = click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per outcome (docs/commands.md)."
)


@click.command("harvest")
@SOURCES
@click.option("--full", is_flag=True, help="Everything again, not only what changed since the last harvest.")
@click.option("--limit", type=click.IntRange(1), help="At most so many records of each source.")
@JOBS
@QUIET
@_JSON
@click.pass_context
def harvest_command(
    context: click.Context,
    names: tuple[str, ...],
    full: bool,
    limit: int | None,
    jobs: int,
    quiet: bool,
    as_json: bool,
) -> None:
    """Fetch what changed at each SOURCE (default: all) and make ORCID works of it. Nothing is sent.

    An interrupted harvest goes on where it stopped.

    \b
    Examples:
      orcid-sync harvest
      orcid-sync harvest library --full --jobs 2

    Exit code 1 when a record was refused or could not be read, 3 when a source stopped us.
    """
    from orcid_sync.interrupts import ending_cleanly
    from orcid_sync.site import Site

    site = Site.open(context.obj)
    with site.store() as store, ending_cleanly() as stopped:
        harvesting = Harvesting(site, store, stopped, jobs, as_json, quiet, full, limit)
        exit_code = harvesting.all(chosen(store, names))
    context.exit(exit_code)


def chosen(store: Store, names: tuple[str, ...]) -> list[Source]:
    """The sources of these names, or all. Raises UsageError for one that is not there, and when none is."""
    known = {source.name: source for source in store.sources.all()}
    if unknown := [name for name in names if name not in known]:
        raise click.UsageError(f"There is no source “{unknown[0]}”; `orcid-sync sources list` shows them.")
    if not known:
        raise click.UsageError("There is no source yet; add one with `orcid-sync sources add URL`.")
    return [known[name] for name in names] if names else list(known.values())


@dataclass(frozen=True)
class Harvesting:
    """Sources harvested one after the other, and shown."""

    site: Site
    store: Store
    stopped: Callable[[], bool]
    jobs: int
    as_json: bool
    quiet: bool
    full: bool = False
    limit: int | None = None
    noted: list[Outcome] | None = None  # gathers every outcome, for a report

    def all(self, sources: list[Source]) -> int:
        """The exit code. A source that stops us does not keep the others from being harvested."""
        from orcid_sync.asking.settling import follow_harvest
        from orcid_sync.oai.errors import SourceError

        exit_code = 0
        for source in sources:
            if self.stopped():
                break
            try:
                exit_code = max(exit_code, self._one(source))
            except SourceError as error:
                click.echo(f"orcid-sync: {source.name}: {error}", err=True)
                exit_code = 3
        follow_harvest(self.store)
        return exit_code

    def _one(self, source: Source) -> int:
        import datetime

        from orcid_sync.harvest import harvest

        if not self.as_json and not self.quiet:
            click.echo(f"{source.name}: {source.base_url} ({source.prefix})")
        with self.site.oai_client(source) as client:
            pages = harvest(
                self.store,
                source,
                client=client,
                profile=self.site.profile(source.profile),
                today=datetime.datetime.now(datetime.UTC).date(),
                jobs=self.jobs,
                limit=self.limit,
                full=self.full,
                site_formats=self.site.config.formats,
                stopped=self.stopped,
            )
            outcomes = self._outcomes(pages)
            return show_outcomes(outcomes, as_json=self.as_json, counted_only=_COUNTED_ONLY, quiet=self.quiet)

    def _outcomes(self, pages: Iterator[HarvestedPage]) -> Iterator[Outcome]:
        for page in with_progress(pages, "Harvesting", size=_size):
            for finding in page.findings:
                if self.as_json:
                    echo_json({"finding": finding.as_json()})
                else:
                    click.echo(f"{finding.severity}: {finding.message} {finding.remedy}", err=True)
            if self.noted is not None:
                self.noted.extend(page.outcomes)
            yield from page.outcomes


def _size(page: HarvestedPage) -> tuple[int, int | None]:
    """For the progress bar: records of this page, and of the whole list where the repository says so."""
    return page.records, page.complete_list_size
