"""What happened to one record or one work, in words a librarian can act on."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Happened(StrEnum):
    """The one list of what can happen; docs/outcomes.md says for each what to do."""

    # harvest and crosswalk
    READY = "ready"  # a valid work exists
    NOT_A_THESIS = "not-a-thesis"
    UNREADABLE = "unreadable"  # the source sent something that is no record we can read
    REFUSED = "refused"  # by us, before sending
    DELETED = "deleted"  # the source says that the record is gone; kept at ORCID until a person decides
    CLAIM_SUSPENDED = "claim-suspended"  # the record now names somebody else than the person who signed in
    # push
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    ADOPTED = "adopted"  # ours already stood at ORCID; its put-code was taken over
    REMOVED = "removed"  # deleted at ORCID because a person said so
    REMOVED_BY_OWNER = "removed-by-owner"  # never added again by us
    REJECTED = "rejected"  # by ORCID
    NOT_STORED = "not-stored"  # ORCID answered 200 and kept the old work (orcid.md §12.10)
    POSTPONED = "postponed"  # will be tried again by itself
    PERMISSION_NEEDED = "permission-needed"  # the person has to say yes (again)
    POSSIBLE_DUPLICATE = "possible-duplicate"
    ALREADY_THERE = "already-there"  # from another source, so that ours is not added
    GIVEN_UP = "given-up"  # tried too often; a person has to ask for more
    KEPT = "kept"  # withdrawn at the source, left at ORCID
    HELD = "held"  # by a rule of ours, until what the reason names is over
    TOO_MANY = "too-many"  # more updates or deletions in one run than go without a person's word
    WOULD_ADD = "would-add"  # dry run
    WOULD_UPDATE = "would-update"
    WOULD_REMOVE = "would-remove"


# Outcomes after which a person has something to do: exit code 1.
NEEDS_A_PERSON = frozenset(
    {
        Happened.UNREADABLE,
        Happened.REFUSED,
        Happened.CLAIM_SUSPENDED,
        Happened.REJECTED,
        Happened.NOT_STORED,
        Happened.PERMISSION_NEEDED,
        Happened.POSSIBLE_DUPLICATE,
        Happened.GIVEN_UP,
        Happened.TOO_MANY,
    }
)


class Outcome(NamedTuple):
    """Names the record, the person if there is one, what happened, and why.

    `identifier` is the OAI identifier; `reason` is a full sentence; `next_step` says what a person can do
    ("" when nothing needs doing). `code` is ORCID's error code or our finding's code, for scripts.
    """

    identifier: str
    happened: Happened
    reason: str
    next_step: str = ""
    orcid_id: str = ""
    title: str = ""
    code: str = ""
    put_code: str = ""

    @property
    def needs_a_person(self) -> bool:
        return self.happened in NEEDS_A_PERSON
