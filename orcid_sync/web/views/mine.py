"""My page, and the ways out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal

from orcid_sync.web.views.parts import Identifier, PersonShown, Purpose, ThesisShown


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
    said: Literal["", "sent-soon", "held", "name-kept", "same-kept"] = ""  # what was just done
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
