"""The formats we read: one folder each, with its stylesheet and what dispatch needs to know.

A stylesheet is chosen by root element and namespace, never by metadataPrefix: prefixes are local habits.
A wrapper (METS, oai_datacite) has no stylesheet: what it holds is read by the format of that.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from crosswalks.errors import CrosswalkError

PACKAGED = Path(str(files("crosswalks") / "formats"))
_STYLESHEET = "thesis.xsl"
_ANY_NAMESPACE = "*"


@dataclass(frozen=True, slots=True)
class Format:
    """One source format. `roots` are the (namespace, local name) pairs it answers to; `rank` orders preference.

    `thesis_only`: the root element itself is evidence that the record is a thesis.
    `date_stamps`: deposit stamps hide among its dates, cut to look like plain ones (stock DSpace ETD-MS).
    `inner`: the path from its root to what it wraps; "" when it is no wrapper.
    `spread`: its parts lie in several sections of a wrapper, so its stylesheet takes the wrapper itself (TEF).
    """

    name: str
    title: str
    roots: frozenset[tuple[str, str]]
    folder: Path
    thesis_only: bool = False
    date_stamps: bool = False
    rank: int = 50
    inner: str = ""
    spread: bool = False
    _local: threading.local = field(default_factory=threading.local, compare=False, repr=False)

    def stylesheet(self) -> etree.XSLT:
        """The compiled stylesheet, one per thread: a shared one mixes its error log between threads.

        Raises CrosswalkError when the file cannot be read as a stylesheet.
        """
        compiled: etree.XSLT | None = getattr(self._local, "stylesheet", None)
        if compiled is None:
            compiled = self._local.stylesheet = compile_stylesheet(self.folder / _STYLESHEET)
        return compiled


def compile_stylesheet(path: Path) -> etree.XSLT:
    """The stylesheet at `path`, allowed to read files beside it and nothing else."""
    # Stylesheets of a site are code: without this, exsl:document writes files (style.md, trap 4).
    sandbox = etree.XSLTAccessControl(
        read_file=True, write_file=False, create_dir=False, read_network=False, write_network=False
    )
    try:
        # From a path, not from bytes: otherwise xsl:include finds nothing.
        return etree.XSLT(etree.parse(str(path)), access_control=sandbox)
    except (OSError, etree.XMLSyntaxError, etree.XSLTParseError) as error:
        raise CrosswalkError(str(path), f"this is no usable stylesheet: {error}") from error


def formats(site_folder: Path | None = None) -> Mapping[str, Format]:
    """All formats by name, the packaged ones first; a site's folder may add to them or replace one."""
    return _formats(site_folder)


@cache
def _formats(site_folder: Path | None) -> Mapping[str, Format]:
    found = {f.name: f for f in _in_folder(PACKAGED)}
    if site_folder is not None:
        found |= {f.name: f for f in _in_folder(site_folder)}
    return found


@cache
def _by_root(site_folder: Path | None) -> Mapping[tuple[str, str], Format]:
    return {root: f for f in _formats(site_folder).values() for root in f.roots}


class Reader(NamedTuple):
    """The format that reads a record, and the element that its stylesheet takes."""

    format: Format
    payload: etree._Element


def reader_of(payload: etree._Element, site_folder: Path | None = None) -> Reader | None:
    """Who reads a metadata element, the best reader where a wrapper holds several; None when nobody does."""
    found = _answering_to(payload, site_folder)
    if found is None or not found.inner:
        return Reader(found, payload) if found is not None else None
    readers = filter(None, (reader_of(inner, site_folder) for inner in payload.iterfind(found.inner)))
    best = min(readers, key=lambda reader: reader.format.rank, default=None)
    return best._replace(payload=payload) if best is not None and best.format.spread else best


def format_of(payload: etree._Element, site_folder: Path | None = None) -> Format | None:
    """The format of a metadata element, or of what it wraps; None when no stylesheet answers to its root."""
    reader = reader_of(payload, site_folder)
    return reader.format if reader is not None else None


def announced_format(prefix: str, namespace: str, site_folder: Path | None = None) -> Format | None:
    """Who should read what a source announces: by its namespace, else by a prefix that everybody uses."""
    known = _formats(site_folder)
    for candidate in known.values():
        if namespace and any(namespace == root for root, _ in candidate.roots):
            return candidate
    return known.get(prefix) or known.get(prefix.removeprefix("oai_"))


def unread_root(payload: etree._Element, site_folder: Path | None = None) -> etree._Element:
    """The element whose name tells which format is missing: the first one inside a wrapper, else `payload`."""
    found = _answering_to(payload, site_folder)
    inner = payload.find(found.inner) if found is not None and found.inner else None
    return payload if inner is None else unread_root(inner, site_folder)


def _answering_to(payload: etree._Element, site_folder: Path | None) -> Format | None:
    return _answering_to_tag(str(payload.tag), site_folder)


@lru_cache(maxsize=1024)
def _answering_to_tag(tag: str, site_folder: Path | None) -> Format | None:
    name = etree.QName(tag)
    known = _by_root(site_folder)
    exact = known.get((name.namespace or "", name.localname))
    return exact if exact is not None else known.get((_ANY_NAMESPACE, name.localname))


def _in_folder(folder: Path) -> Iterable[Format]:
    if not folder.is_dir():
        return
    for path in sorted(folder.glob("*/format.toml")):
        yield _read_format(path)


def _read_format(path: Path) -> Format:
    try:
        settings: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return Format(
            name=path.parent.name,
            title=settings["title"],
            roots=frozenset((ns, root["name"]) for root in settings["root"] for ns in root["namespaces"]),
            folder=path.parent,
            thesis_only=settings.get("thesis_only", False),
            date_stamps=settings.get("date_stamps", False),
            rank=settings.get("rank", 50),
            inner=settings.get("inner", ""),
            spread=settings.get("spread", False),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CrosswalkError(str(path), f"the description of this format cannot be read: {error}") from error
