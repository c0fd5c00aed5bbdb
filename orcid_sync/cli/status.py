"""`orcid-sync status`: what is due, done, and stuck."""

from __future__ import annotations

import click

from orcid_sync.cli.showing import echo_json


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--thesis", help="One thesis: its DOI, handle, OAI identifier or address.")
@click.pass_context
def status_command(context: click.Context, as_json: bool, thesis: str | None) -> None:
    """Say what is due, what is done, and what is stuck and why.

    \b
    Examples:
      orcid-sync status
      orcid-sync status --thesis 20.500.14999/12
    """
    from contextlib import closing, nullcontext

    from orcid_sync.site import Site
    from orcid_sync.standing import standing_of, standing_of_thesis

    site = Site.open(context.obj)
    opened = closing(site.repository()) if site.config.repository else nullcontext()
    with site.store() as store, opened as repository:
        standing = standing_of_thesis(store, thesis) if thesis else standing_of(store, repository)
    if as_json:
        echo_json(standing.as_json())
    else:
        click.echo(standing.as_text())
