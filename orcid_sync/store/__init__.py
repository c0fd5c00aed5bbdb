"""All that is remembered, and all SQL. Runs unchanged on SQLite (default) and PostgreSQL.

    with Store.open("orcid-sync.db", environment="sandbox", institution="Example University",
                    client_id="APP-…", keys=[key]) as store:
        store.sources.add("repository", "https://repository.example/oai", "oai_etdms")

A store shows one institution under one client id. Every statement names the institution, so nothing crosses;
permissions, claims and put-codes of another client id are not seen as ours (ORCID answers 9010 to their use).
State is rows with timestamps; what stands where is always derived from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import text

from orcid_sync.environments import EnvironmentName
from orcid_sync.secret import Secret
from orcid_sync.store.calls import Called, Calls
from orcid_sync.store.cipher import Cipher
from orcid_sync.store.claim_requests import ClaimRequest, ClaimRequests, Doubt, Wanted
from orcid_sync.store.claims import AlreadyClaimedError, Claim, Claims, NoSuchContributorError, Proof
from orcid_sync.store.conferrals import Conferral, Conferrals, ConferralsKept, KnownConferral
from orcid_sync.store.consents import Consented, Consents, Evidence, UsedInvitationError
from orcid_sync.store.database import Database
from orcid_sync.store.degree_pushes import DegreePush, DegreePushes
from orcid_sync.store.departures import Departure, Departures
from orcid_sync.store.errors import StoreError
from orcid_sync.store.exposed import Exposed, ExposedThesis
from orcid_sync.store.forgetting import Forgetting
from orcid_sync.store.harvests import Checkpoint, Harvest, Harvests
from orcid_sync.store.holding import Holding, Waiting
from orcid_sync.store.instants import written
from orcid_sync.store.invitations import Invitation, Invitations, InvitedFor
from orcid_sync.store.log import Log, Logged, Run
from orcid_sync.store.migrations import prepare
from orcid_sync.store.pace import Pace
from orcid_sync.store.pages_seen import PageSeen, PagesSeen
from orcid_sync.store.permissions import Permission, Permissions
from orcid_sync.store.pushes import Candidate, Push, Pushes
from orcid_sync.store.records import HarvestedRecord, PageSaved, Records
from orcid_sync.store.rekeying import Rekeying
from orcid_sync.store.sources import Source, Sources
from orcid_sync.store.status import Status, status_of
from orcid_sync.store.submissions import Submission, Submissions, SubmittedPerson
from orcid_sync.store.switches import Switched, Switches
from orcid_sync.store.theses import Content, Contributor, KnownThesis, Theses
from orcid_sync.store.titles import Arrived, Titles
from orcid_sync.store.view import View
from orcid_sync.store.visits import BrowserSession, SignIn, Visits
from orcid_sync.store.write_backs import WriteBack, WriteBacks

__all__ = [
    "AlreadyClaimedError",
    "Arrived",
    "BrowserSession",
    "Called",
    "Calls",
    "Candidate",
    "Checkpoint",
    "Claim",
    "ClaimRequest",
    "ClaimRequests",
    "Claims",
    "Conferral",
    "Conferrals",
    "ConferralsKept",
    "Consented",
    "Consents",
    "Content",
    "Contributor",
    "DegreePush",
    "DegreePushes",
    "Departure",
    "Departures",
    "Doubt",
    "Evidence",
    "Exposed",
    "ExposedThesis",
    "Forgetting",
    "Harvest",
    "HarvestedRecord",
    "Harvests",
    "Holding",
    "Invitation",
    "Invitations",
    "InvitedFor",
    "KnownConferral",
    "KnownThesis",
    "Log",
    "Logged",
    "NoSuchContributorError",
    "Pace",
    "PageSaved",
    "PageSeen",
    "PagesSeen",
    "Permission",
    "Permissions",
    "Proof",
    "Push",
    "Pushes",
    "Records",
    "Rekeying",
    "Run",
    "Secret",
    "SignIn",
    "Source",
    "Sources",
    "Status",
    "Store",
    "StoreError",
    "Submission",
    "Submissions",
    "SubmittedPerson",
    "Switched",
    "Switches",
    "Theses",
    "Titles",
    "UsedInvitationError",
    "Visits",
    "Waiting",
    "Wanted",
    "WriteBack",
    "WriteBacks",
    "utc_now",
]


def utc_now() -> datetime:
    """The clock of a store that was not given another."""
    return datetime.now(UTC)


class Store:
    """One institution's view of the database. Safe to use from several threads and processes.

    Every operation is one transaction: it happened wholly or not at all. Every failure of the database
    (full disk, read-only, unreachable, not ours) is a `StoreError` whose text is one clear sentence.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self.client_id = view.client_id
        self.sources = Sources(view)
        self.harvests = Harvests(view)
        self.records = Records(view)
        self.theses = Theses(view)
        self.permissions = Permissions(view)
        self.claims = Claims(view)
        self.pushes = Pushes(view)
        self.pace = Pace(view)
        self.holding = Holding(view)
        self.switches = Switches(view)
        self.pages_seen = PagesSeen(view)
        self.write_backs = WriteBacks(view)
        self.log = Log(view)
        self.forgetting = Forgetting(view)
        self.rekeying = Rekeying(view)
        self.calls = Calls(view)
        self.submissions = Submissions(view)
        self.invitations = Invitations(view)
        self.consents = Consents(view)
        self.claim_requests = ClaimRequests(view)
        self.visits = Visits(view)
        self.departures = Departures(view)
        self.titles = Titles(view)
        self.conferrals = Conferrals(view)
        self.exposed = Exposed(view)
        self.degree_pushes = DegreePushes(view)

    @classmethod
    def open(
        cls,
        url: str | Path,
        *,
        environment: EnvironmentName,
        institution: str = "default",
        client_id: str = "",
        keys: Sequence[str] = (),
        clock: Callable[[], datetime] = utc_now,
        create: bool = True,
    ) -> Store:
        """The store at `url`: a file name, `sqlite:///…` or `postgresql://…`; made or migrated as needed.

        `keys` encrypt tokens (Fernet keys; the first encrypts, all decrypt); without one everything but
        tokens works. Raises `StoreError` for a database of another environment, of a newer version, or
        not ours, and leaves it untouched; with `create=False` also when there is none.
        """
        database = Database(url)
        try:
            prepare(database, environment, clock(), create=create)
            institution_id = _institution(database, institution, clock())
        except BaseException:
            database.close()
            raise
        return cls(View(database, institution_id, client_id, Cipher(keys), clock))

    def reading(self) -> AbstractContextManager[None]:
        """All questions within are answered from the store as it stands now, at the cost of one transaction."""
        return self._view.reading()

    def gathering(self) -> AbstractContextManager[None]:
        """Calls and outcomes that are noted within are written together with whatever is written next."""
        return self._view.gathering()

    def status(self) -> Status:
        """What is due, done and stuck, counted."""
        return status_of(self._view)

    def close(self) -> None:
        """Give all connections back."""
        self._view.database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _institution(database: Database, name: str, now: datetime) -> int:
    """The id of the institution called `name`, which is made when first seen."""
    with database.read() as connection:
        found = connection.execute(text(_CALLED), {"name": name}).scalar()
    if found is None:
        with database.write() as connection:
            connection.execute(text(_MAKE), {"name": name, "now": written(now)})
            found = connection.execute(text(_CALLED), {"name": name}).scalar()
    return int(found or 0)


_CALLED = "SELECT id FROM institution WHERE name = :name"
_MAKE = """
    INSERT INTO institution (name, made_at) VALUES (:name, :now)
    ON CONFLICT (name) DO NOTHING
"""
