"""What to say of metadata that no stylesheet reads: its name, and the nearest format to harvest instead."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from crosswalks import registry
from crosswalks.registry import Format
from schemas.finding import Finding

FORMAT_UNKNOWN = "format-unknown"
_NEAR = 0.75  # how alike two namespaces are of which one is a version of the other


class Offer(NamedTuple):
    """A format that a source announces in ListMetadataFormats."""

    prefix: str
    namespace: str = ""


def unknown_format(payload: etree._Element, site_formats: Path | None = None) -> Finding:
    """The finding for a metadata element that no stylesheet reads; `value` is its name with its namespace."""
    name = etree.QName(registry.unread_root(payload, site_formats))
    known = list(registry.formats(site_formats).values())
    nearest = max(known, key=lambda f: (_nearness(name, f), -f.rank))
    like = f" It is most like “{nearest.name}” ({nearest.title})." if _nearness(name, nearest) else ""
    read = ", ".join(f.name for f in sorted(known, key=lambda f: f.rank))
    remedy = f"Ask the repository for a format that we read ({read}), or add one: docs/add-a-format.md."
    return _finding(name, like, remedy)


def among_offers(
    finding: Finding, offers: Iterable[Offer], *, asked: str = "", site_formats: Path | None = None
) -> Finding:
    """The same finding, its remedy the nearest of `offers` that we read; `asked` is the prefix that gave it."""
    name = etree.QName(finding.value)
    others = [offer for offer in offers if offer.prefix != asked]
    read = [(o, f) for o in others if (f := registry.announced_format(o.prefix, o.namespace, site_formats))]
    if not others:
        return finding
    if not read:
        announced = ", ".join(offer.prefix for offer in others)
        return _finding(
            name, "", f"The source offers none that we read ({announced}). Add one: docs/add-a-format.md."
        )
    offer, its = max(read, key=lambda pair: (_nearness(name, pair[1]), -pair[1].rank))
    how = f"orcid-sync sources add URL --prefix {offer.prefix}"
    remedy = (
        f"The nearest format that the source offers too is “{offer.prefix}”, which we read as “{its.name}”: "
        f"harvest that ({how}), or add this one: docs/add-a-format.md."
    )
    return _finding(name, "", remedy)


def _finding(name: etree.QName, like: str, remedy: str) -> Finding:
    message = (
        f"No stylesheet reads metadata with the root element “{name.localname}” "
        f"in the namespace “{name.namespace or 'none'}”.{like}"
    )
    return Finding("format-unknown", "error", name.localname, message, remedy, name.text)


def _nearness(name: etree.QName, known: Format) -> float:
    """How much the format is like `name`: 0 for nothing, above 1 when the root has the same name."""
    return max(_alike(name, namespace, local) for namespace, local in known.roots)


def _alike(name: etree.QName, namespace: str, local: str) -> float:
    same_name = name.localname.casefold() == local.casefold()
    ours = namespace if namespace != "*" else ""
    alike = SequenceMatcher(None, name.namespace or "", ours, autojunk=False).ratio() if ours else 0.0
    return same_name + (alike if alike >= _NEAR else 0.0)
