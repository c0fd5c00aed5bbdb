"""One person at one institution, whose every call to ORCID goes through a network that may fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from lxml import etree
from push.faulty_proxy import FaultyProxy
from push.office import CLIENT_ID, Clock, Office, thesis_xml

from crosswalks.crosswalk import crosswalk
from crosswalks.profile import Profile
from orcid_sync import environments
from orcid_sync.errors import Stopped
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.limiter import SteadyPace
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.orcid.wire import Timeouts, Wire
from orcid_sync.push import push_due
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.grants import Grant
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.secret import Secret
from orcid_sync.store import Permission, Store

TITLE, FORMER = "Cracked pots, mended", "Cracked pots"
SCOPES: Final = ("/activities/update", "/read-limited")
PATIENT: Final = Timeouts(30, 30)


@dataclass
class Bench:
    """One person at one institution of its own, all of whose calls go through a proxy."""

    store: Store
    rehearsal: Rehearsal
    proxy: FaultyProxy
    clock: Clock
    key: str
    institution: str
    orcid_id: str
    elsewhere: str
    grant: Grant
    timeouts: Timeouts = PATIENT
    secrets: list[str] = field(default_factory=list)
    _claim: int = 0

    @property
    def office(self) -> Office:
        return Office(self.store, self.rehearsal, self.clock)

    def permit(self) -> None:
        """The person says yes, as if for the first time."""
        world = self.rehearsal.world
        with world.lock:
            self.grant = world.grants.issue(CLIENT_ID, self.orcid_id, SCOPES, world.clock.now())
        self.secrets += [self.grant.access_token, self.grant.refresh_token]
        self.store.permissions.keep(
            self.orcid_id,
            scopes=SCOPES,
            access_token=Secret(self.grant.access_token),
            refresh_token=Secret(self.grant.refresh_token),
        )

    def ready(self, title: str = TITLE) -> int:
        self.permit()
        self._claim = self.office.claims(self.office.arrives(title=title), self.orcid_id).id
        return self._claim

    def arrive(self, title: str) -> None:
        self.office.arrives(title=title)

    def add_at_orcid(self, title: str) -> None:
        """A work of ours that the store does not know."""
        made = crosswalk(thesis_xml(title=title), profile=Profile(), today=self.clock.now().date())
        assert made.work_xml
        world = self.rehearsal.world
        with world.lock:
            work = etree.fromstring(made.work_xml.encode())
            world.add_activity(world.records[self.orcid_id], "work", work, CLIENT_ID)

    def works(self, client_id: str) -> list[Any]:
        record = self.rehearsal.world.records[self.orcid_id]
        return [one for one in record.of_kind("work") if one.client_id == client_id]

    def titles(self) -> list[str]:
        return [one.content.findtext("{*}title/{*}title") for one in self.works(CLIENT_ID)]

    def run(self) -> list[str]:
        """What came of one run, in words; each with its reason."""
        words = []
        try:
            for outcome in push_through(self.store, self.proxy.url, self.clock.now(), self.timeouts):
                words.append(
                    str(outcome.happened) if outcome.reason else f"{outcome.happened} without a reason"
                )
                self.secrets_in(repr(outcome))
        except Stopped as stopped:
            words.append("stopped" if stopped.what_to_do else "stopped without a word")
            self.secrets_in(str(stopped) + repr(stopped))
        return words

    def secrets_in(self, text: str) -> None:
        for secret in self.secrets:
            assert secret not in text

    def person_acts(self) -> None:
        """Whatever a person would do about an outcome that asks for one."""
        if self.store.permissions.usable(self.orcid_id) is None and not self._wants_out:
            self.permit()
        if self._claim:
            self.store.pushes.try_again(self._claim)

    @property
    def _wants_out(self) -> bool:
        return any(one.withdrawn_at for one in self.store.permissions.of_person(self.orcid_id))


def push_through(store: Store, url: str, now: datetime, timeouts: Timeouts) -> Iterator[Any]:
    """A push whose every call goes to `url`."""
    environment = environments.rehearsal(url)
    wire = Wire(SteadyPace(10_000, sleep=lambda _: None), timeouts=timeouts, sleep=lambda _: None)

    def client_for(permission: Permission) -> OrcidClient:
        return OrcidClient(
            environment, permission.client_id, permission.orcid_id, permission.access_token, wire=wire
        )

    oauth = OAuth(environment, CLIENT_ID, Secret(MEMBERS[CLIENT_ID].secret), wire=wire)
    yield from push_due(store, client_for, profile_of=lambda _: Profile(), clock=lambda: now, oauth=oauth)
    wire.close()
