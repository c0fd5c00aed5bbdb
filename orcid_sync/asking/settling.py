"""Makes claims of what was asked for as soon as nothing stands against it; joins submissions with their records.

Everything here may be cut off anywhere and is simply done again: what is settled is found as settled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lxml import etree

from crosswalks.records import NotXmlError, parse
from orcid_sync.asking.names import may_be_one_person
from orcid_sync.asking.purposes import THESIS
from orcid_sync.consent import ForgottenError, NotSignedInError, claim
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.store import (
    AlreadyClaimedError,
    Arrived,
    ClaimRequest,
    NoSuchContributorError,
    Store,
    Submission,
)

_SHORTEST_NUMBER = 4  # "7" would be found in every record


def settle(store: Store) -> list[ClaimRequest]:
    """Make every claim that can be made now; those that were made."""
    for request in store.claim_requests.without_record():
        _find_contributor(store, request)
    return [request for request in store.claim_requests.ready() if _make(store, request)]


def follow_harvest(store: Store) -> None:
    """After a harvest: titles can be searched, submissions find their records, claims that waited are made."""
    waiting = store.submissions.unjoined()
    _join_known(store, waiting)
    numbers = {one.number: one for one in waiting if len(one.number) >= _SHORTEST_NUMBER}
    found: dict[str, set[int]] = defaultdict(set)
    for batch in store.titles.arrived():
        for arrived in batch if numbers else ():
            for number in _identifiers(arrived) & numbers.keys():
                found[number].add(arrived.thesis_id)
    for number, theses in found.items():
        if len(theses) == 1:  # a number in two records is no proof of either
            store.submissions.join(numbers[number].id, theses.pop(), "number")
    settle(store)


def _join_known(store: Store, waiting: list[Submission]) -> None:
    for submission in waiting:
        thesis = store.theses.find(submission.known_as) if submission.known_as else None
        if thesis:
            store.submissions.join(submission.id, thesis.id, "doi-or-handle")


def _identifiers(arrived: Arrived) -> set[str]:
    """What the record's identifier elements say, whatever its format."""
    try:
        root = parse(arrived.raw)
    except NotXmlError:
        return set()
    return {text for element in root.iter(etree.Element) for text in _identifier(element)}


def _identifier(element: etree._Element) -> Iterator[str]:
    """DIM says so in an attribute, all others in the element's name."""
    named = str(etree.QName(element).localname) + str(element.get("element", ""))
    if "identifier" in named.lower() and element.text:
        yield element.text.strip()


def _find_contributor(store: Store, request: ClaimRequest) -> None:
    wanted = request.wanted
    submission = store.submissions.of_person(wanted.submitted_person_id or 0)
    named = store.theses.contributors(submission.thesis_id) if submission and submission.thesis_id else []
    hers = [one for one in named if one.role == wanted.role and may_be_one_person(wanted.expected, one.name)]
    if len(hers) == 1:
        store.claim_requests.about(request.id, hers[0].id)
        if hers[0].orcid_hint not in ("", request.orcid_id) and not wanted.doubt:
            store.claim_requests.doubted(request.id, "id-differs")
    elif not wanted.doubt:
        store.claim_requests.doubted(request.id, "not-named")


def _make(store: Store, request: ClaimRequest) -> bool:
    wanted = request.wanted
    try:
        made = claim(
            store,
            wanted.contributor_id or 0,
            request.orcid_id,
            proof=wanted.proof,
            again=_asked_again(store, request),
        )
    except AlreadyClaimedError:
        store.claim_requests.doubted(request.id, "claimed-by-another")
        return False
    except NoSuchContributorError:
        store.claim_requests.doubted(request.id, "not-named")
        return False
    except (NotSignedInError, ForgottenError):
        return False
    if THESIS not in (store.consents.purposes(request.orcid_id) or {THESIS}):
        store.claims.hold(made.id)
    store.claim_requests.settled(request.id, made.id)
    note_claim(store, request, Happened.CLAIMED, f"It is hers, proved by: {wanted.proof}.")
    return True


def _asked_again(store: Store, request: ClaimRequest) -> bool:
    """Whether she asked after the claim was over, if it ever was: what ended since she asked stays ended."""
    ended = [
        one.ended_at
        for one in store.claims.all(orcid_id=request.orcid_id)
        if one.ended_at and one.contributor_id == request.wanted.contributor_id
    ]
    return all(at <= request.made_at for at in ended)


def note_claim(
    store: Store, request: ClaimRequest, happened: Happened, reason: str, next_step: str = ""
) -> None:
    """Write into the log what became of a claim."""
    wanted = request.wanted
    thesis = store.theses.of_contributor(wanted.contributor_id) if wanted.contributor_id else None
    submission = store.submissions.of_person(wanted.submitted_person_id or 0)
    identifier = thesis.identifiers[0] if thesis and thesis.identifiers else ""
    title = thesis.title if thesis else submission.title if submission else ""
    store.log.write(None, [Outcome(identifier, happened, reason, next_step, request.orcid_id, title)])
