"""`orcid-sync rehearsal`: the stand-in for ORCID and a repository."""

from __future__ import annotations

from contextlib import suppress

import click


@click.command("rehearsal")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one."
)
@click.option("--json", "as_json", is_flag=True, help="Say where it answers as one JSON object.")
def rehearsal_command(port: int, as_json: bool) -> None:
    """Run a stand-in for ORCID and for a repository on this machine, for trying things out and for tests.

    It invents people and theses, keeps nothing, and listens on 127.0.0.1 only. Open its address in a browser.

    \b
    Examples:
      orcid-sync rehearsal
      orcid-sync rehearsal --port 0
    """
    from orcid_sync.cli.showing import echo_json
    from orcid_sync.errors import Stopped
    from orcid_sync.rehearsal import Rehearsal, serve

    def started(rehearsal: Rehearsal) -> None:
        if as_json:
            echo_json({"url": rehearsal.url, "oai_url": rehearsal.oai_url})
            return
        click.echo(
            f"The rehearsal (not ORCID) answers at {rehearsal.url}; its OAI-PMH base URL is {rehearsal.oai_url}."
        )
        click.echo("Ctrl-C ends it; nothing is kept.")

    try:
        with suppress(KeyboardInterrupt):
            serve(port, started=started)
    except OSError as error:
        raise Stopped(
            f"Port {port} cannot be used ({error.strerror}).",
            what_to_do="Take another one with --port, or 0 for any.",
        ) from None
    click.echo("The rehearsal is over.", err=True)
