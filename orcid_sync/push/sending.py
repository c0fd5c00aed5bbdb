"""Sends one work: add, update, adopt or remove, and writes down what ORCID made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from lxml import etree

from orcid_sync.orcid.answers import WorkSummary
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.errors import AlreadyThereError, NotFoundError, OrcidError
from orcid_sync.orcid.works import differences
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push.failures import Failures
from orcid_sync.push.looking import Seen, candidate, look, source_of
from orcid_sync.push.preparing import Prepared, Preparing
from orcid_sync.push.reasons import looks_the_same, not_stored, outcome_of, permission_missing, unlink_command
from orcid_sync.store import Permission, Push, Run, Store

ClientFor = Callable[[Permission], OrcidClient]
ANSWERED = frozenset({Happened.ADDED, Happened.UPDATED, Happened.ADOPTED, Happened.NOT_STORED})


class Sending:
    """Sends leased pushes; each is answered, postponed or settled in the store before its outcome is told.

    What ORCID ANSWERED is written into the log of `run` together with the answer.
    """

    def __init__(
        self,
        store: Store,
        client_for: ClientFor,
        preparing: Preparing,
        failures: Failures,
        run: Run | None = None,
    ) -> None:
        self._store = store
        self._run = run
        self._client_for = client_for
        self._preparing = preparing
        self._failures = failures

    def ready(self, pushes: Sequence[Push]) -> None:
        """Prepare these at once, because they are sent next."""
        self._preparing.ahead(pushes)

    def send(self, push: Push) -> Outcome:
        """What came of it. Only RunStoppedError and StoreError leave here."""
        permission = self._permission(push)
        if permission is None:
            self._store.pushes.release(push)
            return missing_of(self._store, push)
        waiting = self._failures.awaits_second_look(push, permission)
        if waiting:
            return waiting
        try:
            outcome = self._sent(push, self._client_for(permission))
        except OrcidError as error:
            return self._failures.outcome(push, permission, error)
        if outcome.happened in ANSWERED and self._is_worth_noting(permission):
            self._store.permissions.worked(permission)
        return outcome

    def _is_worth_noting(self, permission: Permission) -> bool:
        """Once a week is enough to know that a permission is in use."""
        last = permission.worked_at or permission.granted_at
        return permission.refused_at is not None or self._failures.now() - last > timedelta(days=7)

    def _permission(self, push: Push) -> Permission | None:
        usable = self._store.permissions.usable(push.orcid_id)
        if usable or push.action != "remove":
            return usable
        # ORCID lets us delete our own work even with a token that its owner has revoked (orcid.md §5.5).
        held = self._store.permissions.of_person(push.orcid_id)
        return held[-1] if held else None

    def _sent(self, push: Push, client: OrcidClient) -> Outcome:
        if push.action == "remove":
            return self._remove(push, client)
        prepared = self._preparing.prepare(push)
        if isinstance(prepared, Outcome):
            return self._failures.refused(push, prepared)
        if push.put_code:
            return self._update(push, client, prepared)
        return self._add(push, client, prepared)

    def _add(self, push: Push, client: OrcidClient, prepared: Prepared) -> Outcome:
        """Look first: an answer may have been lost, or somebody else been faster."""
        seen = look(client, prepared.element)
        if seen.put_code:
            return self._adopt(push, client, prepared, seen.put_code)
        doubtful = self._not_added(push, client, prepared, seen)
        if doubtful:
            return doubtful
        if not self._store.pushes.intend(push, "add", digest=prepared.digest, xml=prepared.xml):
            return self._not_now(push)
        try:
            put_code = client.add_work(prepared.xml)
        except AlreadyThereError as error:
            if not error.put_code:
                raise
            return self._adopt(push, client, prepared, error.put_code)
        return self._answered(push, put_code, prepared, Happened.ADDED, "The work was added.")

    def _not_added(self, push: Push, client: OrcidClient, prepared: Prepared, seen: Seen) -> Outcome | None:
        """Why it is not added, because of what others have put into the record; None when it goes out.

        With our identifier ORCID groups it with ours, which is well unless the policy says otherwise. What
        only looks the same is for the person to judge.
        """
        if seen.elsewhere and prepared.skip_same_elsewhere:
            reason = f"{source_of(seen.elsewhere[0])} has added this thesis already, so ours is not added."
            self._store.pushes.settle(push, Happened.ALREADY_THERE, reason)
            return outcome_of(push, Happened.ALREADY_THERE, reason)
        if seen.elsewhere or push.answer == "different":
            return None
        unknown = self._unknown(push, client, seen.alike)
        return self._possible_duplicate(push, unknown) if unknown else None

    def _unknown(self, push: Push, client: OrcidClient, works: Sequence[WorkSummary]) -> list[WorkSummary]:
        """Works that we have not sent for another thesis: two records of ours are two theses."""
        if any(one.source_client_id == client.client_id for one in works):
            sent = {one.put_code for one in self._store.pushes.of_person(push.orcid_id)}
            return [one for one in works if one.put_code not in sent]
        return list(works)

    def _possible_duplicate(self, push: Push, works: Sequence[WorkSummary]) -> Outcome:
        candidates = [candidate(one) for one in works]
        reason, next_step = looks_the_same(push, candidates)
        self._store.pushes.doubt(push, candidates, reason)
        return outcome_of(push, Happened.POSSIBLE_DUPLICATE, reason, next_step)

    def _adopt(self, push: Push, client: OrcidClient, prepared: Prepared, put_code: str) -> Outcome:
        """Ours already: take its put-code over, and bring it up to date if it differs."""
        holder = self._other_holder(push, put_code)
        if holder:
            return self._shared_identifier(push, put_code, f"the thesis {holder.identifier}")
        reason = "Our work stood in the ORCID record already, so its put-code was taken over."
        stored = client.read_work(put_code)
        if not differences(prepared.element, stored):
            return self._answered(push, put_code, prepared, Happened.ADOPTED, reason)
        return self._put(
            push, client, prepared, put_code, Happened.ADOPTED, f"{reason} It was brought up to date."
        )

    def _update(self, push: Push, client: OrcidClient, prepared: Prepared) -> Outcome:
        if not push.unfinished and prepared.says_what_was_sent(push):
            reason = "The work at ORCID says the same already, so nothing was sent."
            self._store.pushes.settle(push, Happened.UNCHANGED, reason)
            return outcome_of(push, Happened.UNCHANGED, reason)
        try:
            return self._put(push, client, prepared, push.put_code, Happened.UPDATED, "The work was updated.")
        except NotFoundError:
            return self._gone(push, client, prepared)

    def _put(
        self,
        push: Push,
        client: OrcidClient,
        prepared: Prepared,
        put_code: str,
        happened: Happened,
        reason: str,
    ) -> Outcome:
        if not self._store.pushes.intend(push, "update", digest=prepared.digest, xml=prepared.xml):
            return self._not_now(push)
        try:
            stored = client.update_work(put_code, prepared.xml)
        except AlreadyThereError as error:
            return self._shared_identifier(push, error.put_code, f"our work with put-code {error.put_code}")
        kept = differences(prepared.element, stored)
        if kept:
            reason, next_step = not_stored(kept, push)
            return self._answered(push, put_code, prepared, Happened.NOT_STORED, reason, next_step)
        return self._answered(push, put_code, prepared, happened, reason)

    def _answered(
        self,
        push: Push,
        put_code: str,
        prepared: Prepared,
        happened: Happened,
        reason: str,
        next_step: str = "",
    ) -> Outcome:
        outcome = outcome_of(push, happened, reason, next_step, put_code=put_code)
        if self._run:
            self._store.log.write_along(self._run, outcome)
        self._store.pushes.sent(
            push,
            put_code=put_code,
            digest=prepared.digest,
            xml=prepared.xml,
            happened=happened,
            reason=reason,
        )
        return outcome

    def _gone(self, push: Push, client: OrcidClient, prepared: Prepared) -> Outcome:
        """Our put-code leads nowhere: another work of ours takes its place, or the owner deleted it."""
        seen = look(client, prepared.element)
        if seen.put_code:
            return self._adopt(push, client, prepared, seen.put_code)
        reason = "The author deleted this work from the ORCID record; it is not added again."
        self._store.pushes.removed_by_owner(push, reason)
        return outcome_of(push, Happened.REMOVED_BY_OWNER, reason)

    def _remove(self, push: Push, client: OrcidClient) -> Outcome:
        """Delete the work at ORCID because a person said so; the claim ends and nothing is added again."""
        put_code = push.put_code or _of_lost_answer(push, client)
        reason = "Nothing of ours stood in the ORCID record (any more)."
        if put_code:
            if not self._store.pushes.intend(push, "remove", xml=push.intended_xml):
                return self._not_now(push)
            if client.delete_work(put_code):
                reason = "The work was deleted from the ORCID record."
        self._store.pushes.removed(push, reason)
        return outcome_of(push, Happened.REMOVED, reason, put_code=put_code)

    def _other_holder(self, push: Push, put_code: str) -> Push | None:
        """Another thesis of this person whose work this is: two must not write to one work in turns."""
        mine = self._store.pushes.of_person(push.orcid_id)
        return next((one for one in mine if one.put_code == put_code and one.id != push.id), None)

    def _not_now(self, push: Push) -> Outcome:
        self._store.pushes.release(push)
        reason = "Another run has taken this work over, or its claim was ended or suspended meanwhile."
        return outcome_of(push, Happened.POSTPONED, reason, "Nothing to do: the next run sees to it.")

    def _shared_identifier(self, push: Push, put_code: str, holder: str) -> Outcome:
        reason = f"ORCID takes this thesis and {holder} for the same work, because they share an identifier."
        self._store.pushes.settle(push, Happened.POSSIBLE_DUPLICATE, reason, "9021")
        return outcome_of(
            push,
            Happened.POSSIBLE_DUPLICATE,
            reason,
            f"Correct the identifier in the repository, or take one of them away: {unlink_command(push)}",
            code=9021,
            put_code=put_code,
        )


def missing_of(store: Store, push: Push) -> Outcome:
    """The outcome of a push that lacks a permission, with the reason."""
    return permission_missing(push, store.permissions.of_person(push.orcid_id))


def _of_lost_answer(push: Push, client: OrcidClient) -> str:
    """The put-code of a work whose addition nobody saw confirmed, or ""."""
    return look(client, etree.fromstring(push.intended_xml.encode())).put_code if push.intended_xml else ""
