"""Invitations: made for the office's own mails, opened and answered by the person they are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from orcid_sync.asking.links import Links
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.secret import Secret
from orcid_sync.store import Invitation, Store, utc_now

Answerable = Literal["open", "denied", "used", "expired"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody to invite, about all her theses in one role."""

    name: str
    role: str
    email: str = ""
    orcid_hint: str = ""
    contributors: tuple[int, ...] = ()
    submitted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with its token, which is nowhere else; `denied_before`: she said no, and was not asked again."""

    asked: Asked
    invitation: Invitation
    token: Secret
    denied_before: bool = False


class AlreadyDeniedError(Exception):
    """She said no before, and is asked again only when a person says so."""

    def __init__(self, denied: Invitation) -> None:
        super().__init__(f"{denied.name} said no on {denied.denied_at:%Y-%m-%d}.")
        self.denied = denied


class AlreadyAcceptedError(Exception):
    """She said yes before to all of it."""

    def __init__(self, accepted: Invitation) -> None:
        super().__init__(f"{accepted.name} said yes on {accepted.accepted_at:%Y-%m-%d}.")


class ForgottenError(Exception):
    """She asked to be forgotten, so that nobody asks her unless a person says so."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(f"{asked.name} asked to be forgotten.")


def invite(store: Store, links: Links, asked: Asked, days: int, *, again: bool = False) -> Invited:
    """A new link; an open one about the same theses ends with it.

    Raises AlreadyDeniedError and ForgottenError unless she is to be asked `again`, and AlreadyAcceptedError.
    """
    if not again and _is_forgotten(store, asked):
        raise ForgottenError(asked)
    earlier = store.invitations.of_contributors(asked.contributors, asked.submitted)
    _refuse_repetition(store, earlier, asked, again)
    token = links.make()
    made = store.invitations.make(
        links.hash_of(token.reveal()) or "",
        name=asked.name,
        role=asked.role,
        email=asked.email,
        orcid_hint=asked.orcid_hint,
        expires_at=utc_now() + timedelta(days=days),
        contributors=asked.contributors,
        submitted=asked.submitted,
    )
    for one in earlier:
        store.invitations.end(one.id)
    return Invited(asked, made, token)


def _is_forgotten(store: Store, asked: Asked) -> bool:
    if asked.orcid_hint and store.forgetting.is_forgotten(asked.orcid_hint):
        return True
    return any(store.forgetting.is_forgotten(contributor_id=one) for one in asked.contributors)


def _refuse_repetition(store: Store, earlier: Sequence[Invitation], asked: Asked, again: bool) -> None:
    answered: set[tuple[int | None, int | None]] = set()
    for one in earlier:
        if one.denied_at and not one.accepted_at and not again:
            raise AlreadyDeniedError(one)
        if one.accepted_at:
            answered |= {
                (on.contributor_id, on.submitted_person_id) for on in store.invitations.theses(one.id)
            }
    wanted = {(one, None) for one in asked.contributors} | {(None, one) for one in asked.submitted}
    if wanted and wanted <= answered and not again:
        raise AlreadyAcceptedError(next(one for one in earlier if one.accepted_at))


def find_invitation(store: Store, links: Links, token: str) -> Invitation | None:
    """The invitation of a link, or None for a link that we never made."""
    token_hash = links.hash_of(token)
    return store.invitations.find(token_hash) if token_hash else None


def answerable(invitation: Invitation) -> Answerable:
    """Whether it can still be answered; who said no may change her mind while the link lives."""
    if invitation.accepted_at:
        return "used"
    if invitation.expires_at <= utc_now():
        return "expired"
    return "denied" if invitation.denied_at else "open"


def deny(store: Store, invitation: Invitation) -> None:
    """She said no, here or at ORCID: remembered, and never a reason to hold anything up."""
    store.invitations.denied(invitation.id)
    titles = [one.title for one in store.invitations.theses(invitation.id)]
    reason = "An invited person said no; nothing is written, and she is not asked again by itself."
    store.log.write(None, [Outcome("", Happened.DENIED, reason, title=title) for title in titles])
