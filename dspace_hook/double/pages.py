"""One page for a person: the theses, their contributors, and wherever an iD stands."""

from __future__ import annotations

from flask import Blueprint, render_template

from dspace_hook.double.items import Item
from dspace_hook.double.values import Value
from dspace_hook.double.world import World


def routes(world: World, *, with_oai: bool) -> Blueprint:
    """The page: all theses at `/`, one of them at its handle."""
    pages = Blueprint("pages", __name__)

    def page(items: list[Item], status: int = 200) -> tuple[str, int]:
        here = world.base.removesuffix(world.quirks.rest_root)
        oai = f"{here}{world.quirks.oai_root}/oai/request" if with_oai else ""
        shown = [(item, _telling(world, item)) for item in items]
        about = {"name": world.name, "version": world.quirks.version, "base": world.base}
        return render_template("theses.html", items=shown, oai=oai, **about), status

    @pages.get("/")
    def theses() -> tuple[str, int]:
        return page(list(world.items.values()))

    @pages.get("/handle/<path:handle>")
    def thesis(handle: str) -> tuple[str, int]:
        found = world.by_handle(handle)
        return page([found]) if isinstance(found, Item) else page([], 404)

    return pages


def _telling(world: World, item: Item) -> dict[str, tuple[Value, ...]]:
    return {
        name: held
        for name, held in world.metadata(item).items()
        if name.startswith("dc.contributor.") or "orcid" in name or name == "dc.creator"
    }
