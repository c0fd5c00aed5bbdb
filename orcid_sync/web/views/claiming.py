"""The pages on which somebody says that a thesis is hers, and on which the staff decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from orcid_sync.web.views.parts import PURPOSES, ConsentText, PersonShown, Purpose, ThesisShown


@dataclass(frozen=True, slots=True)
class ThesisFound:
    """A thesis that answers to what was typed; `choose_url` asks "is this yours?"."""

    title: str
    language: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    institution: str = ""
    choose_url: str = ""


@dataclass(frozen=True, slots=True)
class ClaimSearch:
    """GET /claim: the form (GET, field `thesis`) and what it found; `found` is None before a search."""

    template: ClassVar[str] = "claim.html"
    search_url: str
    typed: str = ""
    found: tuple[ThesisFound, ...] | None = None
    too_many: bool = False  # more than are shown
    hidden: Mapping[str, str] = field(default_factory=dict)  # `return`, kept through the search


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person named in a thesis, whom the visitor may say to be."""

    value: str  # posted as `contributor`
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class ClaimConfirm:
    """ "Is this yours?": the form posts `contributor`, `purpose`s and, when asked for a campus login,
    `way=campus`. `ways` are the proofs that this institution offers."""

    template: ClassVar[str] = "claim_confirm.html"
    thesis: ThesisShown
    people: tuple[NamedPerson, ...]
    consent: ConsentText
    confirm_url: str
    back_url: str
    campus: bool = False
    campus_name: str = ""
    purposes: tuple[Purpose, ...] = PURPOSES
    hidden: Mapping[str, str] = field(default_factory=dict)
    lacks_person: bool = False  # the form came back without a choice


@dataclass(frozen=True, slots=True)
class ClaimWaiting:
    """A claim that a person of the staff decides."""

    id: str
    person: PersonShown
    thesis: ThesisShown
    stated_name: str
    why: Literal["no-proof", "name-differs", "id-differs", "suspended"]
    asked_at: datetime
    approve_url: str
    reject_url: str


@dataclass(frozen=True, slots=True)
class StaffClaims:
    """GET /staff/claims."""

    template: ClassVar[str] = "staff_claims.html"
    waiting: tuple[ClaimWaiting, ...]
    said: Literal["", "approved", "rejected"] = ""
    next_url: str = ""  # the next page of claims


@dataclass(frozen=True, slots=True)
class StaffHome:
    """GET /staff: numbers, and what needs a person. `texts` are (language, version, approved)."""

    template: ClassVar[str] = "staff.html"
    invited: int
    granted: int
    denied: int
    at_orcid: int
    claims_waiting: int
    unjoined: tuple[str, ...] = ()  # submissions older than 180 days without a record
    texts: tuple[ConsentText, ...] = ()
    claims_url: str = ""
