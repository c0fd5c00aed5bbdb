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
    REVOKED = "revoked"  # a permission that the researcher withdrew is ended at ORCID too
    POSSIBLE_DUPLICATE = "possible-duplicate"
    ALREADY_THERE = "already-there"  # from another source, so that ours is not added
    GIVEN_UP = "given-up"  # tried too often; a person has to ask for more
    KEPT = "kept"  # withdrawn at the source, left at ORCID
    HELD = "held"  # by a rule of ours, until what the reason names is over
    FORGOTTEN = "forgotten"  # all that was known of a person is erased
    # asking
    CLAIMED = "claimed"  # a person is connected with a thesis, and what proved it
    CLAIM_WAITS = "claim-waits"  # somebody of the staff has to look before anything is sent
    CLAIM_REJECTED = "claim-rejected"  # by the staff
    DENIED = "denied"  # an invited person said no
    DISCONNECTED = "disconnected"  # a person took everything back, on her own page
    DUE_AGAIN = "due-again"  # a person wants it written once more
    TOO_MANY = "too-many"  # more updates or deletions in one run than go without a person's word
    WOULD_ADD = "would-add"  # dry run
    WOULD_UPDATE = "would-update"
    WOULD_REMOVE = "would-remove"
    # write-back
    WRITTEN_BACK = "written-back"  # the iD stands in the repository's own metadata
    TAKEN_BACK = "taken-back"  # exactly what we wrote there is gone again
    NOT_AGREED = "not-agreed"  # the person did not agree that the repository shows the iD
    ITEM_NOT_FOUND = "item-not-found"
    ITEM_WITHDRAWN = "item-withdrawn"
    CONTRIBUTOR_NOT_FOUND = "contributor-not-found"
    NAMESAKES = "namesakes"
    ANOTHER_ID = "another-id"  # the repository names another iD for this person
    VIRTUAL_VALUE = "virtual-value"
    FIELD_NOT_REGISTERED = "field-not-registered"
    AUTHORITY_NOT_KEPT = "authority-not-kept"
    CANNOT_BE_WRITTEN = "cannot-be-written"
    SIGN_IN_REFUSED = "sign-in-refused"
    MAY_NOT_WRITE = "may-not-write"
    REFUSED_BY_REPOSITORY = "refused-by-repository"
    CHANGED_MEANWHILE = (
        "changed-meanwhile"  # somebody edited the item in the same moment; tried again by itself
    )
    NOT_AS_PLANNED = "not-as-planned"  # looked at afterwards, and put back
    WOULD_WRITE_BACK = "would-write-back"
    WOULD_TAKE_BACK = "would-take-back"


# Outcomes after which a person has something to do: exit code 1.
NEEDS_A_PERSON = frozenset(
    {
        Happened.UNREADABLE,
        Happened.REFUSED,
        Happened.CLAIM_SUSPENDED,
        Happened.CLAIM_WAITS,
        Happened.REJECTED,
        Happened.NOT_STORED,
        Happened.PERMISSION_NEEDED,
        Happened.POSSIBLE_DUPLICATE,
        Happened.GIVEN_UP,
        Happened.TOO_MANY,
        Happened.CONTRIBUTOR_NOT_FOUND,
        Happened.NAMESAKES,
        Happened.ANOTHER_ID,
        Happened.VIRTUAL_VALUE,
        Happened.FIELD_NOT_REGISTERED,
        Happened.AUTHORITY_NOT_KEPT,
        Happened.CANNOT_BE_WRITTEN,
        Happened.SIGN_IN_REFUSED,
        Happened.MAY_NOT_WRITE,
        Happened.REFUSED_BY_REPOSITORY,
        Happened.NOT_AS_PLANNED,
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
