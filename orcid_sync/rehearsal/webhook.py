"""What the rehearsal remembers of each webhook, and when it is to be called (orcid.md §6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from orcid_sync.rehearsal.refused import RefusedError

RETRY: Final = timedelta(minutes=10)
MOST_FAILURES: Final = 25


@dataclass(slots=True)
class Webhook:
    """One address that is called after each change of one record."""

    orcid_id: str
    uri: str
    client_id: str
    created: datetime
    last_sent: datetime | None = None
    last_failed: datetime | None = None
    failures: int = 0
    not_before: datetime | None = None

    def due(self, changed: datetime) -> datetime | None:
        """The earliest moment to call it for a record that changed then; None when there is no reason to."""
        if self.failures >= MOST_FAILURES or changed < (self.last_sent or self.created):
            return None
        retry = self.last_failed + self.failures * RETRY if self.last_failed and self.failures else changed
        return max(changed, retry, self.not_before or changed)

    def called(self, status: int, now: datetime) -> None:
        """Note how a call ended."""
        if 200 <= status < 300:
            self.last_sent, self.failures = now, 0
        else:
            self.last_failed, self.failures = now, self.failures + 1

    def as_json(self) -> dict[str, Any]:
        moments = {"created": self.created, "last_sent": self.last_sent, "last_failed": self.last_failed}
        shown = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
        who = {"orcid_id": self.orcid_id, "uri": self.uri, "client_id": self.client_id}
        return {**who, **shown, "failures": self.failures}


class Webhooks:
    """All webhooks, by record and address. The caller holds the world's lock."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], Webhook] = {}

    def all(self) -> list[Webhook]:
        """Every webhook, in the order of registration."""
        return list(self._by_key.values())

    def register(self, orcid_id: str, uri: str, client_id: str, now: datetime) -> bool:
        """Whether it is new; one that exists is left as it is, its failures too."""
        if (orcid_id, uri) in self._by_key:
            return False
        self._by_key[orcid_id, uri] = Webhook(orcid_id, uri, client_id, now)
        return True

    def remove(self, orcid_id: str, uri: str, client_id: str) -> None:
        """Forget one; only the member that registered it may."""
        found = self._by_key.get((orcid_id, uri))
        if found is None:
            raise RefusedError(9028, orcid=orcid_id, uri=uri)
        if found.client_id != client_id:
            raise RefusedError(9014, "You are not allowed to unregister this webhook")
        del self._by_key[orcid_id, uri]
