"""What a push does when ORCID says no, or says nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from orcid.bodies import error_xml
from push.office import AMELIE, JOSIAH, Clock, Office, happened
from pytest_httpserver import HTTPServer

from orcid_sync import environments
from orcid_sync.orcid.errors import RunStoppedError
from orcid_sync.outcomes import Happened
from orcid_sync.rehearsal import Script


@pytest.mark.parametrize("answer", ["500", "502", "503", "html", "cut-before", "cut"])
def test_a_lost_or_failed_answer_to_a_post_leaves_one_work(office: Office, clock: Clock, answer: str) -> None:
    office.ready()
    office.rehearsal.world.scripts.add(Script("orcid", answer, method="POST"))

    (first,) = office.push()
    at_once = office.push()
    clock.advance(hours=1)
    (second,) = office.push()

    assert first.happened == Happened.POSTPONED
    assert "tried again after 2026-01-05 12:0" in first.reason
    assert at_once == []
    assert second.happened == (Happened.ADOPTED if answer == "cut" else Happened.ADDED)
    assert len(office.at_orcid()) == 1


@pytest.mark.parametrize("answer", ["500", "503", "cut-before", "cut"])
def test_a_lost_or_failed_answer_to_a_put_is_repeated_later(
    office: Office, clock: Clock, answer: str
) -> None:
    office.ready(title="Cracked pots")
    office.push()
    office.arrives(title="Cracked pots, mended")
    office.rehearsal.world.scripts.add(Script("orcid", answer, method="PUT"))

    (first,) = office.push()
    clock.advance(hours=1)
    (second,) = office.push()

    assert (first.happened, second.happened) == (Happened.POSTPONED, Happened.UPDATED)
    assert len(office.at_orcid()) == 1


@pytest.mark.parametrize("answer", ["500", "503", "cut-before", "cut"])
def test_a_lost_or_failed_answer_to_a_delete_is_repeated_by_the_next_push(
    office: Office, clock: Clock, answer: str
) -> None:
    claim = office.ready()
    office.push()
    office.rehearsal.world.scripts.add(Script("orcid", answer, method="DELETE"))

    first = office.unlink(claim)
    clock.advance(hours=1)
    (second,) = office.push()

    assert (first.happened, second.happened) == (Happened.POSTPONED, Happened.REMOVED)
    assert office.at_orcid() == []
    assert office.push() == []


def test_a_source_that_turned_back_after_a_lost_update_is_still_sent(office: Office, clock: Clock) -> None:
    office.ready(title="Cracked pots")
    office.push()
    office.arrives(title="Mended pots")
    office.rehearsal.world.scripts.add(Script("orcid", "cut", method="PUT"))
    office.push()

    office.arrives(title="Cracked pots")
    clock.advance(hours=1)
    (outcome,) = office.push()

    assert outcome.happened == Happened.UPDATED
    assert office.at_orcid()[0].content.findtext("{*}title/{*}title") == "Cracked pots"


def test_pauses_grow_from_try_to_try(office: Office, clock: Clock) -> None:
    office.ready()
    office.rehearsal.world.scripts.add(Script("orcid", "503", times=0, method="POST"))

    for minutes in (7, 13, 25):
        assert happened(office.push()) == ["postponed"]
        clock.advance(minutes=minutes / 2)
        assert office.push() == []
        clock.advance(minutes=minutes / 2)


def test_one_refused_token_is_looked_at_again_before_it_counts_as_revoked(
    office: Office, clock: Clock
) -> None:
    office.ready(1)
    office.ready(2)
    office.rehearsal.world.grants.end(JOSIAH, "user-revoked")

    first = office.push()
    calls = office.calls()
    at_once = office.push()
    clock.advance(minutes=11)
    second = office.push()

    assert happened(first) == ["postponed", "postponed"]
    assert calls == ["GET works"]
    assert at_once == []
    assert happened(second) == ["permission-needed", "permission-needed"]
    assert office.calls() == ["GET works"]
    assert office.store.permissions.usable(JOSIAH) is None


def test_a_token_service_that_was_down_does_no_harm(office: Office, clock: Clock) -> None:
    office.ready()
    permission = office.store.permissions.usable(JOSIAH)
    assert permission
    office.store.permissions.refused(permission)

    waiting = office.push()
    clock.advance(minutes=11)
    (outcome,) = office.push()

    assert happened(waiting) == ["postponed"]
    assert outcome.happened == Happened.ADDED
    kept = office.store.permissions.usable(JOSIAH)
    assert kept
    assert kept.refused_at is None


def test_what_lacked_a_permission_is_sent_when_a_new_one_is_given(office: Office, clock: Clock) -> None:
    office.claims(office.arrives())
    assert happened(office.push()) == ["permission-needed"]

    office.permits()

    assert happened(office.push()) == ["added"]


def test_what_lost_its_permission_is_sent_when_a_new_one_is_given(office: Office, clock: Clock) -> None:
    office.claims(office.arrives())
    office.permits(token=office.rehearsal.ready_token(AMELIE))  # her token does not fit his record: 9017
    (refused,) = office.push()

    clock.advance(minutes=1)
    office.permits()
    (added,) = office.push()

    assert (refused.happened, refused.code) == (Happened.PERMISSION_NEEDED, "9017")
    assert added.happened == Happened.ADDED


@pytest.mark.parametrize(
    ("state", "code"), [("locked", "9018"), ("unclaimed", "9036"), ("deactivated", "9044")]
)
def test_a_closed_record_is_parked_for_days(office: Office, clock: Clock, state: str, code: str) -> None:
    office.ready()
    office.rehearsal.world.set_state(JOSIAH, state)  # type: ignore[arg-type]

    (outcome,) = office.push()
    clock.advance(days=2)
    meanwhile = office.push()
    office.rehearsal.world.set_state(JOSIAH, "active")
    clock.advance(days=2)
    (later,) = office.push()

    assert (outcome.happened, outcome.code) == (Happened.POSTPONED, code)
    assert meanwhile == []
    assert later.happened == Happened.ADDED


def test_a_merged_record_needs_a_new_permission_and_names_the_new_id(office: Office) -> None:
    office.ready()
    office.rehearsal.world.set_state(JOSIAH, "deprecated", AMELIE)

    (outcome,) = office.push()

    assert (outcome.happened, outcome.code) == (Happened.PERMISSION_NEEDED, "9007")
    assert AMELIE in outcome.reason
    assert office.store.permissions.usable(JOSIAH) is None


def test_a_list_of_works_that_cannot_be_read_adds_nothing(office: Office) -> None:
    office.ready()
    office.rehearsal.world.scripts.add(Script("orcid", "503", times=0, method="GET"))

    assert happened(office.push()) == ["postponed"]
    assert office.at_orcid() == []


def test_no_token_reaches_an_outcome_a_log_or_the_audit(
    office: Office, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    token = office.rehearsal.ready_token(JOSIAH)
    office.ready()
    office.rehearsal.world.grants.end(JOSIAH, "user-revoked")  # the 401 that follows echoes the token

    with caplog.at_level(logging.DEBUG):
        outcomes = office.push()
        clock.advance(minutes=11)
        outcomes += office.push()

    assert happened(outcomes) == ["postponed", "permission-needed"]
    assert token not in repr(outcomes) + repr(office.store.log.read()) + caplog.text


@pytest.fixture
def refusing(office: Office, httpserver: HTTPServer) -> Callable[[int, int, str], None]:
    """Let ORCID have an empty record and refuse every write with one status, code and message."""

    def refuse(status: int, code: int, message: str) -> None:
        office.environment = environments.rehearsal(httpserver.url_for(""))
        empty = '<a:works xmlns:a="http://www.orcid.org/ns/activities"/>'
        httpserver.expect_request(f"/v3.0/{JOSIAH}/works").respond_with_data(empty)
        httpserver.expect_request(f"/v3.0/{JOSIAH}/work").respond_with_data(
            error_xml(status, code, message), status=status
        )

    return refuse


@pytest.mark.parametrize(
    ("status", "code"), [(400, 9020), (400, 9051), (403, 9010), (400, 9999), (400, 9001)]
)
def test_a_refusal_is_rejected_once_with_code_and_reason(
    office: Office, refusing: Callable[[int, int, str], None], clock: Clock, status: int, code: int
) -> None:
    office.ready()
    refusing(status, code, "ORCID's own words")

    (outcome,) = office.push()
    clock.advance(days=30)

    assert (outcome.happened, outcome.code) == (Happened.REJECTED, str(code))
    assert "ORCID's own words" in outcome.reason
    assert outcome.next_step
    assert office.push(only=[JOSIAH]) == []


@pytest.mark.parametrize("code", [9048, 9057])
def test_a_locked_client_or_a_full_record_stops_the_run(
    office: Office, refusing: Callable[[int, int, str], None], clock: Clock, code: int
) -> None:
    office.ready(1)
    office.ready(2)
    refusing(409, code, "stop")

    with pytest.raises(RunStoppedError) as stopped:
        office.push()

    assert stopped.value.code == code
    assert stopped.value.what_to_do
    office.environment = environments.rehearsal(office.rehearsal.url)
    # One full record stops the run that meets it, and not the next one.
    assert happened(office.push()) == ["added", "added"] if code == 9057 else ["added"]
    clock.advance(days=4)
    office.push()
    assert len(office.at_orcid()) == 2


def test_two_theses_with_one_identifier_never_write_to_one_work(office: Office, clock: Clock) -> None:
    office.ready(1, title="Cracked pots")
    office.push()
    (work,) = office.at_orcid()
    office.ready(2, title="Glaze")
    office.push()
    _, second = office.at_orcid()
    second.replace(work.content, clock.now())  # as if ORCID took both for the same

    office.arrives(1, title="Cracked pots, mended")
    (outcome,) = office.push()

    assert outcome.happened == Happened.POSSIBLE_DUPLICATE
    assert str(second.put_code) in outcome.reason
