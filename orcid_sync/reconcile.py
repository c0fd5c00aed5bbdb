"""Compares, per person, what was sent with what stands at ORCID now, and mends what needs nobody's decision."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, Literal, TextIO

from lxml import etree

from crosswalks.profile import Profile
from orcid_sync.orcid.answers import WorkSummary
from orcid_sync.orcid.audit import about
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.errors import NotFoundError, OrcidError, RunStoppedError
from orcid_sync.orcid.likeness import alike
from orcid_sync.orcid.works import added_by, differences, shares_identifier
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push import ClientFor
from orcid_sync.push.looking import source_of
from orcid_sync.push.preparing import Prepared, Preparing
from orcid_sync.store import Push, Store, utc_now

Standing = Literal[
    "as-sent", "changed", "missing", "unknown-to-us", "second-copy", "also-from", "possible-duplicate",
    "not-sent", "not-readable",
]  # fmt: skip
_WELL: Final = frozenset({"as-sent", "also-from", "not-sent"})


@dataclass(frozen=True, slots=True)
class Compared:
    """One work, as sent and as it stands. docs/reconciling.md says what each `standing` means.

    `source` is who added it, `visibility` who may see it (as ORCID says), `modified` when it last changed there.
    """

    standing: Standing
    orcid_id: str
    title: str
    put_code: str = ""
    identifier: str = ""
    source: str = ""
    visibility: str = ""
    modified: str = ""
    fields: tuple[str, ...] = ()
    reason: str = ""
    next_step: str = ""
    claim_id: int | None = None

    @property
    def needs_a_look(self) -> bool:
        """Whether it is not as it should be."""
        return self.standing not in _WELL

    def as_json(self) -> dict[str, object]:
        """The shape that docs/commands.md promises."""
        values = asdict(self)
        values.pop("claim_id")
        return {
            "standing": values.pop("standing"),
            "orcid": values.pop("orcid_id"),
            **{name: value or None for name, value in values.items() if name != "fields"},
            "fields": list(self.fields),
        }

    def lines(self) -> Iterator[str]:
        """What a person reads below the title."""
        told = (
            self.identifier,
            f"put-code {self.put_code}" if self.put_code else "",
            self.source,
            self.visibility,
        )
        yield ", ".join(part for part in told if part)
        if self.reason:
            yield self.reason + (f" → {self.next_step}" if self.next_step else "")


def reconcile(store: Store, client_for: ClientFor, people: Sequence[str]) -> Iterator[Compared]:
    """Every work of ours and every work like one of ours, person by person. Only reads.

    Raises RunStoppedError when ORCID refuses us altogether.
    """
    for orcid_id in people:
        pushes = store.pushes.of_person(orcid_id)
        permission = store.permissions.usable(orcid_id)
        if permission is None:
            yield _not_readable(orcid_id, "There is no permission (any more) to look at this ORCID record.")
            continue
        try:
            with about(orcid_id):
                yield from _compared(client_for(permission), pushes)
        except RunStoppedError:
            raise
        except OrcidError as error:
            yield _not_readable(orcid_id, str(error))


def _compared(client: OrcidClient, pushes: Sequence[Push]) -> list[Compared]:
    """Of one person; read wholly before anything is told."""
    works = client.read_works()
    found = [_ours(client, works, push) for push in pushes if push.put_code]
    found += [_not_sent(push) for push in pushes if not push.put_code and push.happened != "removed"]
    known = {push.put_code for push in pushes}
    sent = [(push, etree.fromstring(push.sent_xml.encode())) for push in pushes if push.sent_xml]
    for work in works:
        if work.put_code not in known:
            found += _stranger(client, work, sent)
    return found


def _ours(client: OrcidClient, works: Sequence[WorkSummary], push: Push) -> Compared:
    summary = next((work for work in works if work.put_code == push.put_code), None)
    try:
        stored = client.read_work(push.put_code) if summary else None
    except NotFoundError:
        stored = None
    if summary is None or stored is None:
        reason = "The work no longer stands in the ORCID record: its owner deleted it."
        return _of(push, "missing", reason, "--fix remembers it, so that it is never added again.")
    changed = differences(etree.fromstring(push.sent_xml.encode()), stored) if push.sent_xml else ()
    visibility = stored.get("visibility", "")
    if not changed:
        return _of(push, "as-sent", visibility=visibility, modified=summary.modified)
    reason = (
        f"It reads otherwise than it was sent: {', '.join(changed)}. Only our client id can change it there."
    )
    step = "--fix makes it due again, so that the next push writes what the repository says."
    return _of(
        push, "changed", reason, step, visibility=visibility, modified=summary.modified, fields=changed
    )


def _stranger(
    client: OrcidClient, work: WorkSummary, sent: Sequence[tuple[Push, etree._Element]]
) -> Iterator[Compared]:
    """A work that the store does not know: ours all the same, or like one of ours, or nothing to us."""
    same = next((push for push, element in sent if shares_identifier(element, work)), None)
    if added_by(work, client.client_id):
        if same and same.put_code:
            reason = f"It is the same thesis as our work with put-code {same.put_code}."
            yield _seen(
                work, client, "second-copy", reason, "Ask the person to delete one of them at ORCID.", same
            )
        else:
            reason = "Our client id added it, and this database does not know it."
            step = (
                "--fix takes it over where a claim waits for it; else see whether another database sent it."
            )
            yield _seen(work, client, "unknown-to-us", reason, step, same)
    elif same:
        reason = "The same thesis from another source; ORCID shows both as one."
        yield _seen(work, client, "also-from", reason, "", same)
    elif like := next((push for push, element in sent if list(alike(element, [work]))), None):
        reason = "It looks like our work, and no identifier says that it is the same."
        yield _seen(
            work,
            client,
            "possible-duplicate",
            reason,
            "The person decides: she can delete one at ORCID.",
            like,
        )


def _not_sent(push: Push) -> Compared:
    return _of(push, "not-sent", push.reason or "It has not been sent (yet).")


def _of(
    push: Push,
    standing: Standing,
    reason: str = "",
    next_step: str = "",
    *,
    visibility: str = "",
    modified: str = "",
    fields: tuple[str, ...] = (),
) -> Compared:
    return Compared(
        standing, push.orcid_id, push.title, push.put_code, push.identifier, "us" if push.put_code else "",
        visibility, modified, fields, reason, next_step, push.claim_id,
    )  # fmt: skip


def _seen(
    work: WorkSummary, client: OrcidClient, standing: Standing, reason: str, next_step: str, like: Push | None
) -> Compared:
    return Compared(
        standing, client.orcid_id, work.title, work.put_code, like.identifier if like else "",
        source=source_of(work), visibility=work.visibility, modified=work.modified,
        reason=reason, next_step=next_step,
    )  # fmt: skip


def _not_readable(orcid_id: str, reason: str) -> Compared:
    return Compared(
        "not-readable", orcid_id, "", reason=reason, next_step="Ask the person for a new permission."
    )


def mend(
    store: Store,
    compared: Iterable[Compared],
    *,
    profile_of: Callable[[str], Profile],
    clock: Callable[[], datetime] = utc_now,
) -> Iterator[Outcome]:
    """Mend what needs nobody's decision, in the store alone: ORCID is written to by the next push."""
    preparing = Preparing(store, profile_of, clock)
    for one in compared:
        outcome = (
            _mended(store, one) if one.standing != "unknown-to-us" else _taken_over(store, preparing, one)
        )
        if outcome:
            store.log.write(None, [outcome])
            yield outcome


def _mended(store: Store, one: Compared) -> Outcome | None:
    push = store.pushes.of_claim(one.claim_id) if one.claim_id else None
    if push is None or push.put_code != one.put_code:
        return None  # a push was faster
    if one.standing == "missing":
        reason = "The author deleted this work from the ORCID record; it is not added again."
        store.pushes.removed_by_owner(push, reason)
        return _told(one, Happened.REMOVED_BY_OWNER, reason)
    if one.standing == "changed":
        store.holding.send_again(push.claim_id)
        return _told(one, Happened.DUE_AGAIN, "The next push writes what the repository says.")
    return None


def _taken_over(store: Store, preparing: Preparing, one: Compared) -> Outcome | None:
    """A claim that waits for this very work adopts it with the next push."""
    for push in store.pushes.of_person(one.orcid_id):
        if push.put_code or push.happened in ("removed", "removed-by-owner"):
            continue
        prepared = preparing.prepare(push)
        if isinstance(prepared, Prepared) and one.title == (
            prepared.element.findtext(".//{*}title/{*}title") or ""
        ):
            store.holding.send_again(push.claim_id)
            reason = "The next push looks for the work and takes it over."
            return _told(one, Happened.DUE_AGAIN, reason, identifier=push.identifier)
    return None


def _told(one: Compared, happened: Happened, reason: str, *, identifier: str = "") -> Outcome:
    return Outcome(
        identifier or one.identifier, happened, reason, "", one.orcid_id, one.title, put_code=one.put_code
    )


def write_csv(compared: Iterable[Compared], out: TextIO) -> None:
    """A line per work, with the keys of the JSON as heads. Titles are typed by anybody, so that none becomes a
    formula of the spreadsheet."""
    writer = None
    for one in compared:
        cells = {**one.as_json(), "fields": ", ".join(one.fields)}
        if writer is None:
            writer = csv.DictWriter(out, list(cells), lineterminator="\n")
            writer.writeheader()
        writer.writerow({name: _plain(value) for name, value in cells.items()})


def _plain(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
