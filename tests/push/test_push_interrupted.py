"""A run that is killed at the worst moment, and the run after it."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from push.office import JOSIAH, Clock, Office, happened

DYING = Path(__file__).with_name("dying_push.py")


def killed(office: Office, database_url: str, key: str, where: str, host: str = "elsewhere") -> None:
    """Run a push in a process of its own that dies at this point of its dealings with the store."""
    done = subprocess.run(
        [
            sys.executable,
            DYING,
            database_url,
            key,
            office.rehearsal.url,
            office.clock.now().isoformat(),
            where,
            host,
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 9, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("where", "at_orcid", "then"),
    [
        ("before intent", 0, "added"),
        ("after intent", 0, "added"),
        ("after answer", 1, "adopted"),  # ORCID said 201, and nobody wrote it down
    ],
)
def test_killing_an_adding_process_leaves_one_work_at_orcid(
    office: Office, database_url: str, key: str, where: str, at_orcid: int, then: str
) -> None:
    office.ready()

    killed(office, database_url, key, where, socket.gethostname())
    left = len(office.at_orcid())
    outcomes = office.push()
    office.calls()

    assert left == at_orcid
    assert happened(outcomes) == [then]
    assert len(office.at_orcid()) == 1
    assert office.push() == []
    assert office.calls() == []


@pytest.mark.parametrize("where", ["after intent", "after answer"])
def test_the_look_of_a_killed_process_stands_in_the_audit_with_its_intent(
    office: Office, database_url: str, key: str, where: str
) -> None:
    office.ready()
    killed(office, database_url, key, where)

    calls = office.store.calls.read(orcid_id=JOSIAH)
    assert [(one.method, one.status) for one in calls] == [("GET", 200)]


@pytest.mark.parametrize("where", ["before intent", "after intent", "after answer"])
def test_killing_an_updating_process_leaves_the_new_work(
    office: Office, clock: Clock, database_url: str, key: str, where: str
) -> None:
    office.ready(title="Cracked pots")
    office.push()
    office.arrives(title="Cracked pots, mended")

    killed(office, database_url, key, where)
    at_once = office.push()
    clock.advance(minutes=11)  # until the lease of the dead process on another host has run out
    outcomes = office.push()

    (work,) = office.at_orcid()
    assert at_once == []
    assert happened(outcomes) == ["updated"]
    assert work.content.findtext("{*}title/{*}title") == "Cracked pots, mended"


@pytest.mark.parametrize("where", ["before intent", "after intent", "after answer"])
def test_killing_a_removing_process_leaves_nothing(
    office: Office, clock: Clock, database_url: str, key: str, where: str
) -> None:
    claim = office.ready()
    office.push()
    office.store.pushes.ask_removal(claim.id)

    killed(office, database_url, key, where)
    clock.advance(minutes=11)
    outcomes = office.push()

    assert happened(outcomes) == ["removed"]
    assert office.at_orcid() == []
    assert not office.store.claims.all(orcid_id=JOSIAH)[0].counts
    assert office.push() == []


def test_a_run_that_is_given_up_half_way_returns_its_leases(office: Office) -> None:
    from orcid_sync.push import push_due

    office.ready(1)
    office.ready(2, "0009-9999-0007-9193", creator="Lindqvist, Amélie")

    outcomes = push_due(office.store, office.client_for, profile_of=office.profile_of, clock=office.clock.now)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]

    assert happened(office.push()) == ["added"]
