"""The formats we read: one folder each, with its stylesheet and what dispatch needs to know.

A stylesheet is chosen by root element and namespace, never by metadataPrefix: prefixes are local habits.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree

from crosswalks.errors import CrosswalkError

PACKAGED = Path(str(files("crosswalks") / "formats"))
_STYLESHEET = "thesis.xsl"


@dataclass(frozen=True, slots=True)
class Format:
    """One source format. `roots` are the (namespace, local name) pairs it answers to; `rank` orders preference.

    `thesis_only`: the root element itself is evidence that the record is a thesis.
    `date_stamps`: deposit stamps hide among its dates, cut to look like plain ones (stock DSpace ETD-MS).
    """

    name: str
    title: str
    roots: frozenset[tuple[str, str]]
    folder: Path
    thesis_only: bool = False
    date_stamps: bool = False
    rank: int = 50
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


@cache
def formats(site_folder: Path | None = None) -> Mapping[str, Format]:
    """All formats by name, the packaged ones first; a site's folder may add to them or replace one."""
    found = {f.name: f for f in _in_folder(PACKAGED)}
    if site_folder is not None:
        found |= {f.name: f for f in _in_folder(site_folder)}
    return found


@cache
def _by_root(site_folder: Path | None) -> Mapping[tuple[str, str], Format]:
    return {root: f for f in formats(site_folder).values() for root in f.roots}


def format_of(payload: etree._Element, site_folder: Path | None = None) -> Format | None:
    """The format of a metadata element, or None when no stylesheet answers to its root."""
    name = etree.QName(payload)
    return _by_root(site_folder).get((name.namespace or "", name.localname))


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
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CrosswalkError(str(path), f"the description of this format cannot be read: {error}") from error
