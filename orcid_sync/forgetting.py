"""Forgets a person: her works and the repository's iD as was chosen, then her permission, then all we hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from orcid_sync.asking.leaving import works_of
from orcid_sync.orcid.audit import about
from orcid_sync.orcid.errors import OrcidError
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.policy import Policies, Policy
from orcid_sync.push import ClientFor, unlink
from orcid_sync.push.degree_making import DegreeMaking
from orcid_sync.push.degrees import Degrees
from orcid_sync.push.run import ProfileOf
from orcid_sync.store import Store, utc_now

Works = Literal["keep", "delete"]
InRepository = Literal["keep", "remove"]
# Takes her iD out of the repository again, and says what came of it.
TakeBack = Callable[[str], Iterator[Outcome]]
_WITH_DEGREES: Final = Policies(Policy(education=True))  # those of a time when it was switched on go too
_GONE: Final = (Happened.REMOVED, Happened.REMOVED_BY_OWNER)
_AGAIN: Final = "Run the same command again: it goes on where it stopped."


@dataclass(frozen=True, slots=True)
class Forgetter:
    """What it takes to forget people. Each step can be repeated, so that a run that was killed is run again."""

    store: Store
    oauth: OAuth
    client_for: ClientFor
    profile_of: ProfileOf
    take_back: TakeBack
    clock: Callable[[], datetime] = utc_now

    def forget(
        self, orcid_id: str, *, works: Works, repository: InRepository, anyway: bool = False
    ) -> Iterator[Outcome]:
        """Each step as an outcome. What cannot be done now ends it before anything is erased that is needed to
        do it; with `anyway` it is said, and erased all the same."""
        for step in (
            self._works(orcid_id, delete=works == "delete"),
            self._degrees(orcid_id) if works == "delete" else iter(()),
            self._repository(orcid_id, remove=repository == "remove"),
            self._permissions(orcid_id),
        ):
            unfinished = False
            for outcome, is_done in step:
                yield outcome
                unfinished |= not is_done
            if unfinished and not anyway:
                return
        self.store.forgetting.erase(orcid_id)
        reason = "Nothing here names this person any more; hashes keep us from asking or adding her again."
        yield Outcome("", Happened.FORGOTTEN, reason, orcid_id=orcid_id)

    def _works(self, orcid_id: str, *, delete: bool) -> Iterator[tuple[Outcome, bool]]:
        for claim, push in works_of(self.store, orcid_id):
            if not delete:
                reason = "The work stays in the ORCID record, as was chosen; its owner can delete it there."
                yield Outcome(push.identifier, Happened.KEPT, reason, "", orcid_id, push.title), True
                continue
            with about(orcid_id, push.identifier):
                outcome = unlink(
                    self.store, self.client_for, claim.thesis_id, orcid_id,
                    profile_of=self.profile_of, clock=self.clock,
                )  # fmt: skip
            yield outcome, outcome.happened in _GONE

    def _degrees(self, orcid_id: str) -> Iterator[tuple[Outcome, bool]]:
        """A degree goes with the claim that it was earned by."""
        self.store.forgetting.end_claims(orcid_id)
        if not self.store.forgetting.degrees_left(orcid_id):
            return
        making = DegreeMaking(self.store, self.profile_of, lambda _: None, self.clock)
        degrees = Degrees(self.store, self.client_for, making, _WITH_DEGREES, self.clock)
        for outcome in degrees.send([orcid_id], dry_run=False):
            yield outcome, True
        if left := self.store.forgetting.degrees_left(orcid_id):
            reason = f"{left} degrees of ours still stand in the ORCID record."
            yield Outcome("", Happened.POSTPONED, reason, _AGAIN, orcid_id), False

    def _repository(self, orcid_id: str, *, remove: bool) -> Iterator[tuple[Outcome, bool]]:
        written = [one for one in self.store.write_backs.of_person(orcid_id) if one.ours]
        if not written:
            return
        if not remove:
            reason = "The repository keeps showing the iD, as was chosen."
            yield Outcome("", Happened.KEPT, reason, orcid_id=orcid_id), True
            return
        for outcome in self.take_back(orcid_id):
            yield outcome, True
        left = [one for one in self.store.write_backs.of_person(orcid_id) if one.ours]
        if left:
            reason = f"The repository still shows the iD in {len(left)} items."
            yield Outcome("", Happened.POSTPONED, reason, _AGAIN, orcid_id), False

    def _permissions(self, orcid_id: str) -> Iterator[tuple[Outcome, bool]]:
        for permission in self.store.permissions.of_person(orcid_id):
            if not permission.access_token:
                continue
            try:
                with about(orcid_id):
                    self.oauth.revoke(permission.access_token)
            except OrcidError as error:
                reason = f"ORCID did not end the permission: {error}"
                yield Outcome("", Happened.POSTPONED, reason, _AGAIN, orcid_id), False
                continue
            self.store.permissions.revoked(permission)
            yield Outcome("", Happened.REVOKED, "The permission is ended at ORCID.", orcid_id=orcid_id), True
