"""The rehearsal's routes put together, and the last word on whatever goes wrong in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from orcid_sync.rehearsal import oai
from orcid_sync.rehearsal.wire import Wire

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from orcid_sync.rehearsal.world import World


def application(world: World) -> WSGIApplication:
    """The whole rehearsal as one WSGI application."""
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.register_blueprint(oai.routes(world))
    return Wire(app, world)
