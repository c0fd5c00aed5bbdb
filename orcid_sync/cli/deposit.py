"""`orcid-sync deposit`: one item now, the whole way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from orcid_sync.cli.push import show_push
from orcid_sync.cli.showing import QUIET, show_outcomes
from orcid_sync.cli.write_back import run_write_back

if TYPE_CHECKING:
    from orcid_sync.outcomes import Outcome
    from orcid_sync.site import Site
    from orcid_sync.store import KnownThesis, Store


@click.command("deposit")
@click.argument("identifier")
@QUIET
@click.option("--json", "as_json", is_flag=True, help="One JSON object per outcome (docs/commands.md).")
@click.pass_context
def deposit_command(context: click.Context, identifier: str, quiet: bool, as_json: bool) -> None:
    """One item now: fetch it, make a work of it, push it, write the iD back. Harmless to repeat.

    IDENTIFIER is an OAI identifier or a handle.

    \b
    Examples:
      orcid-sync deposit oai:repository.example:20.500.14999/7
      orcid-sync deposit 20.500.14999/7

    Exit code 1 when it needs a person, 3 when the source, ORCID or the repository stopped us.
    """
    from orcid_sync.interrupts import ending_cleanly
    from orcid_sync.site import Site

    site = Site.open(context.obj)
    with site.store() as store, ending_cleanly() as stopped:
        fetched = _fetched(site, store, identifier)
        exit_code = show_outcomes(fetched, as_json=as_json, quiet=quiet)
        known = store.theses.find(fetched[0].identifier) if fetched else None
        if known and not stopped():
            exit_code = max(exit_code, _onwards(site, store, stopped, known, as_json=as_json, quiet=quiet))
    context.exit(exit_code)


def _fetched(site: Site, store: Store, typed: str) -> list[Outcome]:
    """What the first source that has the item made of it."""
    import datetime

    from orcid_sync.harvest import harvest_one
    from orcid_sync.outcomes import Happened, Outcome

    known = store.theses.find(typed)
    names = dict.fromkeys([*(known.identifiers if known else ()), typed])
    for source in store.sources.all():
        with site.oai_client(source) as client:
            for name in names:
                outcomes = harvest_one(
                    store,
                    source,
                    name,
                    client=client,
                    profile=site.profile(source.profile),
                    today=datetime.datetime.now(datetime.UTC).date(),
                    site_formats=site.config.formats,
                )
                if outcomes:
                    return outcomes
    reason = "No source has it yet: repositories such as DSpace show a deposit in OAI-PMH only after a nightly job."
    return [
        Outcome(typed, Happened.POSTPONED, reason, "Repeat it later, or wait for the next `orcid-sync run`.")
    ]


def _onwards(
    site: Site, store: Store, stopped: Callable[[], bool], known: KnownThesis, *, as_json: bool, quiet: bool
) -> int:
    """Push what is due of its people, and write their iDs back; who says so has mended what waited for a person."""
    store.write_backs.try_again(known.id)
    people = tuple(dict.fromkeys(claim.orcid_id for claim in store.claims.all(thesis_id=known.id)))
    exit_code = 0
    if people:
        exit_code = show_push(site, store, stopped, dry_run=False, only=people, as_json=as_json, quiet=quiet)
    if stopped():
        return exit_code
    written = run_write_back(
        site, store, stopped, dry_run=False, only={known.id}, as_json=as_json, quiet=quiet
    )
    return max(exit_code, written)
