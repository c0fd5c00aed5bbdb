"""Brings degrees to ORCID as educations, where the policy says so: by the same rules as works.

Looked at before anything is added, updated by put-code, compared after an update, never added again once its owner
removed it, deleted when the claim is unlinked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from orcid_sync.orcid.affiliations import DegreeSummary, degree_in
from orcid_sync.orcid.audit import about
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.errors import (
    NotFoundError,
    OrcidError,
    RecordClosedError,
    RunStoppedError,
    TryLaterError,
    UnreachableError,
)
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.policy import Policies, Policy
from orcid_sync.push.degree_making import KIND, DegreeMaking, Made, NotMade
from orcid_sync.push.failures import PARKED, pause
from orcid_sync.push.reasons import BY_ITSELF
from orcid_sync.push.sending import ClientFor
from orcid_sync.store import Content, DegreePush, Permission, Store

_ADDED = "The degree was added to the education of the ORCID record."
_UPDATED = "The degree in the ORCID record was updated."
_ADOPTED = "The degree stood in the ORCID record already, from us; it is known again."
_REMOVED = "The degree was deleted from the ORCID record."
_BY_OWNER = "The degree is not in the ORCID record any more: its owner removed it. It is never added again."
_NOT_STORED = "ORCID answered that all was well, but kept its own text of the degree."


def degrees_due(store: Store, policies: Policies) -> list[tuple[DegreePush, Content | None]]:
    """The degrees that may have to be sent or taken away now, with the record that supplies each."""
    names = {source.id: source.name for source in store.sources.all()}
    paused = store.switches.paused()
    if "" in paused or not any(
        policy.education for policy in (policies.general, *policies.of_sources.values())
    ):
        return []
    due = []
    for push in store.degree_pushes.due():
        content = store.theses.content_of(push.thesis_id)
        name = names.get(content.source_id, "") if content else ""
        if push.goes or (content and name not in paused and _is_wanted(policies.of(name), push, content)):
            due.append((push, content))
    return due


def _is_wanted(policy: Policy, push: DegreePush, content: Content) -> bool:
    """Whether the policy of the source sends degrees, and the roll-out has come to this person."""
    everybody = not policy.people and not policy.sets
    is_in = push.orcid_id in policy.people or not set(policy.sets).isdisjoint(content.set_specs)
    return policy.education and (everybody or is_in)


@dataclass(frozen=True, slots=True)
class Degrees:
    """Sends degrees, one after the other; each is answered, postponed or settled before its outcome is told."""

    store: Store
    client_for: ClientFor
    making: DegreeMaking
    policies: Policies
    clock: Callable[[], datetime]

    def send(self, only: Collection[str] | None, *, dry_run: bool) -> Iterator[Outcome]:
        """What came of each that is not as it was; with `dry_run` what would."""
        due = [
            (push, content, None if push.goes or content is None else self.making.make(push, content))
            for push, content in degrees_due(self.store, self.policies)
            if only is None or push.orcid_id in only
        ]
        updates = sum(_is_update(push, made) for push, _, made in due)
        for push, content, made in due:
            if _is_update(push, made) and updates > self.policies.general.updates_at_once:
                yield _too_many(push, content, updates)
                continue
            outcome = self._would_do(push, content, made) if dry_run else self._do(push, content, made)
            if outcome is not None:
                yield outcome

    def _would_do(
        self, push: DegreePush, content: Content | None, made: Made | NotMade | None
    ) -> Outcome | None:
        if push.goes:
            return _outcome(
                push, content, Happened.WOULD_REMOVE, "The degree would be deleted from the record."
            )
        if isinstance(made, NotMade):
            return _outcome(push, content, Happened.REFUSED, made.reason, made.next_step, made.code)
        if made is None or push.digest == made.digest:
            return None
        what = Happened.WOULD_UPDATE if push.put_code else Happened.WOULD_ADD
        done = "updated" if push.put_code else "added, unless it stands there already"
        return _outcome(push, content, what, f"The degree would be {done}.")

    def _do(self, push: DegreePush, content: Content | None, made: Made | NotMade | None) -> Outcome | None:
        if isinstance(made, NotMade):
            return self._refused(push, content, made)
        if made is not None and push.digest == made.digest and not push.intended_at:
            return None
        permission = self._permission(push)
        if permission is None or not self.store.degree_pushes.take(push):
            return None  # who has to say yes first, is said of her works
        with about(push.orcid_id, content.identifier if content else ""):
            try:
                return self._sent(push, content, made, self.client_for(permission))
            except OrcidError as error:
                return self._failed(push, content, made, error)

    def _permission(self, push: DegreePush) -> Permission | None:
        usable = self.store.permissions.usable(push.orcid_id)
        if usable or not push.goes:
            return usable
        # ORCID lets us delete our own item even with a token that its owner has revoked (orcid.md §5.5).
        held = self.store.permissions.of_person(push.orcid_id)
        return held[-1] if held else None

    def _sent(
        self, push: DegreePush, content: Content | None, made: Made | None, client: OrcidClient
    ) -> Outcome | None:
        if made is None:
            return self._remove(push, content, client)
        if push.put_code:
            return self._update(push, content, made, client)
        listed = client.read_degrees(KIND)
        ours = [one for one in self._unknown(push, client, listed) if one.degree.is_about(made.degree)]
        if ours:
            return self._adopt(push, content, made, ours[0], client)
        return self._add(push, content, made, client, listed)

    def _add(
        self,
        push: DegreePush,
        content: Content | None,
        made: Made,
        client: OrcidClient,
        listed: list[DegreeSummary],
    ) -> Outcome:
        others = [one for one in listed if one.source_client_id and one.degree.is_about(made.degree)]
        source = content.source_id if content else 0
        if others and self._policy(source).same_elsewhere == "skip":
            reason = f"{others[0].source_name or 'Another member'} has added this degree already."
            return self._settled(push, content, Happened.ALREADY_THERE, reason, made)
        self.store.degree_pushes.intend(push)
        put_code = client.add(KIND, made.xml)
        return self._settled(push, content, Happened.ADDED, _ADDED, made, put_code)

    def _policy(self, source_id: int) -> Policy:
        names = {source.id: source.name for source in self.store.sources.all()}
        return self.policies.of(names.get(source_id, ""))

    def _adopt(
        self, push: DegreePush, content: Content | None, made: Made, found: DegreeSummary, client: OrcidClient
    ) -> Outcome:
        """An answer was lost, or the store: it stands there already."""
        if found.degree != made.degree:
            client.update(KIND, found.put_code, made.xml)
        return self._settled(push, content, Happened.ADOPTED, _ADOPTED, made, found.put_code)

    def _update(self, push: DegreePush, content: Content | None, made: Made, client: OrcidClient) -> Outcome:
        try:
            stored = client.update(KIND, push.put_code, made.xml)
        except NotFoundError:
            self.store.degree_pushes.end(push, Happened.REMOVED_BY_OWNER, _BY_OWNER)
            return _outcome(push, content, Happened.REMOVED_BY_OWNER, _BY_OWNER)
        if degree_in(stored) != made.degree:
            return self._settled(push, content, Happened.NOT_STORED, _NOT_STORED, made)
        return self._settled(push, content, Happened.UPDATED, _UPDATED, made)

    def _remove(self, push: DegreePush, content: Content | None, client: OrcidClient) -> Outcome:
        codes = [push.put_code] if push.put_code else self._begun(push, client)
        for put_code in codes:
            client.delete(KIND, put_code)
        self.store.degree_pushes.end(push, Happened.REMOVED, _REMOVED)
        return _outcome(push, content, Happened.REMOVED, _REMOVED)

    def _begun(self, push: DegreePush, client: OrcidClient) -> list[str]:
        """What an add left behind whose answer was lost: ours, and known for no other claim of this person."""
        return [one.put_code for one in self._unknown(push, client, client.read_degrees(KIND))]

    def _unknown(
        self, push: DegreePush, client: OrcidClient, listed: list[DegreeSummary]
    ) -> list[DegreeSummary]:
        """Ours, and none of another thesis: a person may have earned the same degree twice."""
        known = self.store.degree_pushes.put_codes(push.orcid_id, but=push)
        return [one for one in listed if _is_ours(one, client) and one.put_code not in known]

    def _settled(
        self,
        push: DegreePush,
        content: Content | None,
        happened: Happened,
        reason: str,
        made: Made,
        put_code: str = "",
    ) -> Outcome:
        self.store.degree_pushes.settle(push, happened, reason, put_code=put_code, digest=made.digest)
        return _outcome(push, content, happened, reason, put_code=put_code or push.put_code)

    def _refused(self, push: DegreePush, content: Content | None, why: NotMade) -> Outcome | None:
        """Said once, until something else is wrong. What stands at ORCID stays."""
        if push.reason == why.reason or not self.store.degree_pushes.take(push):
            return None
        self.store.degree_pushes.settle(push, Happened.REFUSED, why.reason)
        return _outcome(push, content, Happened.REFUSED, why.reason, why.next_step, why.code)

    def _failed(
        self, push: DegreePush, content: Content | None, made: Made | None, error: OrcidError
    ) -> Outcome:
        """Tried again by itself, but for what ORCID has against this very document."""
        code = str(error.code or error.status)
        if isinstance(error, RunStoppedError):
            self.store.degree_pushes.postpone(push, self.clock(), str(error))
            raise error
        is_passing = isinstance(error, UnreachableError | TryLaterError)
        if is_passing or made is None or _is_about_the_record(error):
            wait = pause(push.tries, error) if is_passing else PARKED
            self.store.degree_pushes.postpone(push, self.clock() + wait, str(error))
            return _outcome(push, content, Happened.POSTPONED, str(error), BY_ITSELF, code)
        self.store.degree_pushes.settle(push, Happened.REJECTED, str(error), digest=made.digest)
        return _outcome(push, content, Happened.REJECTED, str(error), error.remedy, code)


def _is_update(push: DegreePush, made: Made | NotMade | None) -> bool:
    return isinstance(made, Made) and bool(push.put_code) and push.digest != made.digest


def _too_many(push: DegreePush, content: Content | None, updates: int) -> Outcome:
    """After a change of the configuration: no wave of updates, each with a mail to its researcher."""
    reason = f"{updates} degrees would be updated at once; so many go only when a person says so."
    step = f"If all is well, set push.updates_at_once = {updates} for this run. docs/sending.md explains it."
    return _outcome(push, content, Happened.TOO_MANY, reason, step, "too-many-updates")


def _is_about_the_record(error: OrcidError) -> bool:
    """The record or the permission is the trouble: the works of the person say what to do."""
    return isinstance(error, RecordClosedError | NotFoundError) or error.status in (401, 403)


def _is_ours(one: DegreeSummary, client: OrcidClient) -> bool:
    return one.source_client_id == client.client_id and not one.on_behalf_of


def _outcome(
    push: DegreePush,
    content: Content | None,
    happened: Happened,
    reason: str,
    next_step: str = "",
    code: str = "",
    put_code: str = "",
) -> Outcome:
    identifier, title = (content.identifier, content.title) if content else ("", "")
    return Outcome(
        identifier=identifier,
        happened=happened,
        reason=reason,
        next_step=next_step,
        orcid_id=push.orcid_id,
        title=title,
        code=code,
        put_code=put_code or push.put_code,
    )
