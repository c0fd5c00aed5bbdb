"""`orcid-sync keys`: the key that encrypts tokens."""

from __future__ import annotations

import click

from orcid_sync.cli.showing import echo_json


@click.group("keys")
def keys_group() -> None:
    """Change the key that encrypts tokens in the database."""


@keys_group.command("rotate")
@click.option("--drop-old", is_flag=True, help="Make no new key; end the old ones once nothing needs them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def rotate_command(context: click.Context, drop_old: bool, as_json: bool) -> None:
    """Make a new key, put it first into the key file, and encrypt everything in the database with it.

    The old key stays in the file, so that nothing running fails; --drop-old ends it later.

    \b
    Examples:
      orcid-sync keys rotate
      orcid-sync keys rotate --drop-old
    """
    from orcid_sync.keys import rotate
    from orcid_sync.site import Site

    rotated = rotate(Site.open(context.obj), drop_old=drop_old)
    if as_json:
        echo_json(rotated._asdict())
        return
    click.echo("A new key is made." if rotated.made else "No new key was made.")
    click.echo(f"{rotated.encrypted} rows were encrypted again; the file holds {rotated.keys} keys.")
    if rotated.keys > 1:
        click.echo(
            "Next: keep a copy of the key file, restart `serve`, then orcid-sync keys rotate --drop-old."
        )
