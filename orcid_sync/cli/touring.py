"""`orcid-sync demo --web`: the story in a browser, served on this machine until Ctrl-C."""

from __future__ import annotations

import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from orcid_sync.cli.showing import echo_json
from orcid_sync.errors import ConfigError, Stopped

if TYPE_CHECKING:
    from orcid_sync.config import Config
    from orcid_sync.site import Site

_HOST = "127.0.0.1"


def tour(out: Path, *, member: Config | None, port: int, as_json: bool, open_browser: bool) -> None:
    """Lead through the story; with the sandbox of a `member`, else with the rehearsal."""
    from orcid_sync.rehearsal import Rehearsal

    port = _registered_port(member) if member else port
    with Rehearsal() as rehearsal, suppress(KeyboardInterrupt):
        _serve(out, member, rehearsal.url, port, as_json, open_browser)
    click.echo("The demo is over.", err=True)


def _registered_port(member: Config) -> int:
    """The port of the redirect URI that the member has registered at the sandbox. Raises ConfigError."""
    from orcid_sync.tour import ROOT
    from orcid_sync.web_settings import CALLBACK

    parts = urlsplit(member.orcid.redirect_uri)
    if member.orcid.environment != "sandbox":
        raise ConfigError(
            f"This site's ORCID is “{member.orcid.environment}”.",
            what_to_do="Make one with --environment sandbox and your sandbox client id (orcid-sync init).",
        )
    if (parts.scheme, parts.hostname) != ("http", _HOST) or parts.path != ROOT + CALLBACK or not parts.port:
        raise ConfigError(
            f"orcid.redirect_uri is “{member.orcid.redirect_uri}”.",
            what_to_do=f"Register http://{_HOST}:8766{ROOT}{CALLBACK} at ORCID's sandbox, and write it there.",
        )
    return parts.port


def _serve(
    out: Path, member: Config | None, rehearsal_url: str, port: int, as_json: bool, open_browser: bool
) -> None:
    from waitress.server import create_server

    from orcid_sync.tour import ROOT, Tour, tour_application

    door = _Door()
    try:
        server = create_server(door, host=_HOST, port=port, threads=8, ident="orcid-sync")
    except OSError as error:
        raise Stopped(
            f"Port {port} cannot be used ({error.strerror}).",
            what_to_do="Take another one with --port, or 0.",
        ) from None
    address = f"http://{_HOST}:{server.effective_port}"
    begun = Tour.begin(_site(out, member, rehearsal_url, address + ROOT), rehearsal_url)
    door.inside = tour_application(begun)
    with begun.desk.store:
        _tell(address, rehearsal_url, as_json)
        if open_browser:
            webbrowser.open(address)
        server.run()


def _site(out: Path, member: Config | None, rehearsal_url: str, address: str) -> Site:
    from orcid_sync.tour import rehearsal_site, sandbox_site

    return sandbox_site(out, member, address) if member else rehearsal_site(out, rehearsal_url, address)


def _tell(address: str, rehearsal_url: str, as_json: bool) -> None:
    if as_json:
        echo_json({"url": f"{address}/", "rehearsal": rehearsal_url})
        return
    click.echo(f"Open {address}/ in a browser: it leads you through the whole story. Ctrl-C ends it.")


class _Door:
    """Takes the port before the site is made, which has to know it."""

    inside: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        return self.inside(environ, start_response)
