"""What happened to a person or a thesis: each outcome and each call to ORCID, in the order of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from orcid_sync.standing import UnknownThesisError
from orcid_sync.store import Called, Logged, Store, Switched

_ORCID_ID = re.compile(r"(?:https?://(?:sandbox\.)?orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])/?")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: a call to ORCID, an outcome, or what a person switched."""

    at: datetime
    what: Called | Logged | Switched

    def as_json(self) -> dict[str, object]:
        """The shape that docs/commands.md promises."""
        return {"at": self.at.isoformat(timespec="milliseconds"), **_as_json(self.what)}

    def as_text(self) -> str:
        """What a person reads."""
        return f"{self.at:%Y-%m-%d %H:%M:%S}  {_as_text(self.what)}"


def history_of(
    store: Store, about: str = "", *, since: datetime | None = None, limit: int = 1000
) -> list[Line]:
    """The last `limit` things that happened to the person or thesis `about` ("" for all), oldest first.

    Raises UnknownThesisError for what is neither an ORCID iD nor a thesis that we know.
    """
    if found := _ORCID_ID.fullmatch(about.strip()):
        lines = list(_lines(store, since, limit, orcid_id=found[1].upper()))
    elif not about:
        lines = [*_lines(store, since, limit), *_switched(store, since)]
    else:
        lines = [
            line
            for each in _identifiers(store, about)
            for line in _lines(store, since, limit, identifier=each)
        ]
    return sorted(lines, key=lambda line: line.at)[-limit:]


def _identifiers(store: Store, typed: str) -> Iterable[str]:
    thesis = store.theses.find(typed)
    if thesis is None:
        raise UnknownThesisError(typed)
    return thesis.identifiers


def _lines(
    store: Store, since: datetime | None, limit: int, *, orcid_id: str = "", identifier: str = ""
) -> Iterator[Line]:
    for logged in store.log.read(orcid_id=orcid_id, identifier=identifier, since=since, limit=limit):
        yield Line(logged.at, logged)
    for called in store.calls.read(orcid_id=orcid_id, identifier=identifier, since=since, limit=limit):
        yield Line(called.at, called)


def _switched(store: Store, since: datetime | None) -> Iterator[Line]:
    return (Line(act.at, act) for act in store.switches.history() if since is None or act.at >= since)


def _as_json(what: Called | Logged | Switched) -> dict[str, object]:
    if isinstance(what, Switched):
        return {
            "kind": "switch",
            "switch": what.what,
            "on": what.is_on,
            "source": what.source or None,
            "by": what.who,
        }
    if isinstance(what, Logged):
        outcome = what.outcome
        return {
            "kind": "outcome",
            "orcid": outcome.orcid_id or None,
            "identifier": outcome.identifier or None,
            "outcome": str(outcome.happened),
            "reason": outcome.reason,
            "code": outcome.code or None,
            "put_code": outcome.put_code or None,
        }
    return {
        "kind": "call",
        "orcid": what.orcid_id or None,
        "identifier": what.identifier or None,
        "client_id": what.client_id,
        "method": what.method,
        "path": what.path,
        "status": what.status or None,
        "code": what.code or None,
        "trouble": what.trouble or None,
        "milliseconds": what.milliseconds,
    }


def _as_text(what: Called | Logged | Switched) -> str:
    if isinstance(what, Switched):
        which = f" of {what.source}" if what.source else ""
        return f"{what.what:<17} {'on' if what.is_on else 'off'}{which}, by {what.who}"
    if isinstance(what, Logged):
        outcome = what.outcome
        whom = f" → {outcome.orcid_id}" if outcome.orcid_id else ""
        return f"{outcome.happened!s:<17} {outcome.identifier}{whom}: {outcome.reason}"
    code = f" {what.code}" if what.code else ""
    answer = f"{what.status}{code}" if what.status else f"no answer ({what.trouble})"
    return f"{'call':<17} {what.method} {what.path}: {answer}, {what.milliseconds} ms"
