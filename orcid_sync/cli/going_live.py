"""`orcid-sync go-live`, `pause` and `resume`: whether anything is sent at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import echo_json, show_outcomes

if TYPE_CHECKING:
    from orcid_sync.site import Site
    from orcid_sync.store import Store

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
_BY = click.option(
    "--by", metavar="NAME", help="Who decides this; default: who is signed in to this machine."
)


@click.command("go-live")
@click.option("--stop", is_flag=True, help="Go back to dry runs; what stands at ORCID stays there.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_BY
@_JSON
@click.pass_context
def go_live_command(context: click.Context, stop: bool, yes: bool, by: str | None, as_json: bool) -> None:
    """Let works be sent to ORCID records from now on. Before, every push is a dry run.

    Shows what the first push would send, and asks. Who said yes, and when, is remembered.

    \b
    Examples:
      orcid-sync go-live
      orcid-sync go-live --yes --by "A. Librarian"
      orcid-sync go-live --stop
    """
    from orcid_sync.site import Site

    site = Site.open(context.obj)
    with site.store() as store:
        if not stop and not yes:
            _ask(site, store, as_json)
        who = by or _signed_in()
        store.switches.turn("live", not stop, who=who)
    if as_json:
        echo_json({"live": not stop, "by": who})
    else:
        click.echo(
            "Nothing is sent any more." if stop else "Live: the next push sends. Next: orcid-sync push"
        )


def _ask(site: Site, store: Store, as_json: bool) -> None:
    from orcid_sync.push import push_due

    if as_json:
        raise click.UsageError("With --json nobody can be asked; say --yes or --stop.")
    click.echo(f"This is what would be sent to ORCID ({site.config.orcid.environment}):")
    would = push_due(
        store, site.clients(store), profile_of=site.profile, policies=site.policies, dry_run=True
    )
    show_outcomes(would, as_json=False)
    click.confirm("Send this, and from now on all that is due?", abort=True)


@click.command("pause")
@click.argument("source", default="")
@_BY
@_JSON
@click.pass_context
def pause_command(context: click.Context, source: str, by: str | None, as_json: bool) -> None:
    """Send nothing until `resume`: nothing at all, or nothing from SOURCE. Harvests go on.

    \b
    Examples:
      orcid-sync pause
      orcid-sync pause library
    """
    _switch(context, source, by, is_paused=True, as_json=as_json)


@click.command("resume")
@click.argument("source", default="")
@_BY
@_JSON
@click.pass_context
def resume_command(context: click.Context, source: str, by: str | None, as_json: bool) -> None:
    """End a pause: of everything, or of SOURCE. What waited goes with the next push.

    \b
    Examples:
      orcid-sync resume
      orcid-sync resume library
    """
    _switch(context, source, by, is_paused=False, as_json=as_json)


def _switch(context: click.Context, source: str, by: str | None, *, is_paused: bool, as_json: bool) -> None:
    from orcid_sync.site import Site

    with Site.open(context.obj).store() as store:
        if source and store.sources.find(source) is None:
            raise click.UsageError(f"There is no source “{source}”; `orcid-sync sources list` shows them.")
        who = by or _signed_in()
        store.switches.turn("pause", is_paused, who=who, source=source)
        paused = sorted(store.switches.paused())
    if as_json:
        echo_json({"paused": [name or "*" for name in paused], "by": who})
        return
    what = source or "everything"
    click.echo(f"Paused: {what}." if is_paused else f"Goes on: {what}.")
    if left := [name or "everything" for name in paused if name != source]:
        click.echo(f"Still paused: {', '.join(left)}.")


def _signed_in() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a user database
        return "unknown"
