"""The stock metadata formats of DSpace's OAI-PMH half, with all their defects (§1.5, §1.6, §10.6, §10.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from dspace_hook.double.exposed import Exposed
from dspace_hook.double.formats import flat, library, names, openaire, raw, wrapped


class Format(NamedTuple):
    """A format: what announces it, what writes it, which items have it (None: all), and since when it is there."""

    prefix: str
    schema: str
    namespace: str
    write: Callable[[Exposed], str]
    takes: Callable[[Exposed], bool] | None = None
    since: int = 6


def offered(major: int, context: str = "request") -> Mapping[str, Format]:
    """The formats of a context by prefix, in the order in which the version announces them.

    `driver` and `openaire` leave items out; that they write the others in other words is not played.
    """
    known = {one.prefix: one for one in FORMATS if one.since <= major}
    chosen = [known[prefix] for prefix in contexts(major)[context]]
    if context in ("driver", "openaire"):
        chosen = [one._replace(takes=_is_of_driver) for one in chosen]
    return {one.prefix: one for one in chosen}


def contexts(major: int) -> Mapping[str, Sequence[str]]:
    """The contexts of a version, with the prefixes of each: those whose formats it has."""
    known = [one.prefix for one in FORMATS if one.since <= major]
    others = {name: prefixes for name, prefixes in _CONTEXTS.items() if set(prefixes) <= set(known)}
    return {"request": [prefix for prefix in known if prefix != "oai_openaire"], **others}


def _is_of_driver(one: Exposed) -> bool:
    # Words of the old vocabulary, as in info:eu-repo/semantics/doctoralThesis (§1.1): "Thesis" drops out.
    return any(
        text.endswith(("doctoralThesis", "masterThesis", "bachelorThesis")) for text in one.texts("type")
    )


def _is_thesis(one: Exposed) -> bool:
    # Case-sensitive, so that "Doctoral thesis" has none (§1.1, §10.7).
    return any("Thesis" in text for text in one.texts("type"))


_MPEG = (
    "http://standards.iso.org/ittf/PubliclyAvailableStandards/MPEG-21_schema_files/did/didl.xsd\n            "
)
_ORE = "http://tweety.lanl.gov/public/schemas/2008-06/atom-tron.sch"
_METS = "http://www.loc.gov/standards/mets/mets.xsd"
_RIOXX = f"{names.RIOXX} {names.RIOXX}rioxx.xsd"
_UKETD = f"{names.UKETD}uketd_dc.xsd"
_QDC = "http://dublincore.org/schemas/xmls/qdc/2006/01/06/dcterms.xsd"
_OAI = "http://www.openarchives.org/OAI/2.0"
_MARC = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"

FORMATS: Final = (
    Format("didl", _MPEG, names.DIDL, wrapped.didl),
    Format("mods", names.MODS_SCHEMA, names.MODS, library.mods),
    Format("ore", _ORE, names.ATOM, wrapped.ore),
    Format("mets", _METS, names.METS, library.mets),
    Format("xoai", "http://www.lyncode.com/schemas/xoai.xsd", names.DOC, raw.xoai),
    Format("dim", "http://www.dspace.org/schema/dim.xsd", names.DIM, raw.dim),
    Format("rioxx", _RIOXX, names.RIOXX, wrapped.rioxx, wrapped.names_its_language, since=8),
    Format("uketd_dc", _UKETD, names.UKETD, flat.uketd_dc, _is_thesis),
    Format("qdc", _QDC, names.DCTERMS, flat.qdc),
    Format("oai_dc", f"{_OAI}/oai_dc.xsd", names.OAI_DC, flat.oai_dc),
    Format("rdf", f"{_OAI}/rdf.xsd", names.RDF, flat.rdf),
    Format("marc", _MARC, names.MARC, library.marc),
    Format("etdms", names.NDLTD, names.ETDMS, flat.etdms),
    Format("oai_openaire", openaire.SCHEMA, openaire.NAMESPACE, openaire.oai_openaire, since=7),
)
_CONTEXTS: Final = {
    "driver": ("didl", "mets", "oai_dc"),
    "openaire": ("mets", "oai_dc"),
    "openaire4": ("oai_openaire",),
    "rioxx": ("qdc", "oai_dc", "rioxx"),
}
