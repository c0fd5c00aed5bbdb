"""The pages before, while and after a person is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from orcid_sync.web.views.parts import PURPOSES, ConsentText, PersonShown, Purpose, Role, ThesisShown


@dataclass(frozen=True, slots=True)
class Invitation:
    """GET /i/<token>. The form posts `purpose` (a value of PURPOSES, several times) to `accept_url`; the button
    for people without an iD adds `register=1`. The form of `deny_url` holds nothing but the CSRF token."""

    template: ClassVar[str] = "invitation.html"
    name: str
    role: Role
    theses: tuple[ThesisShown, ...]
    consent: ConsentText
    accept_url: str
    deny_url: str
    expires: date | None = None
    purposes: tuple[Purpose, ...] = PURPOSES  # those that are asked; only the first is ticked
    hint: PersonShown | None = None  # the iD in the metadata, to be confirmed by signing in
    lacks_purpose: bool = False  # the form came back without any purpose


@dataclass(frozen=True, slots=True)
class Denied:
    """After a no, on our page or at ORCID. `again_url` is where she changes her mind while the link lives."""

    template: ClassVar[str] = "denied.html"
    at_orcid: bool = False
    again_url: str = ""
    return_url: str = ""
    return_name: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """After a yes: what was granted, what happens next, and what was not granted."""

    template: ClassVar[str] = "done.html"
    person: PersonShown
    granted: tuple[Purpose, ...]
    lacking: tuple[Purpose, ...] = ()  # asked for and not granted
    theses: tuple[ThesisShown, ...] = ()
    staff_asked: bool = False  # the name at ORCID differs: a person looks before anything is sent
    me_url: str = ""
    return_url: str = ""  # back to the system that sent her here
    return_name: str = ""


class Problem(StrEnum):
    """Why a page cannot go on; each has its heading, its sentence and its next step in notice.html."""

    LINK_USED = "link-used"
    LINK_EXPIRED = "link-expired"
    LINK_UNKNOWN = "link-unknown"
    WRONG_PERSON = "wrong-person"  # somebody else signed in than was invited (a forwarded link)
    SIGN_IN_LOST = (
        "sign-in-lost"  # the answer belongs to no sign-in here: browser back, closed window, replay
    )
    ORCID_DOWN = "orcid-down"
    ORCID_REFUSED = "orcid-refused"  # invalid_grant, invalid_scope, bad id_token …; `code` says which
    CLAIMED_BY_ANOTHER = "claimed-by-another"
    NOT_FOUND = "not-found"
    NOT_ALLOWED = "not-allowed"
    SIGN_IN_NEEDED = "sign-in-needed"
    FORM_TOO_OLD = "form-too-old"  # CSRF
    TOO_MANY = "too-many"
    OUT_OF_ORDER = "out-of-order"  # our own fault


class Note(StrEnum):
    """What has been done, where a whole page says no more."""

    CLAIM_ASKED = "claim-asked"  # the staff decide
    CLAIM_PROVED = "claim-proved"
    DISCONNECTED = "disconnected"
    ERASED = "erased"
    SIGNED_OUT = "signed-out"


@dataclass(frozen=True, slots=True)
class Notice:
    """A page that says one thing. `again_url` tries again, `me_url` and `return_url` lead on."""

    template: ClassVar[str] = "notice.html"
    what: Problem | Note
    person: PersonShown | None = None  # who signed in, for WRONG_PERSON
    title: str = ""  # of the thesis
    code: str = ""  # to quote to the office
    wait_seconds: int = 0
    again_url: str = ""
    me_url: str = ""
    return_url: str = ""
    return_name: str = ""


@dataclass(frozen=True, slots=True)
class FragmentLanding:
    """A callback with neither code nor error: ORCID may have answered in the fragment, which only the browser
    sees. The page's script posts it as `fragment`; without JavaScript the person posts an empty one."""

    template: ClassVar[str] = "fragment.html"
    post_url: str


@dataclass(frozen=True, slots=True)
class Home:
    """GET /: what this is, and where to go."""

    template: ClassVar[str] = "home.html"
    consent: ConsentText
    claim_url: str
    sign_in_url: str  # POST
    me_url: str = ""
