"""What each page shows, as frozen values. Routes make them, `rendering.render` turns them into HTML.

A view holds values and addresses, never sentences: the sentences stand in the templates and are translated.
Addresses (`…_url`) are ready to use; "" leaves the button or link out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
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


# Before and while a person is asked


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
    ORCID_RECORD = "orcid-record"  # deactivated, locked, merged
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


# Claims


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


# My page


class StepKind(StrEnum):
    """The steps of a thesis, in their order."""

    SUBMITTED = "submitted"
    HARVESTED = "harvested"
    CHECKED = "checked"
    ASKED = "asked"
    GRANTED = "granted"
    SENT = "sent"
    UPDATED = "updated"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One step; `at` is None while it is still to come. `troubled` when it went wrong."""

    kind: StepKind
    at: datetime | None = None
    troubled: bool = False


class Standing(StrEnum):
    """Where a thesis stands, in one word; each has its sentence in macros.html."""

    NO_RECORD = "no-record"  # a submission, not yet in the repository
    DUE = "due"
    ON_HOLD = "on-hold"  # an embargo, or production not live yet
    HELD_BY_PERSON = "held-by-person"  # "don't send"
    AT_ORCID = "at-orcid"
    DUPLICATE = "duplicate"
    STUCK = "stuck"  # refused by us or rejected by ORCID; the office looks at it
    PERMISSION_NEEDED = "permission-needed"
    REMOVED_BY_OWNER = "removed-by-owner"
    REMOVED = "removed"
    STAFF_ASKED = "staff-asked"  # claim asked, or name differs
    SUSPENDED = "suspended"  # the record names somebody else now
    ELSEWHERE = "elsewhere"  # she said that it is on her record already


@dataclass(frozen=True, slots=True)
class WorkAtOrcid:
    """A work on her record that may be this thesis."""

    put_code: str  # posted as `put_code`
    title: str
    source: str = ""
    published: str = ""
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class MyThesis:
    """One thesis on my page, with everything that can be done about it. All forms are POST.

    `name_url` takes `name`: one of `names`, or "" for none. `same_url` takes `put_code`: this one is mine.
    """

    id: str  # for anchors
    thesis: ThesisShown
    standing: Standing
    timeline: tuple[TimelineStep, ...] = ()
    reason: str = ""  # in the office's words (English), shown under the translated standing
    put_code: str = ""
    last_sent: datetime | None = None
    shown_name: str = ""
    names: tuple[str, ...] = ()
    possible_duplicates: tuple[WorkAtOrcid, ...] = ()
    send_url: str = ""
    hold_url: str = ""
    name_url: str = ""
    same_url: str = ""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An education or employment as it stands on her record."""

    organization: str
    role: str = ""
    department: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What her record tells us, for prefilling forms. What she does not show us is absent."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    educations: tuple[Affiliation, ...] = ()
    employments: tuple[Affiliation, ...] = ()


@dataclass(frozen=True, slots=True)
class MyPage:
    """GET /me."""

    template: ClassVar[str] = "me.html"
    person: PersonShown
    theses: tuple[MyThesis, ...]  # as author
    advised: tuple[MyThesis, ...] = ()
    granted: tuple[Purpose, ...] = ()
    granted_at: datetime | None = None
    profile: Profile | None = None
    said: Literal["", "sent-soon", "held", "name-kept", "same-kept", "language"] = ""  # what was just done
    grant_url: str = ""  # POST: say yes (again), when the permission is gone
    claim_url: str = ""
    disconnect_url: str = ""
    data_url: str = ""
    erase_url: str = ""
    orcid_url: str = ""  # her record at ORCID


@dataclass(frozen=True, slots=True)
class DisconnectAsk:
    """Step one: POST `works` (keep|remove) and `repository_id` (keep|remove) to `next_url`."""

    template: ClassVar[str] = "disconnect.html"
    person: PersonShown
    works: tuple[str, ...]  # titles of what we wrote
    shows_id: bool  # whether the repository shows her iD
    next_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class DisconnectConfirm:
    """Step two: what will be done, in full; `hidden` carries the choices to `confirm_url`."""

    template: ClassVar[str] = "disconnect_confirm.html"
    person: PersonShown
    works: tuple[str, ...]
    remove_works: bool
    remove_id: bool
    confirm_url: str
    back_url: str
    hidden: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EraseConfirm:
    """What is erased, what has to be kept and why; the form posts `sure=yes`."""

    template: ClassVar[str] = "erase.html"
    person: PersonShown
    works: tuple[str, ...]
    erase_url: str
    back_url: str
    lacks_sure: bool = False


# Staff


@dataclass(frozen=True, slots=True)
class ClaimWaiting:
    """A claim that a person of the staff decides."""

    id: str
    person: PersonShown
    thesis: ThesisShown
    stated_name: str
    why: Literal["no-proof", "name-differs", "suspended"]
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


# For the ETD system's own pages


@dataclass(frozen=True, slots=True)
class Badge:
    """/api/people/{orcid}/badge: an ORCID iD by ORCID's display rules."""

    template: ClassVar[str] = "badge.html"
    person: PersonShown


View = (
    Invitation
    | Denied
    | Done
    | Notice
    | FragmentLanding
    | Home
    | ClaimSearch
    | ClaimConfirm
    | MyPage
    | DisconnectAsk
    | DisconnectConfirm
    | EraseConfirm
    | StaffClaims
    | StaffHome
    | Badge
)
