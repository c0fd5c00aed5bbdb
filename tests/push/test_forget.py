"""A person is forgotten: works and iD settled by choice, permission ended, everything erased but keyed hashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from push.office import AMELIE, CLIENT_ID, JOSIAH, Office, happened
from push.test_degrees import SWITCHED_ON, confers, educations
from sqlalchemy import inspect, text

from orcid_sync.asking.inviting import Asked, ForgottenError, invite
from orcid_sync.asking.links import Links
from orcid_sync.consent import ForgottenError as NotAgainError
from orcid_sync.consent import claim
from orcid_sync.forgetting import Forgetter
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.orcid.wire import Wire
from orcid_sync.outcomes import Outcome
from orcid_sync.rehearsal import Script
from orcid_sync.secret import Secret
from orcid_sync.site import written_to

NAME = "Josiah the Elder"


@pytest.fixture
def forgetter(office: Office) -> Forgetter:
    def nothing_there(_: str) -> Iterator[Outcome]:
        return iter(())

    office.wire = Wire(office.wire._limiter, sleep=lambda _: None, audit=written_to(office.store))
    oauth = OAuth(office.environment, CLIENT_ID, Secret("rehearsal-secret-1"), wire=office.wire)
    return Forgetter(
        office.store, oauth, office.client_for, office.profile_of, nothing_there, office.clock.now
    )


def known(office: Office) -> None:
    """Josiah, of whom every table knows, and Amélie."""
    store = office.store
    token = Secret(office.rehearsal.ready_token(JOSIAH))
    office.ready(1)
    store.permissions.keep(
        JOSIAH, scopes=("/activities/update", "/read-limited"), access_token=token, name=NAME
    )
    office.ready(2, AMELIE, creator="Lindqvist, Amélie")
    office.push()
    store.departures.begin(JOSIAH, removes_works=False, removes_id=False, erases=False)
    log = store.log.read(orcid_id=JOSIAH)[0].outcome
    store.log.write(None, [replace_reason(log, f"{NAME} ({JOSIAH}) asked for it.")])


def replace_reason(outcome: Outcome, reason: str) -> Outcome:
    return outcome._replace(reason=reason)


def everything(office: Office) -> dict[str, str]:
    """Table → all its rows as text."""
    with office.store._view.database.read() as connection:
        tables = inspect(connection).get_table_names()
        return {name: str(connection.execute(text(f"SELECT * FROM {name}")).all()) for name in tables}


def forget(forgetter: Forgetter, **options: Any) -> list[str]:
    return happened(list(forgetter.forget(JOSIAH, **{"works": "keep", "repository": "keep", **options})))


def test_nothing_names_the_person_afterwards_and_others_stay(office: Office, forgetter: Forgetter) -> None:
    known(office)
    before = everything(office)
    assert sum(JOSIAH in rows for rows in before.values()) >= 6

    assert forget(forgetter) == ["kept", "revoked", "forgotten"]

    after = everything(office)
    assert [name for name, rows in after.items() if JOSIAH in rows or NAME in rows] == []
    assert AMELIE in after["permission"]
    assert AMELIE in after["push"]
    assert len(office.at_orcid()) == 1
    assert forgetter.store.forgetting.held(JOSIAH) == {}


def test_works_are_deleted_when_that_is_chosen(office: Office, forgetter: Forgetter) -> None:
    known(office)

    assert forget(forgetter, works="delete") == ["removed", "revoked", "forgotten"]
    assert office.at_orcid() == []
    assert len(office.at_orcid(AMELIE)) == 1


@pytest.mark.parametrize(("works", "left"), [("delete", 0), ("keep", 1)])
def test_a_degree_goes_with_the_works(office: Office, forgetter: Forgetter, works: str, left: int) -> None:
    office.ready()
    office.push(policies=SWITCHED_ON, conferring=confers)
    assert len(educations(office)) == 1

    assert forget(forgetter, works=works)[-1] == "forgotten"
    assert len(educations(office)) == left


def test_the_token_no_longer_works_at_orcid(office: Office, forgetter: Forgetter) -> None:
    known(office)
    permission = office.store.permissions.usable(JOSIAH)
    assert permission
    forget(forgetter)

    with pytest.raises(Exception, match="does not accept the permission"):
        office.client_for(permission).read_works()


@pytest.mark.parametrize(
    ("path", "says"), [("/work", ["postponed"]), ("/oauth/revoke", ["removed", "postponed"])]
)
def test_what_orcid_cannot_do_now_is_gone_on_with(
    office: Office, forgetter: Forgetter, path: str, says: list[str]
) -> None:
    known(office)
    method = "DELETE" if path == "/work" else "POST"
    office.rehearsal.world.scripts.add(Script("orcid", "503", times=1, method=method, path=path))

    assert forget(forgetter, works="delete") == says
    assert office.store.permissions.usable(JOSIAH)
    office.clock.advance(hours=1)
    assert forget(forgetter, works="delete")[-2:] == ["revoked", "forgotten"]
    assert office.at_orcid() == []


def test_anyway_erases_what_orcid_could_not_be_told(office: Office, forgetter: Forgetter) -> None:
    known(office)
    office.rehearsal.world.scripts.add(Script("orcid", "503", times=0, path="/oauth/revoke"))

    assert forget(forgetter, anyway=True) == ["kept", "postponed", "forgotten"]
    assert JOSIAH not in str(everything(office))


def test_who_was_cut_off_before_the_erasure_goes_on(office: Office, forgetter: Forgetter) -> None:
    known(office)
    steps = forgetter.forget(JOSIAH, works="delete", repository="keep")
    assert [str(next(steps).happened), str(next(steps).happened)] == ["removed", "revoked"]
    steps.close()  # type: ignore[attr-defined]  # a generator, as if the process had been killed here

    assert forget(forgetter, works="delete") == ["revoked", "forgotten"]


def test_a_forgotten_person_is_neither_asked_nor_added_again(office: Office, forgetter: Forgetter) -> None:
    known(office)
    thesis = office.store.theses.find("20.500.14999/1")
    assert thesis
    author = thesis.contributors[0]
    forget(forgetter)
    store = office.store

    assert store.forgetting.is_forgotten(JOSIAH)
    assert not store.forgetting.is_forgotten(AMELIE)
    links = Links(["secret"], "Example")
    by_place, by_hint = (
        Asked("Josiah", "author", contributors=(author.id,)),
        Asked("J", "author", orcid_hint=JOSIAH),
    )
    for asked in (by_place, by_hint):
        with pytest.raises(ForgottenError):
            invite(store, links, asked, 30)
    office.permits()
    with pytest.raises(NotAgainError):
        claim(store, author.id, JOSIAH, proof="staff")
    assert office.push() == []


def test_who_comes_back_by_herself_is_welcome(office: Office, forgetter: Forgetter) -> None:
    known(office)
    forget(forgetter)
    thesis = office.store.theses.find("20.500.14999/1")
    assert thesis
    office.permits()

    claim(office.store, thesis.contributors[0].id, JOSIAH, proof="invitation", again=True)

    assert not office.store.forgetting.is_forgotten(JOSIAH)
    assert happened(office.push(dry_run=True)) == ["would-add"]


def test_the_hashes_survive_a_new_key_and_tell_nothing_without_it(
    office: Office, forgetter: Forgetter
) -> None:
    known(office)
    forget(forgetter)

    rows = everything(office)["forgotten"]
    assert JOSIAH not in rows
    assert office.store.forgetting.is_forgotten(JOSIAH)


def test_without_our_id_in_the_repository_there_is_nothing_to_take_back(
    office: Office, forgetter: Forgetter
) -> None:
    known(office)
    calls: list[str] = []
    asked = replace(forgetter, take_back=lambda orcid_id: iter(calls.append(orcid_id) or ()))

    assert forget(asked, repository="remove") == ["kept", "revoked", "forgotten"]
    assert calls == []
