"""Holds a thesis back until anybody may see the item: by what its record states, or by a look at its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crosswalks.thesis import Thesis
from orcid_sync.landing_page import Look, LookAt
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.policy import Policies
from orcid_sync.push.reasons import outcome_of
from orcid_sync.store import Content, PageSeen, Push, Store

OPEN_FOR = timedelta(days=30)  # an open page is believed for so long
CLOSED_FOR = timedelta(days=1)
SETTING = 'To decide otherwise: hold = "none" for this source in orcid-sync.toml (docs/sending.md).'


@dataclass(frozen=True)
class AccessRule:
    """Judges one thesis after the other. Without `look`, only what pages said before counts.

    `sources` gives the names of the sources by their ids.
    """

    store: Store
    policies: Policies
    sources: Mapping[int, str]
    clock: Callable[[], datetime]
    look: LookAt | None = None

    def held(self, push: Push, content: Content, thesis: Thesis | None) -> Outcome | None:
        """The outcome that says why the work has to wait, or None when anybody may see the thesis."""
        hold = self.policies.of(self.sources.get(content.source_id, "")).hold
        if thesis is None or hold == "none" or thesis.access == "open":
            return None
        if thesis.access == "embargoed" and not _is_over(thesis.embargo_until, self.clock().date()):
            until = f" until {thesis.embargo_until}" if thesis.embargo_until else ""
            reason = f"The record says that the thesis is under embargo{until}."
            return outcome_of(
                push, Happened.HELD, reason, _by_itself("the embargo is over"), code="embargoed"
            )
        return self._unless_seen(push, content.url) if hold == "unknown" else None

    def skips_same_elsewhere(self, content: Content) -> bool:
        """Whether a work is left out where another source has added the thesis."""
        return self.policies.of(self.sources.get(content.source_id, "")).same_elsewhere == "skip"

    def _unless_seen(self, push: Push, url: str) -> Outcome | None:
        seen = self._seen(url)
        if seen is None or seen.is_open:
            return None
        code = "access-unknown" if seen.is_open is None else "not-public"
        reason = f"The record does not say that anybody may read the thesis, and {seen.said}: {url or 'none'}"
        return outcome_of(push, Happened.HELD, f"{reason}.", _by_itself("everybody can see it"), code=code)

    def _seen(self, url: str) -> Look | None:
        """What the page shows, as remembered or by a look now; None when nobody has looked or may look."""
        last = self.store.pages_seen.last(url)
        if last and self._is_fresh(last):
            return Look(last.is_open, last.said)
        if self.look is None:
            return None
        now = self.look(url)
        if now.is_open is not None:
            self.store.pages_seen.keep(url, is_open=now.is_open, said=now.said)
        return now

    def _is_fresh(self, last: PageSeen) -> bool:
        return self.clock() < last.looked_at + (OPEN_FOR if last.is_open else CLOSED_FOR)


def _is_over(until: str, today: date) -> bool:
    """Whether the stated end has passed; of a month or year, its last day counts."""
    return bool(until) and until < f"{today.isoformat()}"[: len(until)]


def _by_itself(when: str) -> str:
    return f"Nothing to do: it is sent once {when}. {SETTING}"
