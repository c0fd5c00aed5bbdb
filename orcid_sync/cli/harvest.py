"""`orcid-sync harvest` and `run`: fetch what is new, make works of it, and send them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import echo_json, show_outcomes, with_progress

if TYPE_CHECKING:
    from orcid_sync.harvest import HarvestedPage
    from orcid_sync.outcomes import Outcome
    from orcid_sync.site import Site
    from orcid_sync.store import Source, Store

_QUIET = ("ready", "not-a-thesis")
_SOURCES = click.argument("names", nargs=-1, metavar="[SOURCE]...")
_JOBS = click.option(
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
@_SOURCES
@click.option("--full", is_flag=True, help="Everything again, not only what changed since the last harvest.")
@click.option("--limit", type=click.IntRange(1), help="At most so many records of each source.")
@_JOBS
@_JSON
@click.pass_context
def harvest_command(
    context: click.Context, names: tuple[str, ...], full: bool, limit: int | None, jobs: int, as_json: bool
) -> None:
    """Fetch what changed at each SOURCE (default: all) and make ORCID works of it. Nothing is sent.

    An interrupted harvest goes on where it stopped.

    \b
    Examples:
      orcid-sync harvest
      orcid-sync harvest library --full --jobs 2

    Exit code 1 when a record was refused or could not be read, 3 when a source stopped us.
    """
    from orcid_sync.site import Site

    site = Site.open(context.obj)
    with site.store() as store:
        context.exit(_harvest(site, store, names, full=full, limit=limit, jobs=jobs, as_json=as_json))


@click.command("run")
@_SOURCES
@click.option("--dry-run", is_flag=True, help="Harvest, and say what would be sent; send nothing.")
@_JOBS
@_JSON
@click.pass_context
def run_command(
    context: click.Context, names: tuple[str, ...], dry_run: bool, jobs: int, as_json: bool
) -> None:
    """Harvest every source and push what is due: what cron starts.

    \b
    Examples:
      orcid-sync run
      17 * * * *  orcid-sync --config /srv/orcid run      (in crontab)

    Exit code 1 when something needs a person, 3 when a source or ORCID stopped us.
    """
    from orcid_sync.push import push_due
    from orcid_sync.site import Site

    site = Site.open(context.obj)
    with site.store() as store:
        harvested = _harvest(site, store, names, full=False, limit=None, jobs=jobs, as_json=as_json)
        outcomes = push_due(
            store, site.clients(), profile_of=site.profile, dry_run=dry_run or site.must_rehearse
        )
        pushed = show_outcomes(with_progress(outcomes, "Pushing"), as_json=as_json)
    context.exit(max(harvested, pushed))


def _harvest(
    site: Site,
    store: Store,
    names: tuple[str, ...],
    *,
    full: bool,
    limit: int | None,
    jobs: int,
    as_json: bool,
) -> int:
    """The exit code. A source that stops us does not keep the others from being harvested."""
    from orcid_sync.oai.errors import SourceError

    exit_code = 0
    for source in _chosen(store, names):
        try:
            exit_code = max(
                exit_code,
                _harvest_source(site, store, source, full=full, limit=limit, jobs=jobs, as_json=as_json),
            )
        except SourceError as error:
            click.echo(f"orcid-sync: {source.name}: {error}", err=True)
            exit_code = 3
    return exit_code


def _chosen(store: Store, names: tuple[str, ...]) -> list[Source]:
    known = {source.name: source for source in store.sources.all()}
    if unknown := [name for name in names if name not in known]:
        raise click.UsageError(f"There is no source “{unknown[0]}”; `orcid-sync sources list` shows them.")
    if not known:
        raise click.UsageError("There is no source yet; add one with `orcid-sync sources add URL`.")
    return [known[name] for name in names] if names else list(known.values())


def _harvest_source(
    site: Site, store: Store, source: Source, *, full: bool, limit: int | None, jobs: int, as_json: bool
) -> int:
    import datetime

    from orcid_sync.harvest import harvest

    if not as_json:
        click.echo(f"{source.name}: {source.base_url} ({source.prefix})")
    with site.oai_client(source) as client:
        pages = harvest(
            store,
            source,
            client=client,
            profile=site.profile(source.profile),
            today=datetime.datetime.now(datetime.UTC).date(),
            jobs=jobs,
            limit=limit,
            full=full,
            site_formats=site.config.formats,
        )
        return show_outcomes(_outcomes(pages, as_json=as_json), as_json=as_json, quiet=_QUIET)


def _outcomes(pages: Iterator[HarvestedPage], *, as_json: bool) -> Iterator[Outcome]:
    for page in with_progress(pages, "Harvesting"):
        for finding in page.findings:
            if as_json:
                echo_json({"finding": finding.as_json()})
            else:
                click.echo(f"{finding.severity}: {finding.message} {finding.remedy}", err=True)
        yield from page.outcomes
