"""`orcid-sync push` and `unlink`: bring works to ORCID records, or take one away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import (
    QUIET,
    also_into,
    echo_json,
    outcome_as_json,
    show_outcomes,
    until,
    with_progress,
)
from orcid_sync.cli.write_back import refuse_double_push, take_back

if TYPE_CHECKING:
    from orcid_sync.outcomes import Outcome
    from orcid_sync.push import Allowed
    from orcid_sync.site import Site
    from orcid_sync.store import Store


@click.command("push")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
@click.option(
    "--only", multiple=True, metavar="ORCID", help="Only this person's works (may be given more than once)."
)
@click.option("--limit", type=click.IntRange(1), help="At most so many works.")
@click.option(
    "--allow-updates",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="N updates at once are fine this time.",
)
@click.option(
    "--allow-deletions",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="N deletions at once are fine this time.",
)
@click.option(
    "--also-crosswalk-changes",
    is_flag=True,
    help="Send also what changed only because orcid-sync or the profile did.",
)
@click.option(
    "--try-again",
    multiple=True,
    metavar="THESIS",
    help="First let go what was refused or given up: of this thesis, or `all` that was given up.",
)
@QUIET
@click.option("--json", "as_json", is_flag=True, help="One JSON object per work (docs/commands.md).")
@click.pass_context
def push_command(
    context: click.Context,
    dry_run: bool,
    only: tuple[str, ...],
    limit: int | None,
    allow_updates: int,
    allow_deletions: int,
    also_crosswalk_changes: bool,
    try_again: tuple[str, ...],
    quiet: bool,
    as_json: bool,
) -> None:
    """Send what is due to ORCID: new works, and works whose thesis changed at its source.

    Nothing is sent twice, and nothing is added again that its owner deleted.

    \b
    Examples:
      orcid-sync push --dry-run
      orcid-sync push --only 0000-0002-1825-0097
      orcid-sync push --allow-updates 120
      orcid-sync push --try-again 20.500.14999/7

    Exit code 1 when a work needs a person.
    """
    from orcid_sync.interrupts import ending_cleanly
    from orcid_sync.push import Allowed
    from orcid_sync.site import Site

    allowed = Allowed(allow_updates, allow_deletions, also_crosswalk_changes)

    site = Site.open(context.obj)
    with site.store() as store, ending_cleanly() as stopped:
        _let_go(store, try_again)
        exit_code = show_push(
            site,
            store,
            stopped,
            dry_run=dry_run,
            only=only,
            limit=limit,
            allowed=allowed,
            as_json=as_json,
            quiet=quiet,
        )
    context.exit(exit_code)


def _let_go(store: Store, theses: tuple[str, ...]) -> None:
    from orcid_sync.push.deciding import try_again
    from orcid_sync.standing import known_thesis

    for typed in theses:
        number = try_again(store, None if typed == "all" else known_thesis(store, typed).id)
        click.echo(f"{number} of {typed} tried again.", err=True)


def show_push(
    site: Site,
    store: Store,
    stopped: Callable[[], bool],
    *,
    dry_run: bool,
    only: tuple[str, ...] = (),
    limit: int | None = None,
    allowed: Allowed | None = None,
    noted: list[Outcome] | None = None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Push what is due and show it; the exit code. Before `go-live` it is a dry run.

    `noted` gathers every outcome, for a report.
    """
    from orcid_sync.push import push_due

    if not dry_run:
        refuse_double_push(site)
    if not dry_run and not store.switches.is_live():
        click.echo("Nothing is sent before `orcid-sync go-live`; this is what would be sent.", err=True)
    site.shorten_log(store)
    outcomes = push_due(
        store,
        site.clients(store),
        profile_of=site.profile,
        only=only or None,
        dry_run=dry_run,
        limit=limit,
        policies=site.policies,
        look=site.look,
        allowed=allowed,
        oauth=site.oauth_if_any(store),
        former_clients=site.config.orcid.former_client_ids,
        conferring=site.config.conferring,
    )
    if noted is not None:
        outcomes = also_into(noted, outcomes)
    shown = with_progress(until(stopped, outcomes), "Pushing", lambda: len(store.holding.waiting()))
    return show_outcomes(shown, as_json=as_json, quiet=quiet)


@click.command("unlink")
@click.argument("thesis")
@click.argument("orcid")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def unlink_command(context: click.Context, thesis: str, orcid: str, as_json: bool) -> None:
    """Delete the work of THESIS from the ORCID record of ORCID, end the claim, and never add it again.

    What we wrote into the repository for this person is taken back too.

    THESIS is a DOI, a handle, an OAI identifier or an address.

    \b
    Examples:
      orcid-sync unlink 20.500.14999/7 0000-0002-1825-0097
    """
    from orcid_sync.push import NoSuchClaimError, unlink
    from orcid_sync.site import Site
    from orcid_sync.standing import UnknownThesisError

    site = Site.open(context.obj)
    with site.store() as store:
        known = store.theses.find(thesis)
        if known is None:
            raise UnknownThesisError(thesis)
        try:
            outcome = unlink(store, site.clients(store), known.id, orcid, profile_of=site.profile)
        except NoSuchClaimError as error:
            raise click.UsageError(str(error)) from None
        exit_code = _show_one(outcome, as_json)
        exit_code = max(exit_code, take_back(site, store, known.id, orcid, as_json=as_json))
    context.exit(exit_code)


def _show_one(outcome: Outcome, as_json: bool) -> int:
    if not as_json:
        return show_outcomes([outcome], as_json=False)
    echo_json(outcome_as_json(outcome))
    return int(outcome.needs_a_person)
