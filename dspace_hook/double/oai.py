"""The OAI-PMH half."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Blueprint

from dspace_hook.double.world import World


class Respond(Protocol):
    """`orcid_sync.oai.provider`, which is handed in."""

    respond: Any


def routes(world: World, respond: Respond) -> Blueprint:
    """None yet."""
    return Blueprint("oai", __name__)
