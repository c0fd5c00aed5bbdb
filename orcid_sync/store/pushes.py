"""What is to be sent to ORCID, what was sent, and who is sending now.

Due work is a query over claims, content and what was sent last (the views `push_of_thesis` and `push_now` of
the schema); a lease on the row keeps two processes apart. Between `intend` and the answer stands an HTTP call
that can be cut off anywhere: an `unfinished` push is looked at before anything is repeated.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Row

from orcid_sync.outcomes import Happened
from orcid_sync.store import pushes_sql as sql
from orcid_sync.store.claims import end_claim
from orcid_sync.store.instants import instant, written
from orcid_sync.store.view import Transaction, View

Action = Literal["add", "update", "remove"]
Answer = Literal["", "same", "different"]
_ALL: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work in the ORCID record that may be the same thesis; `source` names who added it."""

    put_code: str
    title: str
    year: str = ""
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Push:
    """One (thesis, person): what stands at ORCID, what the source says now, what to do."""

    id: int
    claim_id: int
    thesis_id: int
    orcid_id: str
    client_id: str
    role: str
    stated: str
    # the record that supplies the content now (or did last, when its source deleted it)
    record_id: int | None
    identifier: str
    title: str
    work_digest: str  # of the work without claims, as saved with the record
    raw_sha256: str
    # what was sent last
    put_code: str  # "" when no work of ours stands at ORCID
    sent_digest: str
    sent_xml: str
    sent_work_digest: str  # `work_digest` when it was last dealt with
    sent_raw_sha256: str  # differs from raw_sha256: the source changed; equal: only our crosswalk did
    # how it goes
    action: Action
    unfinished: Action | Literal[""] = ""  # intended, and no answer written: look before repeating
    intended_xml: str = ""
    tries: int = 0
    next_try_at: datetime | None = None
    permission_needed: bool = False
    happened: str = ""  # last outcome
    code: str = ""
    reason: str = ""
    lease_owner: str = ""
    candidates: tuple[Candidate, ...] = ()  # as long as nobody has said whether they are the same
    answer: Answer = ""  # the person's: `different`, so that the work goes out; `same`, and it never does


class Pushes:
    """The works of this store's client id at ORCID."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._last_leased = 0

    def due(self, limit: int | None = None) -> list[Push]:
        """What would be sent now, oldest first, whether leased or not (for `status` and dry runs)."""
        return self._pushes(sql.DUE, limit=limit or _ALL)

    def lease(
        self,
        owner: str,
        limit: int = 20,
        *,
        length: timedelta = timedelta(minutes=10),
        only: Sequence[int] | None = None,
    ) -> list[Push]:
        """Up to `limit` due pushes, for `owner` alone until answered, postponed, released or expired.

        Never two pushes of one ORCID record at a time, over all processes: so call again until empty.
        Those that need a permission first are left out; see `permission_needed`. With `only`, the pushes of
        these claims and no others. A removal is leased even without a usable permission, because ORCID lets us
        delete with a token that its owner has revoked (orcid.md §5.5).
        """
        if only is not None and not only:
            return []
        until = written(self._view.clock() + length)
        with self._view.write() as transaction:
            transaction.one_at_a_time()  # so that two processes see each other's leases
            if only is None:
                ids = self._free(transaction, limit)
            else:
                ids = [row.id for row in transaction.rows(sql.FREE_OF_CLAIMS, limit=limit, claims=list(only))]
            if not ids:
                return []
            transaction.change(sql.LEASE, pushes=ids, owner=owner, until=until)
            return [_push(row, transaction.now) for row in transaction.rows(sql.THESE, pushes=ids)]

    def leased(self) -> list[Push]:
        """What is being sent now, or was when its process died; `lease_owner` tells whose it is."""
        return self._pushes(sql.LEASED)

    def permission_needed(self) -> list[Push]:
        """Due pushes whose person has no usable permission."""
        return self._pushes(sql.PERMISSION_NEEDED)

    def of_claim(self, claim_id: int) -> Push | None:
        """The push of one claim as it stands, or None."""
        return next(iter(self._pushes(sql.OF_CLAIM, claim=claim_id)), None)

    def of_person(self, orcid_id: str) -> list[Push]:
        """All pushes of one person as they stand."""
        return self._pushes(sql.OF_PERSON, orcid_id=orcid_id)

    def withdrawn_at_source(self) -> list[Push]:
        """Works of ours that stand at ORCID though no source has the thesis any more: a person decides."""
        return self._pushes(sql.WITHDRAWN)

    def surplus(self) -> list[Push]:
        """Second works at ORCID of theses that turned out to be one: a person decides."""
        return self._pushes(sql.SURPLUS)

    def possible_duplicates(self) -> list[Push]:
        """Works not added before a person says whether the `candidates` are the same (`decide_duplicate`)."""
        return self._pushes(sql.SETTLED_AS, happened=Happened.POSSIBLE_DUPLICATE.value)

    def given_up(self) -> list[Push]:
        """What was tried so often that only a person can bring it back (`try_again`)."""
        return self._pushes(sql.SETTLED_AS, happened=Happened.GIVEN_UP.value)

    def of_other_clients(self) -> dict[str, int]:
        """Client id → works that stand at ORCID under it and that this client id cannot edit (9010)."""
        return {row.client_id: row.works for row in self._view.rows(sql.OF_OTHER_CLIENTS)}

    def intend(self, push: Push, action: Action, *, digest: str = "", xml: str = "") -> bool:
        """Write down what is about to be sent. False: it must not be sent, because the lease is lost
        or the claim no longer counts."""
        return self._change(sql.INTEND, push, action=action, digest=digest, xml=xml) > 0

    def sent(
        self,
        push: Push,
        *,
        put_code: str,
        digest: str,
        xml: str,
        happened: Happened,
        reason: str = "",
        code: str = "",
    ) -> None:
        """The work stands at ORCID under `put_code` with this content (added, updated or adopted)."""
        self._change(
            sql.SENT,
            push,
            put_code=put_code,
            digest=digest,
            xml=xml,
            work_digest=push.work_digest,
            raw_sha256=push.raw_sha256,
            happened=happened.value,
            reason=reason,
            code=code,
        )

    def settle(self, push: Push, happened: Happened, reason: str = "", code: str = "") -> None:
        """Dealt with, without anything new at ORCID (unchanged, rejected, possible duplicate …):
        not due again until the source changes or a person asks `try_again`."""
        with self._view.write() as transaction:
            _settle(transaction, push, happened, reason, code)

    def postpone(self, push: Push, until: datetime, reason: str, code: str = "") -> None:
        """Try again at `until`; one more try is counted. Keeps an unfinished intent."""
        happened = Happened.POSTPONED.value
        self._change(sql.POSTPONE, push, until=written(until), happened=happened, reason=reason, code=code)

    def give_up(self, push: Push, reason: str, code: str = "") -> None:
        """Tried often enough: not due before a person asks `try_again`. Keeps an unfinished intent."""
        self._change(sql.GIVE_UP, push, happened=Happened.GIVEN_UP.value, reason=reason, code=code)

    def doubt(self, push: Push, candidates: Sequence[Candidate], reason: str, code: str = "") -> None:
        """The ORCID record may hold the thesis already: settled until a person decides."""
        kept = json.dumps([asdict(one) for one in candidates], ensure_ascii=False)
        with self._view.write() as transaction:
            _change(transaction, sql.DOUBT, push, candidates=kept)
            _settle(transaction, push, Happened.POSSIBLE_DUPLICATE, reason, code)

    def decide_duplicate(self, claim_id: int, *, same: bool) -> bool:
        """The person's word on a possible duplicate: `same`, and it is never added; else it goes out next.

        Who said `same` may say otherwise later. False: there is nothing to decide.
        """
        doubted = Happened.POSSIBLE_DUPLICATE.value
        if not same:
            return self._view.change(sql.DIFFERENT, claim=claim_id, doubted=doubted) > 0
        reason = "The person says that this thesis stands in the ORCID record already, so it is not added."
        told = {"happened": Happened.ALREADY_THERE.value, "reason": reason}
        return self._view.change(sql.SAME, claim=claim_id, doubted=doubted, **told) > 0

    def release(self, push: Push) -> None:
        """Give the lease back; nothing was done."""
        self._change(sql.RELEASE, push)

    def removed(self, push: Push, reason: str = "") -> None:
        """We deleted the work at ORCID, because a person said so: the claim ends, nothing is added again."""
        self._gone(push, Happened.REMOVED, reason, "unlinked")

    def removed_by_owner(self, push: Push, reason: str = "") -> None:
        """The owner deleted it: the claim ends, nothing is added again."""
        self._gone(push, Happened.REMOVED_BY_OWNER, reason, "removed-by-owner")

    def ask_removal(self, claim_id: int) -> bool:
        """A person wants the work deleted at ORCID: due from now on. False: none of ours stands there."""
        return self._view.change(sql.ASK_REMOVAL, claim=claim_id) > 0

    def try_again(self, claim_id: int) -> bool:
        """A person wants a settled, postponed or given up push tried again now. False: it is being sent."""
        return self._view.change(sql.TRY_AGAIN, claim=claim_id) > 0

    def _free(self, transaction: Transaction, limit: int) -> list[int]:
        """A due push of each person of whom none is leased: first of those after the last one leased here."""
        free: dict[str, int] = {}
        # To look at all pushes takes a while when there are thousands, so it is put off until nothing is found.
        for after in dict.fromkeys((self._last_leased, 0)):
            while len(free) < limit and (found := transaction.rows(sql.FREE, after=after, limit=limit)):
                for row in found:
                    free.setdefault(row.orcid_id, row.id)
                after = found[-1].id
            if free:
                break
        ids = list(free.values())[:limit]
        self._last_leased = max(ids, default=0)
        return ids

    def _gone(self, push: Push, happened: Happened, reason: str, why: str) -> None:
        with self._view.write() as transaction:
            _change(transaction, sql.GONE, push, happened=happened.value, reason=reason)
            end_claim(transaction, push.claim_id, why)

    def _pushes(self, question: str, **values: Any) -> list[Push]:
        with self._view.read() as transaction:
            return [_push(row, transaction.now) for row in transaction.rows(question, **values)]

    def _change(self, statement: str, push: Push, **values: Any) -> int:
        with self._view.write() as transaction:
            return _change(transaction, statement, push, **values)


def _change(transaction: Transaction, statement: str, push: Push, **values: Any) -> int:
    return transaction.change(statement, push=push.id, owner=push.lease_owner, **values)


def _settle(transaction: Transaction, push: Push, happened: Happened, reason: str, code: str) -> None:
    _change(
        transaction,
        sql.SETTLE,
        push,
        work_digest=push.work_digest,
        raw_sha256=push.raw_sha256,
        happened=happened.value,
        reason=reason,
        code=code,
    )


def _push(row: Row[Any], now: str) -> Push:
    return Push(
        id=row.id,
        claim_id=row.claim_id,
        thesis_id=row.thesis_id,
        orcid_id=row.orcid_id,
        client_id=row.client_id,
        role=row.role,
        stated=row.stated,
        record_id=row.record_id,
        identifier=row.identifier or "",
        title=row.title or "",
        work_digest=row.work_digest or "",
        raw_sha256=row.raw_sha256 or "",
        put_code=row.put_code or "",
        sent_digest=row.sent_digest,
        sent_xml=row.sent_xml,
        sent_work_digest=row.sent_work_digest,
        sent_raw_sha256=row.sent_raw_sha256,
        action=row.action,
        unfinished=row.intended,
        intended_xml=row.intended_xml,
        tries=row.tries,
        next_try_at=instant(row.next_try_at),
        permission_needed=row.permitted_until is None or row.permitted_until <= now,
        happened=row.happened,
        code=row.code,
        reason=row.reason,
        lease_owner=row.lease_owner,
        candidates=tuple(Candidate(**one) for one in json.loads(row.candidates)) if row.candidates else (),
        answer=row.answer,
    )
