"""A person's theses: where each stands, what happened to it, and what she can do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from orcid_sync.asking.names import may_be_one_person
from orcid_sync.outcomes import NEEDS_A_PERSON, Happened
from orcid_sync.store import Claim, ClaimRequest, Logged, Push
from orcid_sync.web.desk import Desk
from orcid_sync.web.theses_shown import role_shown, shown
from orcid_sync.web.views import (
    MyThesis,
    Standing,
    StepKind,
    ThesisShown,
    TimelineStep,
    WorkAtOrcid,
)

_ENDED: Final = {"removed-by-owner": Standing.REMOVED_BY_OWNER, "unlinked": Standing.REMOVED}
_HIDDEN: Final = ("merged", "disconnected")
_SENT: Final = (Happened.ADDED, Happened.ADOPTED)
_HELD: Final = (Happened.HELD.value, Happened.TOO_MANY.value)
_OVER: Final = (Standing.REMOVED_BY_OWNER, Standing.REMOVED, Standing.SUSPENDED)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read once for all her theses."""

    pushes: dict[int, Push]
    log: dict[str, list[Logged]]
    asked_at: datetime | None
    names: tuple[str, ...]


def my_theses(desk: Desk, orcid_id: str, names: tuple[str, ...]) -> list[MyThesis]:
    """Her theses, those that wait first. `names` are the names of hers that she may choose to show."""
    store = desk.store
    invitations = store.invitations.of_person(orcid_id)
    log: dict[str, list[Logged]] = {}
    for one in sorted(store.log.read(orcid_id=orcid_id), key=lambda one: one.at):
        log.setdefault(one.outcome.identifier, []).append(one)
    known = _Known(
        {push.claim_id: push for push in store.pushes.of_person(orcid_id)},
        log,
        invitations[-1].made_at if invitations else None,
        names,
    )
    waiting = [_asked(desk, one) for one in store.claim_requests.of_person(orcid_id) if _waits(one)]
    claims = [one for one in store.claims.all(orcid_id=orcid_id) if one.ended_why not in _HIDDEN]
    return waiting + [_mine(desk, one, known) for one in claims]


def _waits(request: ClaimRequest) -> bool:
    return request.claim_id is None and request.rejected_at is None


def _asked(desk: Desk, request: ClaimRequest) -> MyThesis:
    """A claim that was asked for and not made yet."""
    wanted, store = request.wanted, desk.store
    thesis = store.theses.of_contributor(wanted.contributor_id) if wanted.contributor_id else None
    submission = store.submissions.of_person(wanted.submitted_person_id or 0)
    title = thesis.title if thesis else submission.title if submission else ""
    steps = [TimelineStep(StepKind.SUBMITTED, submission.made_at)] if submission else []
    steps += [TimelineStep(StepKind.GRANTED, request.made_at), TimelineStep(StepKind.SENT)]
    return MyThesis(
        f"asked-{request.id}",
        ThesisShown(title, role=role_shown(wanted.role)),
        Standing.STAFF_ASKED if request.waits_for_staff else Standing.NO_RECORD,
        tuple(steps),
    )


def _mine(desk: Desk, claim: Claim, known: _Known) -> MyThesis:
    push = known.pushes.get(claim.id)
    content = desk.store.theses.content_of(claim.thesis_id)
    thesis = shown(desk, content, claim.role, push) if content else ThesisShown(push.title if push else "")
    standing = _standing(claim, push)
    log = known.log.get(push.identifier, []) if push else []
    names = _names(claim, known.names)
    acts = f"{desk.root}/me/theses/{claim.id}"
    is_over = standing in _OVER
    return MyThesis(
        id=f"thesis-{claim.id}",
        thesis=thesis,
        standing=standing,
        timeline=tuple(_timeline(desk, claim, push, log, known)),
        reason=push.reason if push and standing in (Standing.STUCK, Standing.ON_HOLD) else "",
        put_code=push.put_code if push else "",
        last_sent=_last_sent(log),
        shown_name=names[0] if claim.shown_name is None else claim.shown_name,
        names=names,
        possible_duplicates=tuple(_candidates(push)) if standing is Standing.DUPLICATE else (),
        send_url=f"{acts}/send" if standing is not Standing.SUSPENDED else "",
        hold_url=f"{acts}/hold" if not is_over and standing is not Standing.HELD_BY_PERSON else "",
        name_url=f"{acts}/name" if not is_over else "",
        same_url=f"{acts}/same" if standing is Standing.DUPLICATE else "",
    )


def _standing(claim: Claim, push: Push | None) -> Standing:
    if claim.ended_at:
        return _ENDED.get(claim.ended_why, Standing.REMOVED)
    if claim.suspended_at:
        return Standing.SUSPENDED
    if push and push.answer == "same":
        return Standing.ELSEWHERE
    if claim.held_at:
        return Standing.HELD_BY_PERSON
    if push is None:
        return Standing.DUE
    return _standing_of_push(push)


def _standing_of_push(push: Push) -> Standing:
    if push.candidates or push.happened == Happened.POSSIBLE_DUPLICATE:
        return Standing.DUPLICATE
    if push.permission_needed:
        return Standing.PERMISSION_NEEDED
    if push.happened in _HELD:
        return Standing.ON_HOLD
    if push.happened in {one.value for one in NEEDS_A_PERSON}:
        return Standing.STUCK
    return Standing.AT_ORCID if push.put_code else Standing.DUE


def _timeline(
    desk: Desk, claim: Claim, push: Push | None, log: Iterable[Logged], known: _Known
) -> Iterator[TimelineStep]:
    came = desk.store.theses.came_at(claim.thesis_id)
    if came.submitted_at:
        yield TimelineStep(StepKind.SUBMITTED, came.submitted_at)
    yield TimelineStep(StepKind.HARVESTED, came.harvested_at)
    yield TimelineStep(StepKind.CHECKED, came.checked_at, troubled=came.is_refused)
    if known.asked_at and claim.proof == "invitation":
        yield TimelineStep(StepKind.ASKED, known.asked_at)
    yield TimelineStep(StepKind.GRANTED, claim.made_at)
    sent = [one.at for one in log if one.outcome.happened in _SENT]
    is_rejected = bool(push and push.happened == Happened.REJECTED)
    yield TimelineStep(StepKind.SENT, sent[0] if sent else None, troubled=is_rejected)
    updated = [one.at for one in log if one.outcome.happened is Happened.UPDATED]
    if updated:
        yield TimelineStep(StepKind.UPDATED, updated[-1])
    if claim.ended_at:
        yield TimelineStep(StepKind.REMOVED, claim.ended_at)


def _last_sent(log: Iterable[Logged]) -> datetime | None:
    sent = [one.at for one in log if one.outcome.happened in (*_SENT, Happened.UPDATED)]
    return sent[-1] if sent else None


def _names(claim: Claim, hers: tuple[str, ...]) -> tuple[str, ...]:
    """The name in the record first, as pages write it; then her own names at ORCID."""
    family, comma, given = (part.strip() for part in claim.stated.partition(","))
    stated = f"{given} {family}" if comma and given else claim.stated
    kept = (claim.shown_name,) if claim.shown_name else ()
    return tuple(dict.fromkeys((stated, *hers, *kept)))


def is_her_name(claim: Claim, hers: tuple[str, ...], name: str) -> bool:
    """Whether she may choose it: it stands in the record, or at ORCID among her names."""
    return name in _names(claim, hers)


def as_stated(claim: Claim, name: str) -> bool:
    """Whether this is the name in the record, so that nothing has to be changed."""
    return may_be_one_person(claim.stated, name) and name == _names(claim, ())[0]


def _candidates(push: Push | None) -> Iterator[WorkAtOrcid]:
    for one in push.candidates if push else ():
        yield WorkAtOrcid(one.put_code, one.title, one.source, one.year)
