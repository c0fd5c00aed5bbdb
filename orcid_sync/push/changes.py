"""What of a work would change, field by field, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from lxml import etree

from crosswalks.profile import Profile
from orcid_sync.orcid.answers import NS, text_at
from orcid_sync.orcid.works import TEXTS
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push.preparing import Prepared, Preparing
from orcid_sync.store import Push, Store

_SHOWN = 100


class Change(NamedTuple):
    """One field, before and after; "" where it is not there."""

    field: str
    before: str
    after: str

    def as_text(self) -> str:
        """What a person reads."""
        if not self.before:
            return f"{self.field}: new: {_cut(self.after)}"
        if not self.after:
            return f"{self.field}: goes away: {_cut(self.before)}"
        return f"{self.field}: {_cut(self.before)} → {_cut(self.after)}"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a push would do to one work at ORCID; `outcome` says it in a word and why."""

    outcome: Outcome
    changes: tuple[Change, ...] = ()


def difference(store: Store, preparing: Preparing, push: Push) -> Difference:
    """What sending this work now would change against what was sent last."""
    sent = etree.fromstring(push.sent_xml.encode()) if push.put_code and push.sent_xml else None
    if push.action == "remove":
        reason = "The work would be deleted from the ORCID record."
        return Difference(_outcome(push, Happened.WOULD_REMOVE, reason), tuple(changes(sent, None)))
    prepared = preparing.prepare(push)
    if not isinstance(prepared, Prepared):
        return Difference(prepared)
    changed = tuple(changes(sent, prepared.element))
    if not push.put_code:
        return Difference(_outcome(push, Happened.WOULD_ADD, "The work would be added."), changed)
    if not changed:
        return Difference(_outcome(push, Happened.UNCHANGED, "The work at ORCID says the same already."))
    return Difference(_outcome(push, Happened.WOULD_UPDATE, "The work would be updated."), changed)


def differences_due(
    store: Store,
    *,
    profile_of: Callable[[str], Profile],
    clock: Callable[[], datetime],
    thesis_id: int | None = None,
) -> Iterator[Difference]:
    """Of every work that is due or held, or of all works of one thesis: what a push would change. Asks nobody."""
    preparing = Preparing(store, profile_of, clock)
    if thesis_id is None:
        claims = [waiting.claim_id for waiting in store.holding.waiting()]
    else:
        claims = [claim.id for claim in store.claims.all(thesis_id=thesis_id) if claim.counts]
    for claim_id in claims:
        push = store.pushes.of_claim(claim_id)
        if push:
            yield difference(store, preparing, push)


def changes(before: etree._Element | None, after: etree._Element | None) -> Iterator[Change]:
    """Each field in which the works differ; None stands for no work."""
    old, new = _fields(before), _fields(after)
    for field in dict.fromkeys((*old, *new)):
        if old.get(field, "") != new.get(field, ""):
            yield Change(field, old.get(field, ""), new.get(field, ""))


def _fields(work: etree._Element | None) -> dict[str, str]:
    if work is None:
        return {}
    fields = {name: " ".join(text_at(work, path).split()) for name, path in TEXTS.items()}
    date = (text_at(work, f"common:publication-date/common:{part}") for part in ("year", "month", "day"))
    fields["publication date"] = "-".join(part for part in date if part)
    fields["identifiers"] = "; ".join(sorted(_identifiers(work)))
    fields["contributors"] = "; ".join(_contributors(work))
    return fields


def _identifiers(work: etree._Element) -> Iterator[str]:
    for one in work.iterfind("common:external-ids/common:external-id", NS):
        kind, value = text_at(one, "common:external-id-type"), text_at(one, "common:external-id-value")
        yield f"{kind} {value} ({text_at(one, 'common:external-id-relationship').lower()})"


def _contributors(work: etree._Element) -> Iterator[str]:
    for one in work.iterfind("work:contributors/work:contributor", NS):
        role = (
            text_at(one, "work:contributor-attributes/work:contributor-role").rstrip("/").rpartition("/")[2]
        )
        parts = (text_at(one, "work:credit-name"), text_at(one, "common:contributor-orcid/common:path"))
        yield " ".join(part for part in (*parts, f"({role})" if role else "") if part)


def _outcome(push: Push, happened: Happened, reason: str) -> Outcome:
    return Outcome(push.identifier, happened, reason, "", push.orcid_id, push.title, put_code=push.put_code)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
