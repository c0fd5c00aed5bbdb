"""A thousand people's works at once, by two processes of which one dies half way."""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from lxml import etree
from push.forks import FORKS
from push.office import CLIENT_ID, SCOPES, thesis_xml
from stdnum.iso7064 import mod_11_2

from crosswalks.crosswalk import crosswalk
from crosswalks.profile import Profile
from crosswalks.records import SourceRecord
from orcid_sync import environments
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.limiter import SharedPace
from orcid_sync.orcid.wire import Wire
from orcid_sync.orcid.works import canonical_digest
from orcid_sync.push import push_due
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.people import Person
from orcid_sync.secret import Secret
from orcid_sync.store import Checkpoint, HarvestedRecord, Permission, Store

PEOPLE, PER_SECOND = 1000, 200
TODAY = datetime(2026, 1, 5, tzinfo=UTC)


def invented() -> Iterator[Person]:
    for number in range(PEOPLE):
        digits = f"{999_991_000_000 + number:015d}"
        whole = digits + mod_11_2.calc_check_digit(digits)
        orcid_id = "-".join(whole[place : place + 4] for place in range(0, 16, 4))
        yield Person(orcid_id, "Ada", f"Number {number}", "")


@pytest.fixture(scope="module")
def orcid() -> Iterator[tuple[Rehearsal, list[float]]]:
    """The rehearsal, and the real moments at which requests reached it."""
    seen: list[float] = []
    with Rehearsal(people=invented, limit=None) as rehearsal:
        note = rehearsal.world.calls.add

        def noted(call: object) -> None:
            seen.append(time.monotonic())
            note(call)  # type: ignore[arg-type]

        rehearsal.world.calls.add = noted  # type: ignore[method-assign]
        yield rehearsal, seen


def opened(database_url: str, key: str) -> Store:
    return Store.open(database_url, environment="rehearsal", client_id=CLIENT_ID, keys=[key])


def harvested(number: int, name: str) -> HarvestedRecord:
    raw = thesis_xml(number, title=f"Cracked pots, part {number}", creator=name)
    record = SourceRecord(f"oai:repository.example:{number}", "2026-01-05", (), False, etree.fromstring(raw))
    made = crosswalk(record, profile=Profile(), today=TODAY.date())
    assert made.work_xml
    return HarvestedRecord(
        record.identifier, record.datestamp, (), False, raw, made.format, made.outcome, made.findings,
        made.thesis, canonical_digest(made.work_xml),
    )  # fmt: skip


def fill(store: Store, rehearsal: Rehearsal) -> None:
    """A thesis of each person, claimed and permitted."""
    people = list(invented())
    source = store.sources.add("repository", "https://repository.example/oai", "oai_etdms")
    harvest = store.harvests.begin(source)
    page = [harvested(number, f"Number {number}, Ada") for number in range(PEOPLE)]
    store.records.save_page(harvest, page, Checkpoint(response_date="2026-01-05T00:00:00Z"))
    store.harvests.finish(harvest)
    for record, person in zip(page, people, strict=True):
        thesis = store.theses.find(record.identifier)
        assert thesis
        token = Secret(rehearsal.ready_token(person.orcid_id, CLIENT_ID))
        store.permissions.keep(person.orcid_id, scopes=SCOPES, access_token=token)
        store.claims.make(thesis.contributors[0].id, person.orcid_id, proof="invitation")


def send(database_url: str, key: str, url: str) -> None:
    """What one process does."""
    with opened(database_url, key) as store:
        environment, wire = environments.rehearsal(url), Wire(SharedPace(store.pace, PER_SECOND))

        def client_for(permission: Permission) -> OrcidClient:
            token = permission.access_token
            return OrcidClient(environment, permission.client_id, permission.orcid_id, token, wire=wire)

        for _ in push_due(store, client_for, profile_of=lambda _: Profile()):
            pass


def busiest_second(moments: list[float]) -> int:
    """The most requests within any second, wherever it begins."""
    moments = sorted(moments)
    return max(bisect_right(moments, at + 1) - number for number, at in enumerate(moments))


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_thousand_works_are_added_once_though_a_process_dies(
    database_url: str, orcid: tuple[Rehearsal, list[float]]
) -> None:
    rehearsal, seen = orcid
    key = Fernet.generate_key().decode()
    with opened(database_url, key) as store:
        fill(store, rehearsal)
    doomed, other = (FORKS.Process(target=send, args=(database_url, key, rehearsal.url)) for _ in range(2))

    doomed.start()
    other.start()
    while len(seen) < PEOPLE // 2:
        assert doomed.is_alive()
        assert other.is_alive()
        time.sleep(0.02)
    doomed.kill()
    doomed.join()
    other.join(120)
    helper = threading.Thread(target=send, args=(database_url, key, rehearsal.url))  # what cron starts next
    helper.start()
    helper.join(60)

    assert doomed.exitcode == -9
    assert other.exitcode == 0
    works = [record.of_kind("work") for record in rehearsal.world.records.values()]
    assert [len(of_one) for of_one in works] == [1] * PEOPLE
    assert busiest_second(seen) <= PER_SECOND
    with opened(database_url, key) as store:
        status = store.status()
    assert (status.done, status.due, status.stuck) == (PEOPLE, 0, 0)
