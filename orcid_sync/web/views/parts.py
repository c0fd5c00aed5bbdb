"""What several pages show: people, works, theses, the office's text, and the frame around it all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

Role = Literal["author", "advisor"]


Purpose = Literal["thesis", "show", "career"]


PURPOSES: tuple[Purpose, ...] = ("thesis", "show", "career")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page. `environment` other than "production" is said in a line at the top."""

    language: str  # one of i18n.LANGUAGES
    institution: str
    path: str  # where this page is, for coming back to it after the language was changed
    root: str = ""  # what stands before all our paths, without a slash at the end: "" or "/<slug>"
    contact: str = ""  # an e-mail address or an https address
    website: str = ""  # the institution's own site
    privacy_url: str = ""  # the institution's privacy statement
    logo_url: str = ""
    csrf_token: str = ""
    environment: Literal["production", "sandbox", "rehearsal"] = "production"
    signed_in_as: str = ""  # a name or an iD; "" when nobody is signed in
    is_staff: bool = False


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person with her ORCID iD as a full https address; the green icon only when `authenticated`."""

    name: str = ""
    orcid_uri: str = ""
    authenticated: bool = False


@dataclass(frozen=True, slots=True)
class Identifier:
    """An external-id of a work: `type` as ORCID names it ("doi", "handle"), `url` "" when it has none."""

    type: str
    value: str
    url: str = ""
    relationship: str = "self"


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody named in a work; `role` as a word of the crosswalk ("author", "advisor", "committee-member")."""

    name: str
    role: str = ""
    orcid_uri: str = ""


@dataclass(frozen=True, slots=True)
class WorkPreview:
    """A work in the shape in which ORCID shows it."""

    title: str
    type: str  # as ORCID names it: "dissertation-thesis", "supervised-student-publication"
    subtitle: str = ""
    translated_title: str = ""
    journal_title: str = ""
    published: str = ""  # "2026", "2026-05", "2026-05-17": as exact as it is sent
    description: str = ""
    language: str = ""  # BCP 47, of the title
    url: str = ""
    identifiers: tuple[Identifier, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    citation: str = ""
    source: str = ""  # whose name ORCID will show as the source


@dataclass(frozen=True, slots=True)
class ThesisShown:
    """A thesis, or a submission that has no record yet (then `work` is None)."""

    title: str
    language: str = ""  # BCP 47, of the title
    role: Role = "author"
    record_url: str = ""
    work: WorkPreview | None = None
    on_hold_until: date | None = None  # an embargo that is kept


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The office's own text, safe HTML, in the language in which it exists; see texts.consent_text."""

    html: str
    language: str
    version: str  # kept as evidence
    draft: bool  # not approved by the office yet; the page says so


@dataclass(frozen=True, slots=True)
class Badge:
    """/api/people/{orcid}/badge: an ORCID iD by ORCID's display rules."""

    template: ClassVar[str] = "badge.html"
    person: PersonShown
