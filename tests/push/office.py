"""A thesis office for tests: a real store, the rehearsal as ORCID, and theses that arrive when told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree

from crosswalks.crosswalk import crosswalk
from crosswalks.profile import Profile
from crosswalks.records import SourceRecord
from orcid_sync import environments
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.limiter import SteadyPace
from orcid_sync.orcid.wire import Timeouts, Wire
from orcid_sync.orcid.works import canonical_digest
from orcid_sync.outcomes import Outcome
from orcid_sync.push import push_due, unlink
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.calls import Call
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.rehearsal.records import Activity
from orcid_sync.secret import Secret
from orcid_sync.store import Checkpoint, Claim, HarvestedRecord, Permission, Store

JOSIAH = "0000-0002-1825-0097"
AMELIE = "0009-9999-0007-9193"
CLIENT_ID, OTHER_CLIENT = MEMBERS
SCOPES = ("/activities/update", "/read-limited")


class Clock:
    """A clock that stands still until told."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 5, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, **passed: float) -> None:
        self.moment += timedelta(**passed)


def thesis_xml(
    number: int = 1,
    *,
    title: str = "Cracked pots",
    creator: str = "Carberry, Josiah",
    date: str = "2020",
    language: str = "en",
    rights: str = "",
    advisor: str = "",
    creator_id: str = "",
) -> bytes:
    """An invented thesis in ETD-MS."""
    named = f' resource="https://orcid.org/{creator_id}"' if creator_id else ""
    stated = f"<rights>{rights}</rights>" if rights else ""
    stated += f'<contributor role="advisor">{advisor}</contributor>' if advisor else ""
    return f"""<thesis xmlns="http://www.ndltd.org/standards/metadata/etdms/1.1/">
  <title xml:lang="{language}">{title}</title>
  <creator{named}>{creator}</creator>
  <publisher>Rehearsal University</publisher>
  <date>{date}</date>
  <type>Doctoral thesis</type>
  <identifier>https://hdl.handle.net/20.500.14999/{number}</identifier>
  <language>{language}</language>{stated}
  <degree>
    <name>Doctor of Philosophy</name><level>doctoral</level><grantor>Rehearsal University</grantor>
  </degree>
</thesis>""".encode()


_CAREFUL = Profile()


@dataclass
class Office:
    """One institution with its store, and ORCID as it sees it."""

    store: Store
    rehearsal: Rehearsal
    clock: Clock
    client_class: type[OrcidClient] = OrcidClient
    environment: environments.Environment = field(init=False)
    wire: Wire = field(init=False)

    def __post_init__(self) -> None:
        self.environment = environments.rehearsal(self.rehearsal.url)
        self.wire = Wire(SteadyPace(10_000), timeouts=Timeouts(1, 2), sleep=lambda _: None)

    def client_for(self, permission: Permission) -> OrcidClient:
        return self.client_class(
            self.environment,
            permission.client_id,
            permission.orcid_id,
            permission.access_token,
            wire=self.wire,
        )

    def profile_of(self, _: str) -> Profile:
        return Profile()

    # the repository

    def arrives(
        self,
        number: int = 1,
        *,
        deleted: bool = False,
        raw: bytes = b"",
        profile: Profile = _CAREFUL,
        **thesis: str,
    ) -> str:
        """Harvest one record; its OAI identifier."""
        raw = b"" if deleted else raw or thesis_xml(number, **thesis)
        identifier = f"oai:repository.example:20.500.14999/{number}"
        record = self._harvested(identifier, raw, deleted, profile)
        harvest = self.store.harvests.begin(self._source())
        self.store.records.save_page(
            harvest, [record], Checkpoint(response_date=self.clock.now().isoformat())
        )
        self.store.harvests.finish(harvest)
        return identifier

    def _source(self) -> Any:
        return self.store.sources.find("repository") or self.store.sources.add(
            "repository", "https://repository.example/oai", "oai_etdms"
        )

    def _harvested(self, identifier: str, raw: bytes, deleted: bool, profile: Profile) -> HarvestedRecord:
        stamp = f"{self.clock.now():%Y-%m-%dT%H:%M:%SZ}"
        if deleted:
            return HarvestedRecord(identifier, stamp, (), True)
        source = SourceRecord(identifier, stamp, (), False, etree.fromstring(raw))
        made = crosswalk(source, profile=profile, today=self.clock.now().date())
        assert made.work_xml, made.findings
        return HarvestedRecord(
            identifier, stamp, (), False, raw, made.format, made.outcome, made.findings, made.thesis,
            canonical_digest(made.work_xml),
        )  # fmt: skip

    # the author

    def permits(self, orcid_id: str = JOSIAH, *, token: str = "", client_id: str = CLIENT_ID) -> Permission:
        token = token or self.rehearsal.ready_token(orcid_id, client_id)
        return self.store.permissions.keep(orcid_id, scopes=SCOPES, access_token=Secret(token))

    def claims(self, identifier: str, orcid_id: str = JOSIAH) -> Claim:
        """The first contributor of the thesis is this person, as an invitation proved."""
        thesis = self.store.theses.find(identifier)
        assert thesis
        return self.store.claims.make(thesis.contributors[0].id, orcid_id, proof="invitation")

    def ready(self, number: int = 1, orcid_id: str = JOSIAH, **thesis: str) -> Claim:
        """A thesis that has arrived, with an author who has signed in and claimed it."""
        self.permits(orcid_id)
        return self.claims(self.arrives(number, **thesis), orcid_id)

    # our work

    def push(self, **options: Any) -> list[Outcome]:
        options = {"profile_of": self.profile_of, "clock": self.clock.now, **options}
        return list(push_due(self.store, self.client_for, **options))

    def unlink(self, claim: Claim) -> Outcome:
        return unlink(
            self.store,
            self.client_for,
            claim.thesis_id,
            claim.orcid_id,
            profile_of=self.profile_of,
            clock=self.clock.now,
        )

    # what ORCID holds and saw

    def at_orcid(self, orcid_id: str = JOSIAH, client_id: str = CLIENT_ID) -> list[Activity]:
        """The works that this client added."""
        return [
            one
            for one in self.rehearsal.world.records[orcid_id].of_kind("work")
            if one.client_id == client_id
        ]

    def calls(self) -> list[str]:
        """The calls to ORCID since the last time, such as `POST work`."""
        calls = [_named(call) for call in self.rehearsal.world.calls.all()]
        self.rehearsal.world.calls.clear()
        return calls


def _named(call: Call) -> str:
    return f"{call.method} {call.path.split('/')[3]}"


def happened(outcomes: list[Outcome]) -> list[str]:
    return [str(outcome.happened) for outcome in outcomes]


def title_at_orcid(work: Activity) -> str:
    return work.content.findtext("{*}title/{*}title") or ""
