"""All that a repository's platform sees of the application, and all that the application asks of a platform.

A platform is a module (or any object) that offers what `Platform` says, announced as an entry point of the group
`orcid_sync.repositories`. It is loaded when it is needed, so nobody pays for a platform that is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from importlib.metadata import entry_points
from typing import Any, Final, Protocol, cast

from orcid_sync.secret import Secret as Secret

ENTRY_POINTS: Final = "orcid_sync.repositories"


class WriteBackOutcome(StrEnum):
    """What became of one person's iD in one item; each is also a word of `orcid_sync.outcomes`."""

    WRITTEN = "written-back"
    UNCHANGED = "unchanged"  # it stands there already
    TAKEN_BACK = "taken-back"  # exactly what we wrote is gone again
    NOT_AGREED = "not-agreed"  # the person did not agree to show the iD
    # Looked at, nothing touched, and a person has to decide.
    ITEM_NOT_FOUND = "item-not-found"
    ITEM_WITHDRAWN = "item-withdrawn"
    CONTRIBUTOR_NOT_FOUND = "contributor-not-found"
    NAMESAKES = "namesakes"
    ANOTHER_ID = "another-id"
    VIRTUAL_VALUE = "virtual-value"
    FIELD_NOT_REGISTERED = "field-not-registered"
    AUTHORITY_NOT_KEPT = "authority-not-kept"
    CANNOT_BE_WRITTEN = "cannot-be-written"
    # The repository's answers.
    SIGN_IN_REFUSED = "sign-in-refused"  # 401: the account or its password
    MAY_NOT_WRITE = "may-not-write"  # 403: the account lacks the right
    REFUSED_BY_REPOSITORY = "refused-by-repository"  # 400, 409, 422 …
    CHANGED_MEANWHILE = "changed-meanwhile"  # somebody edited the item at the same time
    NOT_AS_PLANNED = "not-as-planned"  # the item was not as planned afterwards, and was put back
    POSTPONED = "postponed"  # 429, 5xx, no answer, a web page: tried again by itself


class RepositoryError(Exception):
    """The repository did not do what was asked, or could not be asked. Its text is a sentence.

    `stops_the_run` says that no further call makes sense (a wrong password). After a change that may or may not
    have been made, an answer that was lost is never an error of this kind alone: the item is looked at first.
    """

    def __init__(
        self,
        outcome: WriteBackOutcome,
        reason: str,
        next_step: str = "",
        *,
        stops_the_run: bool = False,
        retry_after: float = 0.0,
    ) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason
        self.next_step = next_step
        self.stops_the_run = stops_the_run
        self.retry_after = retry_after


class UnknownPlatformError(LookupError):
    """No installed package offers this platform; its text is a sentence."""


@dataclass(frozen=True, slots=True)
class ItemReference:
    """By what a thesis's item is found, never by its title. Each in the order in which they are tried."""

    handles: tuple[str, ...] = ()
    dois: tuple[str, ...] = ()
    oai_identifiers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ", ".join(self.handles or self.dois or self.oai_identifiers) or "no identifier"


@dataclass(frozen=True, slots=True)
class ContributorClaim:
    """A person who signed in with ORCID is this contributor. `stated` is the name in the record's own words."""

    orcid_id: str
    role: str  # "author", "advisor", "committee"
    stated: str
    names: tuple[str, ...] = ()  # other ways to write it: "Josiah Carberry", "Carberry, Josiah"
    authenticated_at: datetime | None = None
    may_show: bool = False  # the person agreed that the repository shows the iD


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field. Language, authority and confidence where the platform keeps such."""

    text: str
    language: str | None = None
    authority: str | None = None
    confidence: int = -1

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "language": self.language,
            "authority": self.authority,
            "confidence": self.confidence,
        }

    def __str__(self) -> str:
        language = f" [{self.language}]" if self.language else ""
        authority = f" (authority {self.authority}, {self.confidence})" if self.authority else ""
        return f"{self.text}{language}{authority}"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a diff: `before` is None for a value that is added, `after` for one that is taken away."""

    item: str  # the platform's own identifier
    field: str
    before: Value | None
    after: Value | None

    def lines(self) -> Iterator[str]:
        """The change as people read a diff."""
        if self.before:
            yield f"- {self.field}: {self.before}"
        if self.after:
            yield f"+ {self.field}: {self.after}"

    def as_json(self) -> dict[str, Any]:
        """For the store, and for scripts."""
        return {
            "item": self.item,
            "field": self.field,
            "before": self.before.as_json() if self.before else None,
            "after": self.after.as_json() if self.after else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Change:
        """What `as_json` gave."""
        before, after = (Value(**stored[side]) if stored[side] else None for side in ("before", "after"))
        return cls(stored["item"], stored["field"], before, after)


def ours_after(ours: Sequence[Change], changes: Sequence[Change]) -> tuple[Change, ...]:
    """What of an item is ours once `changes` are made: what was ours before and stays, and what they add."""
    left = list(dict.fromkeys(ours))
    for change in changes:
        replaced = next((o for o in left if (o.item, o.field, o.after) == _place(change)), None)
        if replaced:
            left.remove(replaced)
        before = replaced.before if replaced else change.before
        made = Change(change.item, change.field, before, change.after)
        if change.after and made not in left:
            left.append(made)
    return tuple(left)


def _place(change: Change) -> tuple[str, str, Value | None]:
    return change.item, change.field, change.before


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is written for one person."""

    orcid_id: str
    outcome: WriteBackOutcome
    reason: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Diff:
    """What would be changed in an item (and in the items of persons that it names), and what not and why.

    `basis` tells on which values the plan rests: `apply` changes nothing when they are others by then.
    """

    item: str
    changes: tuple[Change, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    basis: str = ""

    def lines(self) -> Iterator[str]:
        """The diff as people read it."""
        for change in self.changes:
            yield from change.lines()


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a diff. `changes` says what was made of it, where the platform turned a value into another."""

    outcome: WriteBackOutcome
    reason: str
    next_step: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing looked at by `Repository.check`. `lines` are exact lines for the administrator to add."""

    check: str
    fine: bool
    reason: str
    next_step: str = ""
    lines: tuple[str, ...] = ()


class Repository(Protocol):
    """One installation of a platform that we can write back to. All but `targets` may raise RepositoryError."""

    @property
    def targets(self) -> str:
        """Where iDs are kept, in one line; when the site changes it, every thesis is looked at again."""

    @property
    def roles(self) -> Sequence[str]:
        """The roles whose iDs are kept."""

    def plan(
        self, reference: ItemReference, claims: Sequence[ContributorClaim], ours: Sequence[Change] = ()
    ) -> Diff:
        """What `claims` change in the item now. `ours` is what we wrote before, and alone may be changed."""

    def plan_undo(self, ours: Sequence[Change]) -> Diff:
        """What takes `ours` away again; what somebody edited since is not ours any more and stays."""

    def apply(self, diff: Diff) -> Applied:
        """Change the item as planned, look whether it is so, and put back what is not."""

    def batch_file(self, wanted: Iterable[tuple[ItemReference, ContributorClaim]]) -> BatchFile:
        """The same as a file that an administrator imports, where the platform has such."""

    def check(self, *, briefly: bool = False) -> Iterator[Checked]:
        """What the installation is and can do, and what is missing for a write-back; with `briefly` the latter only."""

    def pushes_itself(self) -> str:
        """Why we must not push too: a sentence when the platform sends works to ORCID by itself, else ""."""

    def close(self) -> None:
        """Give the connections back."""


@dataclass(frozen=True, slots=True)
class BatchFile:
    """A file for an administrator to import, and for whom it has no line, and why."""

    text: str
    rows: int
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class RepositorySettings:
    """What a site's configuration says of its repository; `options` are the platform's own."""

    url: str
    account: str = ""
    password: Secret = field(default_factory=lambda: Secret(""))
    options: Mapping[str, Any] = field(default_factory=dict)


class SettingsError(ValueError):
    """The platform cannot use these settings; its text is a sentence that names the setting."""


class Platform(Protocol):
    """What a platform offers; `commands` are click commands, `routes` Flask blueprints, of which it may have none."""

    @property
    def double(self) -> Any:
        """A stand-in for tests and demos: `DoubleServer(version=…)` is a context manager with a `url`."""

    def repository(self, settings: RepositorySettings) -> Repository:
        """The installation at `settings.url`; asks nobody yet. Raises SettingsError."""

    def commands(self) -> Sequence[Any]: ...

    def routes(self) -> Sequence[Any]: ...


def platforms() -> dict[str, Callable[[], Platform]]:
    """The name of each installed platform, and what loads it."""
    return {
        entry.name: cast("Callable[[], Platform]", entry.load) for entry in entry_points(group=ENTRY_POINTS)
    }


def platform(name: str) -> Platform:
    """The platform called `name`, loaded. Raises UnknownPlatformError."""
    known = platforms()
    if name not in known:
        names = ", ".join(sorted(known)) or "none"
        raise UnknownPlatformError(f"There is no platform “{name}”; installed: {names}.")
    return known[name]()
