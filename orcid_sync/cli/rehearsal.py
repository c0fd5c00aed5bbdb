"""`orcid-sync rehearsal`: the stand-ins for ORCID and a repository, or for a DSpace."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import click


@click.command("rehearsal")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one."
)
@click.option(
    "--dspace", "version", metavar="VERSION", help="Be a DSpace of this version (7.6.2, 8.1, …) instead."
)
@click.option("--json", "as_json", is_flag=True, help="Say where it answers as one JSON object.")
def rehearsal_command(port: int, version: str | None, as_json: bool) -> None:
    """Run a stand-in for ORCID and for a repository on this machine, for trying things out and for tests.

    It invents people and theses, keeps nothing, and listens on 127.0.0.1 only. Open its address in a browser.
    With --dspace it is a DSpace instead: its REST API with sign-in, and its OAI-PMH base URL.

    \b
    Examples:
      orcid-sync rehearsal
      orcid-sync rehearsal --port 0
      orcid-sync rehearsal --dspace 8.1
    """
    from orcid_sync.errors import Stopped

    try:
        with suppress(KeyboardInterrupt):
            _be_dspace(version, port, as_json=as_json) if version else _be_orcid(port, as_json=as_json)
    except OSError as error:
        raise Stopped(
            f"Port {port} cannot be used ({error.strerror}).",
            what_to_do="Take another one with --port, or 0 for any.",
        ) from None
    click.echo("The rehearsal is over.", err=True)


def _be_orcid(port: int, *, as_json: bool) -> None:
    from orcid_sync.cli.showing import echo_json
    from orcid_sync.rehearsal import Rehearsal, serve

    def started(rehearsal: Rehearsal) -> None:
        if as_json:
            echo_json({"url": rehearsal.url, "oai_url": rehearsal.oai_url})
            return
        click.echo(
            f"The rehearsal (not ORCID) answers at {rehearsal.url}; its OAI-PMH base URL is {rehearsal.oai_url}."
        )
        click.echo("Ctrl-C ends it; nothing is kept.")

    serve(port, started=started)


def _be_dspace(version: str, port: int, *, as_json: bool) -> None:
    from orcid_sync.contract import platform
    from orcid_sync.oai import provider

    try:
        double = platform("dspace").double.DoubleServer(version, port=port, oai=provider)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--dspace") from None
    _say_where(double, version, as_json=as_json)
    double.serve_forever()


def _say_where(double: Any, version: str, *, as_json: bool) -> None:
    from orcid_sync.cli.showing import echo_json

    accounts = [
        {"email": one.email, "password": one.password, "rights": one.rights}
        for one in double.world.accounts.values()
    ]
    if as_json:
        echo_json({"url": double.url, "oai_url": double.oai_url, "accounts": accounts})
        return
    click.echo(
        f"A stand-in for DSpace {version} answers at {double.url}; its OAI-PMH base URL is {double.oai_url}."
    )
    for one in accounts:
        click.echo(f"  {one['email']}  {one['password']}  ({one['rights']})")
    click.echo("Ctrl-C ends it; nothing is kept.")
