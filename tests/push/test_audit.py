"""Every call to ORCID can be read back: who, what, when, the answer; never a token."""

from __future__ import annotations

from datetime import timedelta

import pytest
from push.office import AMELIE, CLIENT_ID, JOSIAH, Office
from sqlalchemy import text

from orcid_sync.history import history_of
from orcid_sync.orcid.audit import about
from orcid_sync.orcid.limiter import SteadyPace
from orcid_sync.orcid.oauth import CodeRefusedError, OAuth
from orcid_sync.orcid.wire import Timeouts, Wire
from orcid_sync.rehearsal import Script
from orcid_sync.secret import Secret
from orcid_sync.site import written_to
from orcid_sync.standing import UnknownThesisError

SECRET = Secret("rehearsal-secret-1")
IDENTIFIER = "oai:repository.example:20.500.14999/1"


@pytest.fixture
def audited(office: Office) -> Office:
    office.wire = Wire(
        SteadyPace(10_000), timeouts=Timeouts(1, 2), sleep=lambda _: None, audit=written_to(office.store)
    )
    return office


def called(office: Office, **asked: str) -> list[tuple[str, str, int, str]]:
    found = office.store.calls.read(**asked)  # type: ignore[arg-type]
    return [(one.method, one.path.rpartition(JOSIAH)[2] or one.path, one.status, one.code) for one in found]


def test_each_call_of_a_push_can_be_read_back(audited: Office) -> None:
    audited.ready(1)
    audited.ready(2, AMELIE, creator="Lindqvist, Amélie")
    audited.push()

    assert called(audited, orcid_id=JOSIAH) == [("GET", "/works", 200, ""), ("POST", "/work", 201, "")]
    assert called(audited, identifier=IDENTIFIER) == called(audited, orcid_id=JOSIAH)
    (look, post) = audited.store.calls.read(orcid_id=JOSIAH)
    assert (look.client_id, look.identifier, look.at) == (CLIENT_ID, IDENTIFIER, audited.clock.now())
    assert 0 <= post.milliseconds < 5000


@pytest.mark.parametrize(("fault", "status"), [("cut", 0), ("cut-before", 0), ("500", 500)])
def test_a_failing_push_leaves_its_calls(audited: Office, fault: str, status: int) -> None:
    audited.ready()
    audited.rehearsal.world.scripts.add(Script("orcid", fault, times=1, method="POST", path="/work"))
    audited.push()

    last = audited.store.calls.read(orcid_id=JOSIAH)[-1]
    assert (last.method, last.status) == ("POST", status)
    assert bool(last.trouble) == (status == 0)


def test_orcids_error_code_is_kept(audited: Office) -> None:
    audited.ready()
    audited.rehearsal.world.set_state(JOSIAH, "locked")
    audited.push()

    assert called(audited, orcid_id=JOSIAH)[-1][2:] == (409, "9018")


def test_refreshes_and_revocations_are_calls_too(audited: Office) -> None:
    oauth = OAuth(audited.environment, CLIENT_ID, SECRET, wire=audited.wire)
    token = Secret(audited.rehearsal.ready_token(JOSIAH))
    with about(JOSIAH), pytest.raises(CodeRefusedError):
        oauth.refresh(Secret("no-such-token"))
    with about(JOSIAH):
        oauth.revoke(token)

    assert called(audited, orcid_id=JOSIAH) == [
        ("POST", "/oauth/token", 400, "invalid_grant"),
        ("POST", "/oauth/revoke", 200, ""),
    ]


def test_no_token_and_no_secret_is_kept(audited: Office) -> None:
    audited.ready()
    token = audited.rehearsal.ready_token(JOSIAH)
    audited.permits(token=token)
    audited.push()
    OAuth(audited.environment, CLIENT_ID, SECRET, wire=audited.wire).revoke(Secret(token))

    with audited.store._view.database.read() as connection:
        kept = str(connection.execute(text("SELECT * FROM called")).all())
    assert JOSIAH in kept
    assert token not in kept
    assert SECRET.reveal() not in kept


def test_the_history_of_a_person_and_of_a_thesis_joins_calls_and_outcomes(audited: Office) -> None:
    audited.ready(1)
    audited.ready(2, AMELIE, creator="Lindqvist, Amélie")
    audited.push()

    for asked in (JOSIAH, f"https://orcid.org/{JOSIAH}", IDENTIFIER, "20.500.14999/1"):
        kinds = sorted(
            str(line.as_json().get("outcome", "call")) for line in history_of(audited.store, asked)
        )
        assert kinds == ["added", "call", "call"]
    assert len(history_of(audited.store)) == 6
    assert len(history_of(audited.store, limit=2)) == 2
    with pytest.raises(UnknownThesisError):
        history_of(audited.store, "10.5555/nothing")


def test_what_is_too_old_is_erased_and_can_no_longer_be_asked(audited: Office) -> None:
    audited.ready()
    audited.push()
    audited.clock.advance(days=800)

    assert history_of(audited.store, JOSIAH, since=audited.clock.now() - timedelta(days=1)) == []
    assert audited.store.log.forget_before(audited.clock.now() - timedelta(days=730)) == 4
    assert history_of(audited.store) == []
    assert audited.push() == []  # what keeps a work from being added twice stands elsewhere
