"""What a person says about a push that waits for her: try it again; it is the same work, or another."""

from __future__ import annotations

from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push.reasons import outcome_of
from orcid_sync.store import Store


def try_again(store: Store, thesis_id: int | None = None) -> int:
    """Let what was settled or given up go out with the next push: of one thesis, or all that was given up.

    How many there were.
    """
    if thesis_id is None:
        claims = [push.claim_id for push in store.pushes.given_up()]
    else:
        claims = [claim.id for claim in store.claims.all(thesis_id=thesis_id) if claim.counts]
    return sum(store.pushes.try_again(claim) for claim in claims)


def decide_duplicate(store: Store, thesis_id: int, orcid_id: str, *, same: bool) -> Outcome | None:
    """Say for this person whether the work in her ORCID record is this thesis; None: nobody had asked."""
    claim = next(iter(store.claims.all(orcid_id=orcid_id, thesis_id=thesis_id)), None)
    if claim is None or not store.pushes.decide_duplicate(claim.id, same=same):
        return None
    push = store.pushes.of_claim(claim.id)
    if push is None:
        return None
    if same:
        outcome = outcome_of(push, Happened.ALREADY_THERE, push.reason)
    else:
        outcome = outcome_of(
            push, Happened.DUE_AGAIN, "They are two works, so ours is added by the next push."
        )
    store.log.write(None, [outcome])
    return outcome
