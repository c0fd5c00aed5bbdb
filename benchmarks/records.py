"""Invented ETD-MS 1.1 records of the size and shape that repositories serve: about 4.7 kB each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from html import escape

PAGE_SIZE = 100
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-15T10:00:00Z</responseDate>'
    '<request verb="ListRecords" metadataPrefix="oai_etdms">http://127.0.0.1/oai</request><ListRecords>'
)
_WORDS = [
    "analysis",
    "étude",
    "Wasser",
    "transition",
    "model",
    "energy",
    "río",
    "community",
    "policy",
    "structure",
    "language",
    "Übergang",
    "memory",
    "urban",
    "field",
    "learning",
    "řeka",
    "climate",
    "tissue",
    "surface",
    "network",
    "history",
    "signal",
    "method",
    "theory",
    "region",
    "market",
    "growth",
    "design",
]
_NAMES = [
    "Novák",
    "Müller",
    "Fernández",
    "Okafor",
    "Lindqvist",
    "Rossi",
    "Dupont",
    "Kowalska",
    "Haddad",
    "Tanaka",
    "Silva",
    "O'Neill",
]
_GIVEN = ["Eva", "Jürgen", "María", "Chidi", "Astrid", "Paolo", "Zoé", "Anna", "Layla", "Ken", "Inês", "Sean"]


def pages(records: int, *, seed: int = 7) -> Iterator[bytes]:
    """ListRecords pages of 100 records, linked by resumption tokens; two records in a hundred are deleted."""
    chance = random.Random(seed)
    for start in range(0, records, PAGE_SIZE):
        end = min(start + PAGE_SIZE, records)
        body = "".join(_record(number, chance) for number in range(start, end))
        token = f"t{end}" if end < records else ""
        tail = f'<resumptionToken completeListSize="{records}" cursor="{start}">{token}</resumptionToken>'
        yield f"{_HEAD}{body}{tail}</ListRecords></OAI-PMH>".encode()


def _record(number: int, chance: random.Random) -> str:
    header = (
        f"<identifier>oai:bench.example:20.500.14998/{number}</identifier>"
        f"<datestamp>2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}T10:00:00Z</datestamp>"
        "<setSpec>theses</setSpec>"
    )
    if chance.random() < 0.02:
        return f'<record><header status="deleted">{header}</header></record>'
    return f"<record><header>{header}</header><metadata>{_thesis(number, chance)}</metadata></record>"


def _thesis(number: int, chance: random.Random) -> str:
    subjects = "".join(f"<dc:subject>{_words(2, chance)}</dc:subject>" for _ in range(chance.randint(3, 8)))
    return (
        '<thesis xmlns="http://www.ndltd.org/standards/metadata/etdms/1.1/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f'<dc:title xml:lang="en">{_words(9, chance)}: {_words(5, chance)} {number}</dc:title>'
        f'<dcterms:alternative xml:lang="fr">{_words(10, chance)}</dcterms:alternative>'
        f"<dc:creator>{_name(chance)}</dc:creator>{subjects}"
        f'<dc:description role="abstract" xml:lang="en">{_words(chance.randint(120, 260), chance)}</dc:description>'
        f'<dc:description role="abstract" xml:lang="fr">{_words(chance.randint(120, 260), chance)}</dc:description>'
        "<dc:publisher>Bench University</dc:publisher>"
        f'<dc:contributor role="advisor">{_name(chance)}</dc:contributor>'
        f'<dc:contributor role="committeemember">{_name(chance)}</dc:contributor>'
        f"<dc:date>{chance.randint(1990, 2025)}-{chance.randint(1, 12):02d}</dc:date>"
        "<dc:type>Electronic Thesis or Dissertation</dc:type>"
        f"<dc:identifier>https://hdl.handle.net/20.500.14998/{number}</dc:identifier>"
        f"<dc:identifier>https://doi.org/10.99999/bench.{number}</dc:identifier>"
        f"<dc:identifier>https://bench.example/theses/{number}</dc:identifier>"
        "<dc:language>eng</dc:language><dc:rights>2 Publicly accessible</dc:rights>"
        "<degree><name>Doctor of Philosophy</name><level>2</level>"
        f"<discipline>{_words(2, chance)}</discipline><grantor>Bench University</grantor></degree></thesis>"
    )


def _words(count: int, chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=count)).capitalize()


def _name(chance: random.Random) -> str:
    return escape(
        f"{chance.choice(_NAMES)}, {chance.choice(_GIVEN)} {chr(chance.randint(65, 90))}.", quote=False
    )
