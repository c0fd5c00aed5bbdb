"""What is to be sent to ORCID, what was sent, and who is sending now.

Due work is a query over claims, content and what was sent last; a lease on the row keeps two processes
apart. Between `intend` and the answer stands an HTTP call that can be cut off anywhere: an `unfinished`
push is looked at before anything is repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from orcid_sync.outcomes import Happened

Action = Literal["add", "update", "remove"]


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
    # the record that supplies the content now
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
    tries: int = 0
    next_try_at: datetime | None = None
    permission_needed: bool = False
    happened: str = ""  # last outcome
    code: str = ""
    reason: str = ""
    lease_owner: str = ""


class Pushes:
    """The works of this store's client id at ORCID."""

    def due(self, limit: int = 1000) -> list[Push]:
        """What would be sent now, oldest first, whether leased or not (for `status` and dry runs)."""
        raise NotImplementedError

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
        these claims and no others; among them a removal is leased even without a usable permission, because
        ORCID lets us delete with a token that its owner has revoked (orcid.md §5.5).
        """
        raise NotImplementedError

    def permission_needed(self) -> list[Push]:
        """Due pushes whose person has no usable permission."""
        raise NotImplementedError

    def of_claim(self, claim_id: int) -> Push | None:
        """The push of one claim as it stands, or None."""
        raise NotImplementedError

    def of_person(self, orcid_id: str) -> list[Push]:
        """All pushes of one person as they stand."""
        raise NotImplementedError

    def intend(self, push: Push, action: Action, *, digest: str = "", xml: str = "") -> bool:
        """Write down what is about to be sent. False: the lease is lost, so it must not be sent."""
        raise NotImplementedError

    def sent(
        self, push: Push, *, put_code: str, digest: str, xml: str, happened: Happened, reason: str = "",
        code: str = "",
    ) -> None:
        """The work stands at ORCID under `put_code` with this content (added, updated or adopted)."""
        raise NotImplementedError

    def settle(self, push: Push, happened: Happened, reason: str = "", code: str = "") -> None:
        """Dealt with, without anything new at ORCID (unchanged, rejected, possible duplicate …):
        not due again until the source changes or a person asks `try_again`."""
        raise NotImplementedError

    def postpone(self, push: Push, until: datetime, reason: str, code: str = "") -> None:
        """Try again at `until`; one more try is counted. Keeps an unfinished intent."""
        raise NotImplementedError

    def release(self, push: Push) -> None:
        """Give the lease back; nothing was done."""
        raise NotImplementedError

    def removed(self, push: Push, reason: str = "") -> None:
        """We deleted the work at ORCID, because a person said so."""
        raise NotImplementedError

    def removed_by_owner(self, push: Push, reason: str = "") -> None:
        """The owner deleted it: the claim ends, and nothing is added again."""
        raise NotImplementedError

    def ask_removal(self, claim_id: int) -> bool:
        """A person wants the work deleted at ORCID: due from now on. False: none of ours stands there."""
        raise NotImplementedError

    def try_again(self, claim_id: int) -> bool:
        """A person wants a settled or postponed push tried again now."""
        raise NotImplementedError

    def withdrawn_at_source(self) -> list[Push]:
        """Works of ours that stand at ORCID though no source has the thesis any more: a person decides."""
        raise NotImplementedError

    def of_other_clients(self) -> dict[str, int]:
        """Client id → works that stand at ORCID under it and that this client id cannot edit (9010)."""
        raise NotImplementedError
