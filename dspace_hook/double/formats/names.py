"""The names of the formats' vocabularies."""

from __future__ import annotations

from typing import Final

DC: Final = "http://purl.org/dc/elements/1.1/"
DCTERMS: Final = "http://purl.org/dc/terms/"
DOC: Final = "http://www.lyncode.com/xoai"
ETDMS: Final = "http://www.ndltd.org/standards/metadata/etdms/1.0/"
OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DIM: Final = "http://www.dspace.org/xmlns/dspace/dim"
RDF: Final = "http://www.openarchives.org/OAI/2.0/rdf/"
MODS: Final = "http://www.loc.gov/mods/v3"
MODS_SCHEMA: Final = "http://www.loc.gov/standards/mods/v3/mods-3-1.xsd"
MARC: Final = "http://www.loc.gov/MARC21/slim"
METS: Final = "http://www.loc.gov/METS/"
DIDL: Final = "urn:mpeg:mpeg21:2002:02-DIDL-NS"
ATOM: Final = "http://www.w3.org/2005/Atom"
RIOXX: Final = "http://www.rioxx.net/schema/v3.0/rioxx/"
UKETD: Final = "http://naca.central.cranfield.ac.uk/ethos-oai/2.0/"
NDLTD: Final = "http://www.ndltd.org/standards/metadata/etdms/1.0/etdms.xsd"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
