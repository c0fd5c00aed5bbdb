"""A profile settles for one source what its metadata cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from crosswalks.institution import Institution
from crosswalks.thesis import Role

# "bibtex" is made by us; the others take the record's own citation, which the profile knows to be in that form.
CitationWanted = Literal[
    "none", "bibtex", "ris", "formatted-unspecified", "formatted-apa", "formatted-harvard", "formatted-ieee",
    "formatted-mla", "formatted-vancouver", "formatted-chicago",
]  # fmt: skip

WantedLevel = Literal["doctoral", "habilitation", "licentiate", "master", "bachelor"]


@dataclass(frozen=True, slots=True)
class Profile:
    """The settings of one source. Every default is the careful choice; `Profile()` suits an unknown source.

    docs/profiles.md explains each setting with an example.
    """

    name: str = "default"
    # Is it a thesis?
    thesis_sets: tuple[str, ...] = ()  # setSpecs whose records are all theses
    thesis_types: tuple[str, ...] = ()  # further type words of this source
    levels: tuple[WantedLevel, ...] = ()  # send only these levels; empty: all
    # Title
    split_subtitle: bool = True
    second_title: Literal["ignore", "subtitle"] = "ignore"
    # Date
    date: Literal["auto", "issued", "earliest", "last"] | int = "auto"  # a number: that dc:date, from 1
    # Language of title and abstract where the source states none
    language: str = ""
    proquest_languages: bool = False
    # Identifiers
    handle_prefixes: tuple[str, ...] = ()
    doi_prefixes: tuple[str, ...] = ()
    # People
    roles: Mapping[str, Role] = field(default_factory=dict)  # by the source's role word
    roleless: Literal["leave-out", "advisor"] = "leave-out"
    advisors: bool = True
    author_role: str = "author"  # or the CRediT URI
    # Work
    journal_title: Literal["series", "grantor", "none"] = "series"
    country: str = ""
    institution: Institution | None = None  # who confers the degrees of this source, when not the site's own
    id_uris: str = "https://orcid.org/"  # what precedes an iD in the XML; the sandbox has its own
    citation: CitationWanted = "none"
    embargo_field: str = ""
    formats: Path | None = None  # the folder of the site's own formats; the site sets it, no file does
