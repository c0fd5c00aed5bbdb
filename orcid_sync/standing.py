"""Where everything stands: what is due, done and stuck, and for one thesis the whole of what we know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from orcid_sync.contract import Repository
from orcid_sync.errors import Stopped
from orcid_sync.store import KnownThesis, Logged, Push, Status, Store, Waiting, WriteBack


@dataclass(frozen=True, slots=True)
class InRepository:
    """How many iDs stand in the repository or shall, and those that wait for a person, by record."""

    counted: Mapping[str, int]
    stuck: tuple[tuple[str, WriteBack], ...]

    def as_json(self) -> dict[str, object]:
        """The shape that docs/commands.md promises."""
        counts = {name: self.counted.get(name, 0) for name in ("done", "due", "postponed")}
        return {**counts, "stuck": [_write_back_as_json(one, identifier) for identifier, one in self.stuck]}

    def lines(self) -> Iterator[str]:
        """What a person reads."""
        done, due, postponed = (self.counted.get(name, 0) for name in ("done", "due", "postponed"))
        yield f"Repository {done} iDs as they should be, {due} due, {len(self.stuck)} stuck"
        if postponed:
            yield f"           {postponed} postponed"
        for identifier, one in self.stuck:
            yield f"{one.happened:<18} {identifier} → {one.orcid_id}"
            yield f"{'':18} {one.reason} Again: orcid-sync write-back --try-again {identifier}"


@dataclass(frozen=True, slots=True)
class Standing:
    """The counts of the institution, and each work that waits for somebody, with the reason."""

    status: Status
    waiting: tuple[Push, ...]
    undecided: tuple[Push, ...]
    given_up: tuple[Push, ...]
    withdrawn: tuple[Push, ...]
    other_clients: dict[str, int]
    is_live: bool
    paused: tuple[str, ...]  # names of sources; "" is everything
    held: tuple[Waiting, ...]
    in_repository: InRepository | None  # None: the site names no repository

    def as_json(self) -> dict[str, object]:
        """The shape that docs/commands.md promises."""
        return {
            **asdict(self.status),
            "records": dict(self.status.records),
            "waiting": [_push_as_json(push) for push in self.waiting],
            "undecided": [_push_as_json(push) for push in self.undecided],
            "given_up": [_push_as_json(push) for push in self.given_up],
            "withdrawn": [_push_as_json(push) for push in self.withdrawn],
            "other_clients": self.other_clients,
            "live": self.is_live,
            "paused": [name or "*" for name in self.paused],
            "held_for": dict(Counter(one.code for one in self.held)),
            "write_backs": self.in_repository.as_json() if self.in_repository else None,
        }

    def as_text(self) -> str:
        """What a person reads."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        status = self.status
        records = ", ".join(f"{number} {outcome}" for outcome, number in status.records.items()) or "none yet"
        yield f"Records    {records} (from {status.sources} sources; {status.theses} theses)"
        yield f"People     {status.people} have said yes and claimed a thesis"
        yield f"Works      {status.done} at ORCID as they should be, {status.due} due, {status.stuck} stuck"
        if status.postponed or status.held:
            yield f"           {status.postponed} postponed, {status.held} held back"
        if status.permission_needed:
            yield f"           {status.permission_needed} wait for the researcher's permission"
        if status.withdrawn_at_source:
            yield f"           {status.withdrawn_at_source} withdrawn at the source and kept at ORCID"
        for client_id, number in self.other_clients.items():
            yield f"           {number} were added under the client id {client_id}, which alone can change them"
        yield from self._switched()
        for push in self.waiting:
            yield f"{push.happened or 'permission-needed':<18} {push.identifier} → {push.orcid_id}"
            yield f"{'':18} {push.reason or 'The researcher has not given her permission, or took it back.'}"
        for push in self.undecided:
            yield f"{'possible-duplicate':<18} {push.identifier} → {push.orcid_id}"
            yield f"{'':18} {push.reason} Decide: orcid-sync decide {push.identifier} {push.orcid_id}"
        for push in self.given_up:
            yield f"{'given-up':<18} {push.identifier} → {push.orcid_id}"
            yield f"{'':18} {push.reason} Again: orcid-sync push --try-again {push.identifier}"
        for push in self.withdrawn:
            yield f"{'kept':<18} {push.identifier} → {push.orcid_id}"
            yield f"{'':18} To take it away: orcid-sync unlink {push.identifier} {push.orcid_id}"
        if self.in_repository:
            yield from self.in_repository.lines()

    def _switched(self) -> Iterator[str]:
        """What people switched, and what is held, once for each reason."""
        if not self.is_live:
            yield "Sending    is a dry run until somebody says: orcid-sync go-live"
        if self.paused:
            names = ", ".join(name or "everything" for name in self.paused)
            yield f"Paused     {names}; to go on: orcid-sync resume"
        counts = Counter(one.code for one in self.held)
        for code, number in counts.items():
            yield f"{next(one.happened for one in self.held if one.code == code):<18} {number} works"
            yield f"{'':18} {next(one.reason for one in self.held if one.code == code)}"


def standing_of(store: Store, repository: Repository | None = None) -> Standing:
    """Where everything stands now; asks nobody outside."""
    return Standing(
        store.status(),
        tuple(store.pushes.permission_needed()),
        tuple(store.pushes.possible_duplicates()),
        tuple(store.pushes.given_up()),
        tuple(store.pushes.withdrawn_at_source()),
        store.pushes.of_other_clients(),
        store.switches.is_live(),
        tuple(sorted(store.switches.paused())),
        tuple(store.holding.held()),
        _in(repository, store) if repository else None,
    )


def _in(repository: Repository, store: Store) -> InRepository:
    stuck = store.write_backs.stuck(repository.roles)
    theses = [store.theses.get(one.thesis_id) for one in stuck]
    return InRepository(
        store.write_backs.counted(repository.targets, repository.roles),
        tuple((_name(thesis), one) for thesis, one in zip(theses, stuck, strict=True) if thesis),
    )


@dataclass(frozen=True, slots=True)
class ThesisStanding:
    """One thesis: by what it is known, who is named in it, what stands at ORCID, what happened."""

    thesis: KnownThesis
    pushes: tuple[Push, ...]
    write_backs: tuple[WriteBack, ...]
    log: tuple[Logged, ...]

    def as_json(self) -> dict[str, object]:
        """The shape that docs/commands.md promises."""
        return {
            "title": self.thesis.title,
            "keys": [f"{kind}:{value}" for kind, value in self.thesis.keys],
            "records": list(self.thesis.identifiers),
            "people": [
                {"name": c.name, "role": c.role, "orcid_hint": c.orcid_hint or None}
                for c in self.thesis.contributors
            ],
            "works": [_push_as_json(push) for push in self.pushes],
            "write_backs": [_write_back_as_json(one, _name(self.thesis)) for one in self.write_backs],
            "log": [
                {"at": one.at.isoformat(), "outcome": str(one.outcome.happened), "reason": one.outcome.reason}
                for one in self.log
            ],
        }

    def as_text(self) -> str:
        """What a person reads."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self.thesis.title
        yield f"Known as   {', '.join(f'{kind} {value}' for kind, value in self.thesis.keys)}"
        for person in self.thesis.contributors:
            hint = f" (the metadata hints at {person.orcid_hint})" if person.orcid_hint else ""
            yield f"{person.role:<10} {person.name}{hint}"
        for push in self.pushes:
            where = f"put-code {push.put_code}" if push.put_code else "not at ORCID"
            yield f"Work       of {push.orcid_id}: {where}{f', last: {push.happened}' if push.happened else ''}"
            if push.reason:
                yield f"           {push.reason}"
        for written in self.write_backs:
            yield f"Repository iD {written.orcid_id}: {written.happened}"
            yield f"           {written.reason}"
        for one in self.log:
            yield f"{one.at:%Y-%m-%d %H:%M}  {one.outcome.happened}: {one.outcome.reason}"


def standing_of_thesis(store: Store, typed: str) -> ThesisStanding:
    """The thesis that `typed` names: a DOI, handle, OAI identifier or address. Raises UnknownThesisError."""
    thesis = known_thesis(store, typed)
    claims = store.claims.all(thesis_id=thesis.id)
    pushes = tuple(push for claim in claims if (push := store.pushes.of_claim(claim.id)))
    written = tuple(one for one in store.write_backs.of_thesis(thesis.id) if one.happened)
    log = [one for identifier in thesis.identifiers for one in store.log.read(identifier=identifier)]
    return ThesisStanding(thesis, pushes, written, tuple(sorted(log, key=lambda one: one.at)))


def known_thesis(store: Store, typed: str) -> KnownThesis:
    """The thesis that `typed` names. Raises UnknownThesisError."""
    thesis = store.theses.find(typed)
    if thesis is None:
        raise UnknownThesisError(typed)
    return thesis


class UnknownThesisError(Stopped):
    """Nothing that was harvested answers to what was typed."""

    exit_code = 2

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"No thesis is known by “{typed}”.", what_to_do="Give its DOI, handle, OAI identifier or address."
        )


def _push_as_json(push: Push) -> dict[str, object]:
    return {
        "identifier": push.identifier,
        "orcid": push.orcid_id,
        "title": push.title,
        "put_code": push.put_code or None,
        "action": push.action,
        "outcome": push.happened or None,
        "reason": push.reason or None,
    }


def _name(thesis: KnownThesis) -> str:
    return next(iter(thesis.identifiers), "")


def _write_back_as_json(one: WriteBack, identifier: str) -> dict[str, object]:
    return {
        "identifier": identifier,
        "orcid": one.orcid_id,
        "outcome": one.happened or None,
        "reason": one.reason or None,
    }
