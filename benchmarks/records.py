"""Invented records of the size and shape that repositories serve: ETD-MS 1.1, oai_dc and DSpace's dim.

Types, publishers, supervisors and sets repeat as they do in a real repository; titles, authors, abstracts and
identifiers do not. A few records in a hundred are untidy: HTML in the abstract, entities escaped twice, a committee
in the contributors, no date, no thesis at all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from html import escape
from typing import Literal, NamedTuple

PAGE_SIZE = 100
Prefix = Literal["oai_etdms", "oai_dc", "dim"]

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-15T10:00:00Z</responseDate>'
    '<request verb="ListRecords" metadataPrefix="{}">http://127.0.0.1/oai</request><ListRecords>'
)
_WORDS = {
    "en": "the of and in a to for with on from as this is are which that by an analysis transition model energy "
    "community policy structure language memory urban field learning climate tissue surface network history "
    "signal method theory region market growth design water soil children hospital evidence measurement",
    "de": "der die das und in von zu mit auf für im den des eine einer als wird werden ist auch Analyse Übergang "
    "Modell Energie Gemeinschaft Politik Struktur Sprache Gedächtnis Stadt Feld Lernen Klima Gewebe Oberfläche "
    "Netzwerk Geschichte Signal Verfahren Theorie Gebiet Markt Wachstum Entwurf Wasser Boden Kinder Größe",
    "fr": "le la les de des du et en un une dans pour avec sur par est sont que qui ce analyse transition modèle "
    "énergie communauté politique structure langue mémoire ville champ apprentissage climat tissu réseau "
    "histoire signal méthode théorie région marché croissance eau sol enfants hôpital étude mesure",
    "es": "el la los las de del y en un una para con por es son que se como análisis transición modelo energía "
    "comunidad política estructura lengua memoria ciudad campo aprendizaje clima tejido superficie red historia "
    "señal método teoría región mercado crecimiento diseño agua suelo niños hospital medida",
}
_VOCABULARY = {language: words.split() for language, words in _WORDS.items()}
_CODES = {"en": "eng", "de": "ger", "fr": "fre", "es": "spa"}
_FAMILY = [
    *(
        "Nov",
        "Mül",
        "Fernán",
        "Oka",
        "Lind",
        "Ros",
        "Dup",
        "Kowal",
        "Had",
        "Tana",
        "Sil",
        "Ber",
        "Hol",
        "Pet",
    ),
    *(
        "Var",
        "Zim",
        "Gar",
        "Mor",
        "Sch",
        "Wal",
        "Ander",
        "Jan",
        "Kri",
        "Mar",
        "Tor",
        "Vel",
        "Ru",
        "Bro",
        "Eke",
    ),
]
_MIDDLE = [
    "a",
    "e",
    "ov",
    "ber",
    "dez",
    "for",
    "qvis",
    "si",
    "on",
    "ska",
    "mo",
    "ler",
    "ná",
    "in",
    "ström",
    "wa",
]
_ENDING = ["", "k", "r", "z", "t", "nt", "d", "ka", "va", "sen", "son", "mann", "ez", "i", "ő"]
_GIVEN = [
    *(
        "Eva",
        "Jürgen",
        "María",
        "Chidi",
        "Astrid",
        "Paolo",
        "Zoé",
        "Anna",
        "Layla",
        "Ken",
        "Inês",
        "Sean",
        "Ada",
    ),
    *("Hans-Peter", "Jean", "Olga", "Tomás", "Ngozi", "Wei", "Björn", "Carmen", "Dmitri", "Fatima", "Grace"),
]
_DEGREES = [
    ("Doctor of Philosophy", "Doctoral", "doctoralThesis"),
    ("Master of Science", "Masters", "masterThesis"),
    ("Bachelor of Arts", "Bachelors", "bachelorThesis"),
]
_PLACES = [
    "Department of Physics",
    "School of Law",
    "Faculty of Medicine",
    "Institute of History",
    "Education",
]


class Invented(NamedTuple):
    """A thesis that nobody wrote."""

    number: int
    language: str
    other: str  # the language of the second title and abstract
    title: str
    second_title: str
    author: str
    advisors: tuple[str, ...]
    committee: tuple[str, ...]
    subjects: tuple[str, ...]
    abstract: str
    second_abstract: str
    date: str
    level: int  # an index of the degrees
    place: str
    is_thesis: bool


def pages(records: int, *, seed: int = 7, prefix: Prefix = "oai_etdms") -> Iterator[bytes]:
    """ListRecords pages of 100 records, linked by resumption tokens; two records in a hundred are deleted."""
    for start in range(0, records, PAGE_SIZE):
        end = min(start + PAGE_SIZE, records)
        # Each page has a chance of its own, so that the ten-thousandth is made without those before it.
        chance = random.Random(f"{seed} {start}")
        body = "".join(_record(number, chance, prefix) for number in range(start, end))
        token = f"t{end}" if end < records else ""
        tail = f'<resumptionToken completeListSize="{records}" cursor="{start}">{token}</resumptionToken>'
        yield f"{_HEAD.format(prefix)}{body}{tail}</ListRecords></OAI-PMH>".encode()


def _record(number: int, chance: random.Random, prefix: Prefix) -> str:
    header = (
        f"<identifier>oai:bench.example:20.500.14998/{number}</identifier>"
        f"<datestamp>2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}T10:00:00Z</datestamp>"
        "<setSpec>com_14998_1</setSpec>"
        f"<setSpec>col_14998_{chance.randint(2, 40)}</setSpec>"
    )
    if chance.random() < 0.02:
        return f'<record><header status="deleted">{header}</header></record>'
    written = _WRITERS[prefix](_invented(number, chance))
    return f"<record><header>{header}</header><metadata>{written}</metadata></record>"


def _invented(number: int, chance: random.Random) -> Invented:
    language = chance.choice(["en", "en", "en", "de", "fr", "es"])
    other = "en" if language != "en" else chance.choice(["de", "fr", "es"])
    return Invented(
        number,
        language,
        other,
        f"{_words(9, language, chance)}: {_words(5, language, chance)} {number}",
        _words(12, other, chance) if chance.random() < 0.6 else "",
        _name(chance),
        tuple(_member(chance) for _ in range(chance.choice([1, 1, 2]))),
        tuple(_member(chance) for _ in range(chance.choice([0, 1, 3]))),
        tuple(_words(2, language, chance) for _ in range(chance.randint(3, 8))),
        _abstract(language, chance),
        _abstract(other, chance) if chance.random() < 0.6 else "",
        _date(chance),
        chance.choice([0, 0, 1, 1, 1, 2]),
        chance.choice(_PLACES),
        chance.random() > 0.03,
    )


def _abstract(language: str, chance: random.Random) -> str:
    sentences = [_words(chance.randint(12, 30), language, chance) + "." for _ in range(chance.randint(7, 12))]
    text = escape(" ".join(sentences), quote=False)
    untidy = chance.random()
    if untidy < 0.04:
        return f"&lt;p&gt;{text.replace('. ', '.&lt;/p&gt;&lt;p&gt;', 3)}&lt;/p&gt;"
    if untidy < 0.07:
        return text.replace(" ", " &amp;amp; ", 1)
    return text.replace(". ", ".\n\n", 2) if untidy < 0.2 else text


def _date(chance: random.Random) -> str:
    year, month, day = chance.randint(1990, 2025), chance.randint(1, 12), chance.randint(1, 28)
    return chance.choice([f"{year}", f"{year}-{month:02d}", f"{year}-{month:02d}-{day:02d}"])


def _words(count: int, language: str, chance: random.Random) -> str:
    words = " ".join(chance.choices(_VOCABULARY[language], k=count))
    return words[0].upper() + words[1:]


def _name(chance: random.Random) -> str:
    family = chance.choice(_FAMILY) + chance.choice(_MIDDLE) + chance.choice(_ENDING)
    return (
        f"{family}, {chance.choice(_GIVEN)} {chance.choice(['', chr(chance.randint(65, 90)) + '.'])}".rstrip()
    )


def _member(chance: random.Random) -> str:
    """One of the eight hundred people who teach there."""
    return _name(random.Random(chance.randint(1, 800)))


def _etdms(thesis: Invented) -> str:
    name, level, _ = _DEGREES[thesis.level]
    kind = "Electronic Thesis or Dissertation" if thesis.is_thesis else "Article"
    degree = (
        f"<degree><name>{name}</name><level>{level}</level><discipline>{thesis.place}</discipline>"
        "<grantor>Bench University</grantor></degree>"
    )
    return (
        '<thesis xmlns="http://www.ndltd.org/standards/metadata/etdms/1.1/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f'<dc:title xml:lang="{thesis.language}">{thesis.title}</dc:title>'
        + _if(
            thesis.second_title, f'<dcterms:alternative xml:lang="{thesis.other}">', "</dcterms:alternative>"
        )
        + f"<dc:creator>{thesis.author}</dc:creator>"
        + _each(thesis.subjects, "<dc:subject>", "</dc:subject>")
        + f'<dc:description role="abstract" xml:lang="{thesis.language}">{thesis.abstract}</dc:description>'
        + _if(
            thesis.second_abstract,
            f'<dc:description role="abstract" xml:lang="{thesis.other}">',
            "</dc:description>",
        )
        + "<dc:publisher>Bench University</dc:publisher>"
        + _each(thesis.advisors, '<dc:contributor role="advisor">', "</dc:contributor>")
        + _each(thesis.committee, '<dc:contributor role="committeemember">', "</dc:contributor>")
        + f"<dc:date>{thesis.date}</dc:date><dc:type>{kind}</dc:type>"
        + _each(_addresses(thesis), "<dc:identifier>", "</dc:identifier>")
        + f"<dc:language>{_CODES[thesis.language]}</dc:language><dc:rights>2 Publicly accessible</dc:rights>"
        + (degree if thesis.is_thesis else "")
        + "</thesis>"
    )


def _oai_dc(thesis: Invented) -> str:
    types = (
        ("Thesis", f"info:eu-repo/semantics/{_DEGREES[thesis.level][2]}")
        if thesis.is_thesis
        else ("Article",)
    )
    stamp = f"20{thesis.number % 20 + 5:02d}-03-11T14:{thesis.number % 60:02d}:07Z"
    values = [
        ("title", (thesis.title, thesis.second_title)),
        ("creator", (thesis.author,)),
        ("contributor", (*thesis.advisors, f"Bench University. {thesis.place}")),
        ("subject", thesis.subjects),
        ("description", (thesis.abstract, thesis.second_abstract)),
        ("publisher", ("Bench University",)),
        ("date", (stamp, stamp, thesis.date)),
        ("type", types),
        ("format", ("application/pdf",)),
        ("identifier", _addresses(thesis)),
        ("language", (_CODES[thesis.language],)),
        ("rights", ("info:eu-repo/semantics/openAccess", "http://creativecommons.org/licenses/by/4.0/")),
    ]
    return (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        + "".join(_each(texts, f"<dc:{name}>", f"</dc:{name}>") for name, texts in values)
        + "</oai_dc:dc>"
    )


def _dim(thesis: Invented) -> str:
    name, level, _ = _DEGREES[thesis.level]
    stamp = f"20{thesis.number % 20 + 5:02d}-03-11T14:{thesis.number % 60:02d}:07Z"
    by, language = f"Made available in DSpace on {stamp} (GMT). No. of bitstreams: 1", thesis.language
    fields: list[tuple[str, str, tuple[str, ...]]] = [
        ("contributor.author", "", (thesis.author,)),
        ("contributor.advisor", "", thesis.advisors),
        ("contributor.committeeMember", "", thesis.committee),
        ("date.accessioned", "", (stamp,)),
        ("date.available", "", (stamp,)),
        ("date.issued", "", (thesis.date,)),
        ("identifier.uri", "", _addresses(thesis)),
        ("description.abstract", language, (thesis.abstract,)),
        ("description.abstract", thesis.other, (thesis.second_abstract,)),
        ("description.provenance", "en", (f"Submitted by staff on {stamp}", by)),
        ("format.mimetype", "", ("application/pdf",)),
        ("language.iso", "", (_CODES[language],)),
        ("publisher", language, ("Bench University",)),
        ("rights.uri", "*", ("http://creativecommons.org/licenses/by/4.0/",)),
        ("subject", language, thesis.subjects),
        ("title", language, (thesis.title,)),
        ("title.alternative", thesis.other, (thesis.second_title,)),
        ("type", language, ("Thesis" if thesis.is_thesis else "Article",)),
    ]
    if thesis.is_thesis:
        fields += [
            ("thesis.degree.name", "", (name,)),
            ("thesis.degree.level", "", (level,)),
            ("thesis.degree.grantor", "", ("Bench University",)),
        ]
    body = "".join(_each(texts, _field(name, lang), "</dim:field>") for name, lang, texts in fields)
    return f'<dim:dim xmlns:dim="http://www.dspace.org/xmlns/dspace/dim">{body}</dim:dim>'


def _field(name: str, language: str) -> str:
    schema, element, qualifier = (["dc"] * ("thesis" not in name) + name.split(".") + [""])[:3]
    attributes = _if(qualifier, ' qualifier="', '"') + _if(language, ' lang="', '"')
    return f'<dim:field mdschema="{schema}" element="{element}"{attributes}>'


def _addresses(thesis: Invented) -> tuple[str, ...]:
    number = thesis.number
    return (
        f"https://hdl.handle.net/20.500.14998/{number}",
        *((f"https://doi.org/10.99999/bench.{number}",) if number % 3 else ()),
        f"https://bench.example/theses/{number}",
    )


def _if(text: str, before: str, after: str) -> str:
    return f"{before}{text}{after}" if text else ""


def _each(texts: tuple[str, ...], before: str, after: str) -> str:
    return "".join(_if(text, before, after) for text in texts)


_WRITERS: dict[Prefix, Callable[[Invented], str]] = {"oai_etdms": _etdms, "oai_dc": _oai_dc, "dim": _dim}
