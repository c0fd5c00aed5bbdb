"""A yes: after a sign-in that answers an invitation, or that asks for a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orcid_sync import consent
from orcid_sync.asking.names import may_be_one_person
from orcid_sync.asking.purposes import fulfilled
from orcid_sync.asking.settling import note_claim, settle
from orcid_sync.consent import WrongPersonError
from orcid_sync.orcid.audit import about
from orcid_sync.orcid.errors import OrcidError
from orcid_sync.orcid.oauth import Granted, OAuth
from orcid_sync.outcomes import Happened
from orcid_sync.store import (
    ClaimRequest,
    Contributor,
    Doubt,
    Evidence,
    Invitation,
    InvitedFor,
    Permission,
    Proof,
    Store,
    UsedInvitationError,
    Wanted,
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of a yes. `lacking` are purposes for which ORCID granted too little."""

    permission: Permission
    granted: tuple[str, ...]
    lacking: tuple[str, ...]
    staff_asked: bool


def accept_invitation(
    store: Store, oauth: OAuth, invitation: Invitation, granted: Granted, evidence: Evidence
) -> Accepted:
    """Keep the permission and the consent, and claim every thesis of the invitation.

    A name at ORCID that cannot be hers, and another iD in the record, make the claims wait for the staff. Raises
    WrongPersonError for another iD than the one that was asked, and UsedInvitationError when somebody else has
    used it; then nothing is kept, and the new token is revoked.
    """
    if invitation.orcid_hint and granted.orcid_id != invitation.orcid_hint:
        _give_back(oauth, granted)
        raise WrongPersonError(
            f"The link was for {invitation.orcid_hint}, but {granted.orcid_id} signed in at ORCID."
        )
    if invitation.accepted_at and invitation.orcid_id != granted.orcid_id:
        _give_back(oauth, granted)
        raise UsedInvitationError
    wanted = [_of_invitation(one, invitation, granted) for one in store.invitations.theses(invitation.id)]
    return _accept(store, granted, evidence, wanted, invitation.id)


def accept_claim(
    store: Store, granted: Granted, evidence: Evidence, contributor: Contributor, *, campus_email: str = ""
) -> Accepted:
    """Keep the permission and the consent, and claim a thesis as this contributor, as far as that is proved.

    Proofs are the iD that the repository's own metadata carries, and a campus login whose address the office
    knows for this thesis. Everything else waits for the staff; a name alone proves nothing.
    """
    proof, doubt = _proved(store, contributor, granted, campus_email)
    wanted = Wanted(contributor.role, contributor.name, granted.name, proof, doubt, contributor.id)
    return _accept(store, granted, evidence, [wanted])


def keep_sign_in(store: Store, granted: Granted, evidence: Evidence | None = None) -> Permission:
    """Keep who signed in, for her own page; with `evidence` also what she said yes to."""
    permission = consent.keep(store, granted)
    if evidence:
        agreed = fulfilled(evidence.purposes, granted.scopes)
        store.consents.give(granted.orcid_id, _only(evidence, agreed), sorted(granted.scopes))
    return permission


def _accept(
    store: Store,
    granted: Granted,
    evidence: Evidence,
    wanted: Sequence[Wanted],
    invitation_id: int | None = None,
) -> Accepted:
    agreed = fulfilled(evidence.purposes, granted.scopes)
    permission = consent.keep(store, granted)
    requests = store.consents.give(
        granted.orcid_id,
        _only(evidence, agreed),
        sorted(granted.scopes),
        wanted=wanted,
        invitation_id=invitation_id,
    )
    settle(store)
    after = [store.claim_requests.get(request.id) for request in requests]
    for request in after:
        if request and request.waits_for_staff:
            _note_doubt(store, request)
    lacking = tuple(one for one in evidence.purposes if one not in agreed)
    return Accepted(permission, agreed, lacking, any(one.waits_for_staff for one in after if one))


def _note_doubt(store: Store, request: ClaimRequest) -> None:
    wanted = request.wanted
    why = {
        "name-differs": f"The name at ORCID is {wanted.name}, and the one in the thesis {wanted.expected}.",
        "id-differs": f"The record carries another iD for {wanted.expected}.",
        "claimed-by-another": "Somebody else has claimed it.",
        "not-named": f"The record does not name {wanted.expected} in this role.",
    }.get(wanted.doubt, "She says so, and nothing proves it.")
    note_claim(
        store, request, Happened.CLAIM_WAITS, why, f"Look: orcid-sync claims list, claim {request.id}."
    )


def _only(evidence: Evidence, agreed: tuple[str, ...]) -> Evidence:
    return Evidence(agreed, evidence.text_version, evidence.language)


def _of_invitation(one: InvitedFor, invitation: Invitation, granted: Granted) -> Wanted:
    doubt = _doubt(one.name, one.orcid_hint, granted)
    return Wanted(
        invitation.role,
        one.name,
        granted.name,
        "invitation",
        doubt,
        one.contributor_id,
        one.submitted_person_id,
    )


def _proved(
    store: Store, contributor: Contributor, granted: Granted, campus_email: str
) -> tuple[Proof, Doubt]:
    if contributor.orcid_hint == granted.orcid_id:
        proof: Proof = "hint-confirmed"
    elif campus_email and _office_knows(store, contributor, campus_email):
        proof = "campus-login"
    else:
        return "staff", "no-proof"
    return proof, _doubt(contributor.name, contributor.orcid_hint, granted)


def _doubt(name: str, orcid_hint: str, granted: Granted) -> Doubt:
    """What speaks against it that she is the one whom the record names, with this name and perhaps this iD."""
    if orcid_hint not in ("", granted.orcid_id):
        return "id-differs"
    return "" if may_be_one_person(name, granted.name) else "name-differs"


def _office_knows(store: Store, contributor: Contributor, email: str) -> bool:
    """Whether this address stands on the form of this thesis for this person, or she was invited there."""
    on_forms = any(
        submission.thesis_id == contributor.thesis_id
        and person.role == contributor.role
        and may_be_one_person(contributor.name, person.name)
        for person, submission in store.submissions.with_email(email)
    )
    invited = store.invitations.of_contributors([contributor.id], [])
    return on_forms or any(one.email == email.lower() for one in invited)


def _give_back(oauth: OAuth, granted: Granted) -> None:
    """Revoke a token that was not meant for us; if ORCID cannot be reached, it is at least kept nowhere."""
    try:
        with about(granted.orcid_id):
            oauth.revoke(granted.access_token)
    except OrcidError:
        return
