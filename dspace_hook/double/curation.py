"""The stock curation task `MetadataWebService`: DSpace asks a service about an item, and writes its answer (§4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from dspace_hook.double import values
from dspace_hook.double.items import Item
from dspace_hook.double.values import Value
from dspace_hook.double.world import World

# Values are written with the default language (§10.11).
LANGUAGE: Final = "en"
_ARROWS: Final = re.compile(r"(?P<path>.+?)(?:(?P<arrow>->|=>|~>)(?P<field>[\w.]+))?")


@dataclass(frozen=True, slots=True)
class Task:
    """A task as `curate.cfg` describes it: the address with a field in braces, and paths to fields."""

    template: str
    datamap: tuple[str, ...]
    headers: Mapping[str, str] = field(default_factory=dict)


class CurationError(Exception):
    """The task failed for an item; its text is DSpace's report."""


def curate(world: World, task: Task, item: Item) -> list[str]:
    """Run a task on one item; what it reports. Raises CurationError."""
    reports = []
    for path, arrow, name in _mapped(task):
        found = _answers(world, task, item, path)
        if arrow:
            _write(world, item, arrow, name, found)
        else:
            reports += found
    return reports


def _mapped(task: Task) -> Iterator[tuple[str, str, str]]:
    for entry in task.datamap:
        match = _ARROWS.fullmatch(entry.strip())
        if match:
            yield match["path"], match["arrow"] or "", match["field"] or ""


def _answers(world: World, task: Task, item: Item, path: str) -> list[str]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        tree = etree.fromstring(_asked(world, task, item), parser)
    except etree.XMLSyntaxError as error:
        raise CurationError(f"XML parse error: {error}") from None
    if tree.getroottree().docinfo.doctype:
        raise CurationError("DTDs are refused")
    found = tree.xpath(path)
    texts = (
        [one.text if isinstance(one, etree._Element) else str(one) for one in found]
        if isinstance(found, list)
        else []
    )
    if None in texts:
        raise CurationError("java.lang.NullPointerException")
    return [text for text in texts if text is not None]


def _asked(world: World, task: Task, item: Item) -> bytes:
    import requests

    address = _address(world, task, item)
    if urlsplit(address).hostname not in ("127.0.0.1", "localhost"):
        raise CurationError("only services on this machine are asked")
    try:
        answer = requests.get(address, headers=dict(task.headers), timeout=10)
    except requests.RequestException as error:
        raise CurationError(type(error).__name__) from None
    if answer.status_code != 200:
        raise CurationError(f"IO exception: status {answer.status_code}")
    return answer.content


def _address(world: World, task: Task, item: Item) -> str:
    """The address with the first value in it, as it stands: not encoded."""
    wanted = re.search(r"\{([\w.]+)\}", task.template)
    name = wanted[1] if wanted else ""
    value = values.first(world.metadata(item).get(name, ()))
    if wanted and value is None:
        raise CurationError(f"Item: {item.handle} lacks metadata value required for lookup")
    return task.template.replace(f"{{{name}}}", value or "")


def _write(world: World, item: Item, arrow: str, name: str, found: list[str]) -> None:
    if name not in world.registry:
        raise CurationError(f"{name} is not registered")
    held = () if arrow == "=>" else item.metadata.get(name, ())
    if not found or (arrow == "~>" and held):
        return
    known = {one.value for one in held}
    new = tuple(Value(text, LANGUAGE) for text in found if text not in known)
    if new:
        item.metadata = {**item.metadata, name: (*held, *new)}
        item.modified = world.now()
