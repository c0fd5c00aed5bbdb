"""`orcid-sync serve`: the pages for students and staff, and the periodic work, in one process."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from orcid_sync.cli.run import Round, duration
from orcid_sync.cli.showing import echo_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orcid_sync.site import Site


@click.command("serve")
@click.argument("sites", nargs=-1, type=click.Path(exists=True))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0: a free one.")
@click.option(
    "--every", callback=duration, default="15m", show_default=True, help="How often to harvest and push."
)
@click.option("--pages-only", is_flag=True, help="No periodic work: another process does it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object once it answers.")
@click.pass_context
def serve_command(
    context: click.Context,
    sites: tuple[str, ...],
    host: str,
    port: int,
    every: timedelta,
    pages_only: bool,
    as_json: bool,
) -> None:
    """Serve the pages of one site, or of each of SITES under the path of its orcid.redirect_uri.

    In between it harvests, pushes, writes back and joins submissions, unless --pages-only. Put a reverse proxy
    with TLS before it, and say so in web.proxies. It ends after what is at hand when it is told to.

    \b
    Examples:
      orcid-sync serve
      orcid-sync serve /srv/orcid/north /srv/orcid/south --port 8080
    """
    from orcid_sync.interrupts import Ended, ending_cleanly
    from orcid_sync.web.serving import Server, open_desks

    folders: list[str | None] = list(sites) or [context.obj]
    try:
        with ending_cleanly() as stopped, open_desks(folders) as desks:
            proxies = max(desk.settings.proxies for desk in desks)
            with Server(desks, host=host, port=port, proxies=proxies, works=not pages_only) as server:
                _say(as_json, host, server.port, [desk.address for desk in desks])
                if pages_only:
                    server.wait(stopped)
                else:
                    _work([desk.site for desk in desks], every, stopped)
    except Ended:
        context.exit(0)


def _say(as_json: bool, host: str, port: int, addresses: Sequence[str]) -> None:
    if as_json:
        echo_json({"listening": f"http://{host}:{port}", "addresses": list(addresses)})
        return
    click.echo(f"Listening on http://{host}:{port}, for {' and '.join(f'{one}/' for one in addresses)}")


def _work(sites: Sequence[Site], every: timedelta, stopped: Callable[[], bool]) -> None:
    """Harvest and push all sites that have a source, again and again."""
    from orcid_sync.rounds import go_round

    def one_round() -> None:
        for site in sites:
            with site.store() as store:
                has_sources = bool(store.sources.all())
            if has_sources and not stopped():
                Round(site, (), stopped, False, 1, True, False, None).run()

    go_round(one_round, every, stopped=stopped, say=lambda said: click.echo(f"orcid-sync: {said}", err=True))
