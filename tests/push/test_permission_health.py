"""What becomes of permissions: those that stand, lapse, move, and are taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from push.office import AMELIE, CLIENT_ID, JOSIAH, OTHER_CLIENT, Clock, Office, happened

from orcid_sync import consent
from orcid_sync.orcid.oauth import Granted, OAuth
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push.failures import MOST_TRIES
from orcid_sync.push.former_clients import ClientChangedError
from orcid_sync.rehearsal.grants import Grant
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.rehearsal.scripts import Script
from orcid_sync.secret import Secret
from orcid_sync.store import Permission, Store


@pytest.fixture
def oauth(office: Office) -> OAuth:
    return OAuth(office.environment, CLIENT_ID, Secret(MEMBERS[CLIENT_ID].secret), wire=office.wire)


def granted_at_orcid(office: Office, orcid_id: str = JOSIAH, **issued: int) -> Grant:
    scopes = ("/activities/update", "/read-limited")
    world = office.rehearsal.world
    return world.grants.issue(CLIENT_ID, orcid_id, scopes, world.clock.now(), **issued)


def kept(office: Office, grant: Grant, life: timedelta | None = None) -> Permission:
    return office.store.permissions.keep(
        grant.orcid_id,
        scopes=sorted(grant.scopes),
        access_token=Secret(grant.access_token),
        refresh_token=Secret(grant.refresh_token),
        expires_at=office.clock.now() + life if life else None,
    )


def test_a_permission_unused_for_a_month_is_tried(office: Office, clock: Clock) -> None:
    office.permits()
    assert office.push() == []
    assert office.calls() == []

    clock.advance(days=31)

    assert office.push() == []
    assert office.calls() == ["GET keywords"]
    assert office.push() == []
    assert office.calls() == []


def test_a_revocation_shows_though_nothing_is_due(office: Office, clock: Clock) -> None:
    office.permits()
    clock.advance(days=31)
    office.rehearsal.world.grants.end(JOSIAH, "user-revoked")

    assert office.push() == []
    clock.advance(minutes=5)
    assert office.push() == []
    clock.advance(minutes=6)
    (outcome,) = office.push()

    assert (outcome.happened, outcome.orcid_id) == (Happened.PERMISSION_NEEDED, JOSIAH)
    assert office.calls() == ["GET keywords", "GET keywords"]
    assert office.store.permissions.usable(JOSIAH) is None
    clock.advance(days=40)
    assert office.push() == []


def test_an_outage_of_orcid_ends_no_permission(office: Office, clock: Clock) -> None:
    office.permits()
    clock.advance(days=31)
    office.rehearsal.world.scripts.add(Script("orcid", "503", times=0))

    (outcome,) = office.push()

    assert outcome.happened == Happened.POSTPONED
    assert office.store.permissions.usable(JOSIAH)


def test_a_dead_token_is_renewed_before_anybody_is_asked(office: Office, clock: Clock, oauth: OAuth) -> None:
    grant = granted_at_orcid(office)
    kept(office, grant)
    office.claims(office.arrives())
    office.rehearsal.world.grants.by_access_token(grant.access_token)
    grant.access_token, hidden = "another-token", grant.access_token  # ORCID no longer knows the old one

    first = office.push(oauth=oauth)
    clock.advance(minutes=11)
    second = office.push(oauth=oauth)
    third = office.push(oauth=oauth)

    assert [happened(first), happened(second), happened(third)] == [["postponed"], ["postponed"], ["added"]]
    usable = office.store.permissions.usable(JOSIAH)
    assert usable
    assert usable.access_token != Secret(hidden)


def test_who_took_it_back_is_not_asked_by_a_token(office: Office, clock: Clock, oauth: OAuth) -> None:
    kept(office, granted_at_orcid(office))
    office.claims(office.arrives())
    office.rehearsal.world.grants.end(JOSIAH, "user-revoked")

    office.push(oauth=oauth)
    clock.advance(minutes=11)
    (outcome,) = office.push(oauth=oauth)

    assert outcome.happened == Happened.PERMISSION_NEEDED


def test_what_was_withdrawn_is_ended_at_orcid(office: Office, oauth: OAuth) -> None:
    grant = granted_at_orcid(office)
    kept(office, grant)
    office.store.permissions.withdrawn(JOSIAH)

    (outcome,) = office.push(oauth=oauth)

    assert outcome.happened == Happened.REVOKED
    assert grant.state == "client-revoked"
    assert office.push(oauth=oauth) == []


def test_a_work_is_deleted_before_its_token_is_ended(office: Office, oauth: OAuth) -> None:
    kept(office, granted_at_orcid(office))
    claim = office.claims(office.arrives())
    office.push()
    office.store.pushes.ask_removal(claim.id)
    office.store.permissions.withdrawn(JOSIAH)

    assert happened(office.push(oauth=oauth)) == ["removed", "revoked"]
    assert office.at_orcid() == []


def _needed(office: Office) -> Outcome:
    (outcome,) = office.push()
    assert outcome.happened == Happened.PERMISSION_NEEDED
    return outcome


def test_the_reason_names_what_is_missing(office: Office, clock: Clock) -> None:
    office.claims(office.arrives())
    assert "has not given one yet" in _needed(office).reason

    office.store.permissions.keep(JOSIAH, scopes=["/authenticate"], access_token=Secret("t"))
    assert "/authenticate only" in _needed(office).reason

    permission = kept(office, granted_at_orcid(office), timedelta(hours=1))
    clock.advance(hours=2)
    assert "expired" in _needed(office).reason

    office.store.permissions.revoked(permission)
    assert "no longer takes it" in _needed(office).reason


def test_a_merged_record_is_remembered_and_its_owner_asked_again(office: Office, clock: Clock) -> None:
    office.ready()
    office.push()
    office.arrives(title="Cracked pots, mended")
    office.rehearsal.world.set_state(JOSIAH, "deprecated", AMELIE)

    (outcome,) = office.push()

    assert (outcome.happened, outcome.code) == (Happened.PERMISSION_NEEDED, "9007")
    assert office.store.permissions.former_ids(AMELIE) == [JOSIAH]
    assert AMELIE in _needed(office).reason

    grant = granted_at_orcid(office, AMELIE)
    scopes = frozenset(grant.scopes)
    consent.keep(
        office.store, Granted(Secret(grant.access_token), None, scopes, None, AMELIE), office.clock.now
    )
    assert happened(office.push()) == ["added"]
    assert len(office.at_orcid(AMELIE)) == 1


def test_what_orcid_never_answers_is_given_up_and_tried_again_when_asked(
    office: Office, clock: Clock
) -> None:
    claim = office.ready()
    office.rehearsal.world.scripts.add(Script("orcid", "503", times=0))
    outcomes: list[Outcome] = []
    for _ in range(MOST_TRIES + 1):
        clock.advance(days=2)
        outcomes += [outcome for outcome in office.push() if outcome.identifier]

    assert len(outcomes) == MOST_TRIES
    assert happened(outcomes) == ["postponed"] * (MOST_TRIES - 1) + ["given-up"]
    clock.advance(days=100)
    office.calls()
    office.push()
    assert "GET works" not in office.calls()
    (given_up,) = office.store.pushes.given_up()
    assert given_up.claim_id == claim.id

    office.rehearsal.world.scripts.clear()
    assert office.store.pushes.try_again(claim.id)
    assert happened(office.push()) == ["added"]


def test_a_changed_client_id_is_refused_with_the_reason(
    office: Office, database_url: str, key: str, clock: Clock
) -> None:
    office.ready()
    office.push()
    with Store.open(
        database_url, environment="rehearsal", client_id=OTHER_CLIENT, keys=[key], clock=clock.now
    ) as changed:
        other = Office(changed, office.rehearsal, clock)

        with pytest.raises(ClientChangedError, match=f"1 under {CLIENT_ID}") as refused:
            other.push()

        assert "9010" in str(refused.value)
        assert refused.value.exit_code == 2
        assert other.push(former_clients=[CLIENT_ID]) == []
