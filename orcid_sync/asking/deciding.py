"""The staff's part: look at the claims that wait for them, and decide."""

from __future__ import annotations

from dataclasses import dataclass

from orcid_sync.asking.settling import note_claim, settle
from orcid_sync.outcomes import Happened
from orcid_sync.store import ClaimRequest, KnownThesis, Store


class NothingToDecideError(LookupError):
    """There is no such claim, or somebody has decided it. Its text is a sentence."""


@dataclass(frozen=True, slots=True)
class WaitingClaim:
    """A claim that waits, with what is known of its thesis; `title` is the submission's when there is no record."""

    request: ClaimRequest
    title: str
    thesis: KnownThesis | None = None


def waiting_claims(store: Store, *, after: int = 0, limit: int = 1000) -> list[WaitingClaim]:
    """What a person of the staff has to look at, oldest first."""
    return [_waiting(store, one) for one in store.claim_requests.waiting(after, limit)]


def approve(store: Store, request_id: int, by: str) -> ClaimRequest:
    """It is the same person: the claim is made now, or when its record arrives. Raises NothingToDecideError,
    also when somebody else has claimed it meanwhile (that claim has to be ended first)."""
    _to_decide(store, request_id)
    if not store.claim_requests.approve(request_id, by):
        raise NothingToDecideError("Somebody else has decided this claim.")
    settle(store)
    decided = store.claim_requests.get(request_id)
    if decided is None or decided.waits_for_staff:
        raise NothingToDecideError(
            "The claim cannot be made: the record names somebody else, or another person's claim stands."
        )
    return decided


def reject(store: Store, request_id: int, by: str) -> ClaimRequest:
    """It is not: nothing is claimed, and it is not asked again. Raises NothingToDecideError."""
    request = _to_decide(store, request_id)
    if not store.claim_requests.reject(request_id, by):
        raise NothingToDecideError("Somebody else has decided this claim.")
    note_claim(store, request, Happened.CLAIM_REJECTED, f"{by} decided that it is somebody else.")
    return request


def _to_decide(store: Store, request_id: int) -> ClaimRequest:
    request = store.claim_requests.get(request_id)
    if request is None or not request.waits_for_staff:
        raise NothingToDecideError(f"No claim {request_id} waits for a decision.")
    return request


def _waiting(store: Store, request: ClaimRequest) -> WaitingClaim:
    wanted = request.wanted
    if wanted.contributor_id:
        thesis = store.theses.of_contributor(wanted.contributor_id)
        return WaitingClaim(request, thesis.title if thesis else "", thesis)
    submission = store.submissions.of_person(wanted.submitted_person_id or 0)
    return WaitingClaim(request, submission.title if submission else "")
