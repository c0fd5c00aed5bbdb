"""Defaults that harm nobody: what is held back, why, and what lets it go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from push.office import AMELIE, CLIENT_ID, JOSIAH, Clock, Office, happened

from orcid_sync.landing_page import Look
from orcid_sync.outcomes import Outcome
from orcid_sync.policy import Policies, Policy
from orcid_sync.push import Allowed
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.store import Store

EMBARGOED = "info:eu-repo/semantics/embargoedAccess"


@pytest.fixture
def sandbox(database_url: str, rehearsal: Rehearsal, clock: Clock) -> Iterator[Office]:
    """An office with a new installation where people are real."""
    key = Fernet.generate_key().decode()
    with Store.open(
        database_url, environment="sandbox", client_id=CLIENT_ID, keys=[key], clock=clock.now
    ) as store:
        yield Office(store, rehearsal, clock)


def policies(**settings: Any) -> dict[str, Policies]:
    return {"policies": Policies(Policy(**{"hold": "embargoed", **settings}))}


def why(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(str(outcome.happened), outcome.code) for outcome in outcomes]


def several(office: Office, number: int) -> None:
    """So many theses of Josiah's stand at ORCID."""
    for each in range(1, number + 1):
        office.ready(each, title=f"Pot {each}")
    office.push()
    office.calls()


def changed(office: Office, number: int) -> None:
    for each in range(1, number + 1):
        office.arrives(each, title=f"Pot {each}, mended")


def test_a_new_installation_only_says_what_it_would_send(sandbox: Office) -> None:
    sandbox.ready()

    assert happened(sandbox.push()) == ["would-add"]
    assert sandbox.calls() == []
    assert sandbox.store.log.read(orcid_id=JOSIAH) == []


def test_after_go_live_it_sends_and_remembers_who_said_so(sandbox: Office) -> None:
    sandbox.ready()
    sandbox.store.switches.turn("live", True, who="A. Librarian")

    assert happened(sandbox.push()) == ["added"]
    (act,) = sandbox.store.switches.history()
    assert (act.what, act.is_on, act.who, act.at) == ("live", True, "A. Librarian", sandbox.clock.now())


def test_going_back_stops_sending(office: Office) -> None:
    office.ready()
    office.store.switches.turn("live", False, who="A. Librarian")

    assert happened(office.push()) == ["would-add"]
    assert office.calls() == []


@pytest.mark.parametrize("source", ["", "repository"])
def test_a_pause_holds_and_its_end_lets_go(office: Office, source: str) -> None:
    office.ready()
    office.store.switches.turn("pause", True, who="A. Librarian", source=source)

    assert why(office.push()) == why(office.push()) == [("held", "paused")]
    assert office.calls() == []
    office.store.switches.turn("pause", False, who="A. Librarian", source=source)
    assert happened(office.push()) == ["added"]


def test_a_pause_of_another_source_holds_nothing(office: Office) -> None:
    office.ready()
    office.store.switches.turn("pause", True, who="A. Librarian", source="elsewhere")

    assert happened(office.push()) == ["added"]


def test_a_pause_stops_a_push_under_way(office: Office) -> None:
    for number in range(1, 13):
        office.ready(number, f"0009-9999-00{number:02d}-000X" if number > 1 else JOSIAH)
    outcomes = iter(_going(office))

    next(outcomes)
    office.store.switches.turn("pause", True, who="A. Librarian")

    assert len(list(outcomes)) < 12


def _going(office: Office) -> Iterator[Outcome]:
    from orcid_sync.push import push_due

    return push_due(office.store, office.client_for, profile_of=office.profile_of, clock=office.clock.now)


def test_a_held_work_is_logged_once_however_many_runs_hold_it(office: Office) -> None:
    office.ready()
    office.store.switches.turn("pause", True, who="A. Librarian")
    for _ in range(3):
        office.push()

    assert [str(one.outcome.happened) for one in office.store.log.read(orcid_id=JOSIAH)] == ["held"]


def test_a_staged_roll_out_sends_only_for_the_chosen(office: Office) -> None:
    office.ready(1)
    office.ready(2, AMELIE, creator="Lindqvist, Amélie")

    outcomes = office.push(**policies(people=(AMELIE,)))

    assert why(outcomes) == [("added", ""), ("held", "not-in-roll-out")]
    assert outcomes[0].orcid_id == AMELIE
    assert happened(office.push(**policies(people=(AMELIE, JOSIAH)))) == ["added"]


def test_a_staged_roll_out_by_set(office: Office) -> None:
    office.ready()

    assert why(office.push(**policies(sets=("theses",)))) == [("held", "not-in-roll-out")]


def test_only_authors_get_works_until_more_roles_are_chosen(office: Office) -> None:
    office.ready()

    assert why(office.push(**policies(roles=("advisor",)))) == [("held", "role-not-chosen")]
    assert happened(office.push(**policies(roles=("advisor", "author")))) == ["added"]


def test_a_policy_of_a_source_wins_over_the_general_one(office: Office) -> None:
    office.ready()
    strict, open_ = Policy(hold="embargoed", people=(AMELIE,)), Policy(hold="embargoed")

    assert happened(office.push(policies=Policies(strict, {"repository": open_}))) == ["added"]


def test_too_many_updates_stop_and_ask(office: Office) -> None:
    several(office, 3)
    changed(office, 3)
    office.ready(9, title="A new one")

    outcomes = office.push(**policies(updates_at_once=2))

    assert why(outcomes) == [("added", ""), *[("too-many", "too-many-updates")] * 3]
    assert all(outcome.needs_a_person for outcome in outcomes[1:])
    assert outcomes[1].next_step.endswith("orcid-sync push --allow-updates 3")
    assert "PUT work" not in office.calls()


def test_a_person_may_allow_so_many_for_one_run(office: Office) -> None:
    several(office, 3)
    changed(office, 3)
    office.push(**policies(updates_at_once=2))

    assert (
        happened(office.push(**policies(updates_at_once=2), allowed=Allowed(updates=2))) == ["too-many"] * 3
    )
    assert happened(office.push(**policies(updates_at_once=2), allowed=Allowed(updates=3))) == ["updated"] * 3


def test_a_dry_run_says_too_many_and_writes_nothing(office: Office) -> None:
    several(office, 3)
    changed(office, 3)

    assert happened(office.push(**policies(updates_at_once=2), dry_run=True)) == ["too-many"] * 3
    assert office.store.holding.held() == []


def test_too_many_deletions_stop_and_ask(office: Office) -> None:
    several(office, 3)
    for claim in office.store.claims.all():
        office.store.pushes.ask_removal(claim.id)

    outcomes = office.push(**policies(deletions_at_once=2))

    assert why(outcomes) == [("too-many", "too-many-deletions")] * 3
    assert len(office.at_orcid()) == 3
    assert happened(office.push(**policies(), allowed=Allowed(deletions=3))) == ["removed"] * 3


def test_after_a_new_crosswalk_only_what_the_source_changed_is_sent(office: Office) -> None:
    several(office, 2)
    our_crosswalk_changed(office, 1)
    office.arrives(2, title="Glaze")

    outcomes = office.push(**policies())

    assert why(outcomes) == [("updated", ""), ("held", "crosswalk-changed")]
    assert office.calls() == ["PUT work"]


@pytest.mark.parametrize(
    "options", [{"allowed": Allowed(crosswalk_changes=True)}, policies(crosswalk_changes="send")]
)
def test_a_person_releases_what_a_new_crosswalk_changed(office: Office, options: dict[str, Any]) -> None:
    several(office, 1)
    our_crosswalk_changed(office, 1)
    office.push(**policies())

    assert set(happened(office.push(**{**policies(), **options}))) <= {"updated", "unchanged"}
    assert office.push(**policies()) == []


def our_crosswalk_changed(office: Office, number: int) -> None:
    """The record says what it said, and another work is made of it."""
    view = office.store._view
    with view.write() as transaction:
        transaction.change(
            "UPDATE record SET work_digest = 'of a new crosswalk' WHERE identifier = :identifier",
            identifier=f"oai:repository.example:20.500.14999/{number}",
        )


def test_a_stated_embargo_holds_until_it_is_over(office: Office) -> None:
    office.ready(rights="embargoed until 2026-01-07")

    assert why(office.push(**policies())) == [("held", "embargoed")]
    assert (
        office.push(**policies())[0].reason
        == "The record says that the thesis is under embargo until 2026-01-07."
    )
    office.clock.advance(days=3)
    assert happened(office.push(**policies())) == ["added"]


def test_hold_none_lets_an_embargoed_thesis_go(office: Office) -> None:
    office.ready(rights="embargoed until 2026-01-07")
    office.push(**policies())

    assert happened(office.push(**policies(hold="none"))) == ["added"]


def test_an_embargo_lifted_at_the_repository_lets_go_at_once(office: Office) -> None:
    office.ready(rights=EMBARGOED)
    assert why(office.push(**policies())) == [("held", "embargoed")]

    office.clock.advance(minutes=5)
    office.arrives(rights="info:eu-repo/semantics/openAccess")

    assert happened(office.push(**policies())) == ["added"]


class Page:
    """A thesis's page that shows the item or does not."""

    def __init__(self, *answers: bool | None) -> None:
        self.answers = list(answers)
        self.looks = 0

    def __call__(self, url: str) -> Look:
        assert url == "https://hdl.handle.net/20.500.14999/1"
        self.looks += 1
        return Look(self.answers.pop(0), "its page answers so")


def test_unknown_access_waits_until_anybody_sees_the_item(office: Office) -> None:
    office.ready()
    page = Page(False, True)
    options = {**policies(hold="unknown"), "look": page}

    assert why(office.push(**options)) == why(office.push(**options)) == [("held", "not-public")]
    assert (page.looks, office.calls()) == (1, [])
    office.clock.advance(days=1, minutes=1)
    assert happened(office.push(**options)) == ["added"]
    office.arrives(title="Mended")
    assert happened(office.push(**options)) == ["updated"]
    assert page.looks == 2


def test_a_page_that_does_not_answer_is_asked_again_soon(office: Office) -> None:
    office.ready()
    page = Page(None, True)
    options = {**policies(hold="unknown"), "look": page}

    assert why(office.push(**options)) == [("held", "access-unknown")]
    office.clock.advance(hours=1, minutes=1)
    assert happened(office.push(**options)) == ["added"]


def test_open_access_needs_no_look_and_a_dry_run_asks_no_page(office: Office) -> None:
    office.ready()
    page = Page()

    assert happened(office.push(**policies(hold="unknown"), look=page, dry_run=True)) == ["would-add"]
    office.arrives(rights="info:eu-repo/semantics/openAccess")
    assert happened(office.push(**policies(hold="unknown"), look=page)) == ["added"]
    assert page.looks == 0
