"""`orcid-sync log`: what happened, and every call to ORCID."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import echo_json

if TYPE_CHECKING:
    from datetime import datetime


@click.command("log")
@click.argument("about", default="", metavar="[ORCID|THESIS]")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
    help="Only from this day or moment on (UTC).",
)
@click.option(
    "--limit", type=click.IntRange(1), default=1000, show_default=True, help="At most so many lines."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line of the log.")
@click.pass_context
def log_command(
    context: click.Context, about: str, since: datetime | None, limit: int, as_json: bool
) -> None:
    """Show what happened to a person or a thesis (default: to all): outcomes, and each call to ORCID.

    A call shows who was called for, what, when, and ORCID's answer; never a token, never what was sent.

    \b
    Examples:
      orcid-sync log 0000-0002-1825-0097
      orcid-sync log 20.500.14999/7 --since 2026-01-31
      orcid-sync log --json --limit 100
    """
    from datetime import UTC

    from orcid_sync.history import history_of
    from orcid_sync.site import Site

    with Site.open(context.obj).store() as store:
        lines = history_of(store, about, since=since and since.replace(tzinfo=UTC), limit=limit)
    for line in lines:
        if as_json:
            echo_json(line.as_json())
        else:
            click.echo(line.as_text())
    if not lines and not as_json:
        click.echo("Nothing is known to have happened.")
