"""Degrees as educations: off by default, added once, updated in place, never against their owner's will."""

from __future__ import annotations

import pytest
from push.office import AMELIE, CLIENT_ID, JOSIAH, Office, happened

from crosswalks.institution import Institution
from crosswalks.profile import Profile
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.errors import Complaint, UnreachableError
from orcid_sync.outcomes import Outcome
from orcid_sync.policy import Policies, Policy
from orcid_sync.rehearsal.world import Activity
from orcid_sync.store import Claim, Conferral

UNIVERSITY = Institution("Rehearsal University", "Nowhere", "DE", "https://ror.org/05k89ew48")
SWITCHED_ON = Policies(Policy(hold="none", education=True))


def confers(_: Profile) -> Institution:
    return UNIVERSITY


def push(office: Office, **more: object) -> list[Outcome]:
    """What came of the degrees; the works go first, and are not looked at here."""
    options = {"policies": SWITCHED_ON, "conferring": confers, **more}
    return [one for one in office.push(**options) if "degree" in one.reason.lower()]


def educations(office: Office, orcid_id: str = JOSIAH) -> list[Activity]:
    record = office.rehearsal.world.records[orcid_id]
    return [one for one in record.of_kind("education") if one.client_id == CLIENT_ID]


def text(item: Activity, name: str) -> str:
    return item.content.findtext(f".//{{*}}{name}") or ""


def graduated(office: Office, claim: Claim, on: str) -> None:
    office.store.conferrals.keep([Conferral(claim.contributor_id, on)])


@pytest.fixture
def lost_answers(office: Office) -> list[str]:
    """The next answer to an added degree is lost on its way."""
    lost: list[str] = []

    class Losing(OrcidClient):
        def add(self, kind: str, item: str) -> str:
            put_code = super().add(kind, item)
            if kind == "education" and not lost:
                lost.append(put_code)
                raise UnreachableError(Complaint(0), "The answer about the degree was lost.", "")
            return put_code

    office.client_class = Losing
    return lost


def test_nothing_is_asserted_unless_switched_on(office: Office) -> None:
    office.ready()
    assert push(office, policies=Policies(Policy(hold="none"))) == []
    assert push(office, conferring=None) == []
    assert educations(office) == []


def test_a_degree_is_added_once(office: Office) -> None:
    claim = office.ready()
    graduated(office, claim, "2024-09-30")
    assert happened(push(office)) == ["added"]
    assert push(office) == []
    (education,) = educations(office)
    assert text(education, "role-title") == "Doctor of Philosophy"
    assert text(education, "year") == "2024"


def test_a_conferral_that_becomes_known_updates_it_in_place(office: Office) -> None:
    claim = office.ready()
    push(office)
    graduated(office, claim, "2024-09-30")
    assert happened(push(office)) == ["updated"]
    (education,) = educations(office)
    assert text(education, "day") == "30"


def test_an_answer_that_was_lost_doubles_nothing(office: Office, lost_answers: list[str]) -> None:
    office.ready()
    assert happened(push(office)) == ["postponed"]
    assert push(office) == []  # not before its time
    office.clock.advance(hours=1)
    (adopted,) = push(office)
    assert (adopted.happened, adopted.put_code) == ("adopted", lost_answers[0])
    assert len(educations(office)) == 1


def test_what_its_owner_removed_is_never_added_again(office: Office) -> None:
    claim = office.ready()
    push(office)
    office.rehearsal.world.records[JOSIAH].activities.clear()
    graduated(office, claim, "2024-09-30")
    assert happened(push(office)) == ["removed-by-owner"]
    graduated(office, claim, "2023")
    assert push(office) == []
    assert educations(office) == []


def test_unlinked_it_is_deleted(office: Office) -> None:
    claim = office.ready()
    push(office)
    office.unlink(claim)
    assert happened(push(office)) == ["removed"]
    assert educations(office) == []
    assert push(office) == []


def test_the_same_degree_twice_is_two_degrees(office: Office) -> None:
    office.ready(1)
    office.claims(office.arrives(2, title="Other pots"))
    assert happened(push(office)) == ["added", "added"]
    assert len(educations(office)) == 2
    assert push(office) == []


def test_the_degree_of_another_institution_is_not_asserted_and_said_once(office: Office) -> None:
    office.ready()
    elsewhere = Institution("Other College", "Nowhere", "DE", "https://ror.org/05k89ew48")
    (refused,) = push(office, conferring=lambda _: elsewhere)
    assert (refused.happened, refused.code) == ("refused", "education-other-grantor")
    assert push(office, conferring=lambda _: elsewhere) == []
    assert happened(push(office)) == ["added"]


def test_a_dry_run_says_what_would_be_sent(office: Office) -> None:
    office.ready()
    assert happened(push(office, dry_run=True)) == ["would-add"]
    assert educations(office) == []


def test_the_roll_out_and_a_pause_hold_degrees_too(office: Office) -> None:
    office.ready()
    only_her = Policies(Policy(hold="none", education=True, people=(AMELIE,)))
    assert push(office, policies=only_her) == []
    office.store.switches.turn("pause", True, who="test")
    assert push(office) == []
    office.store.switches.turn("pause", False, who="test")
    assert happened(push(office)) == ["added"]


def test_a_change_of_the_configuration_is_no_wave_of_updates(office: Office) -> None:
    office.ready()
    push(office)
    moved = Institution("Rehearsal University", "Elsewhere", "DE", "https://ror.org/05k89ew48")
    few = Policies(Policy(hold="none", education=True, updates_at_once=0))
    assert happened(push(office, policies=few, conferring=lambda _: moved)) == ["too-many"]
    assert text(educations(office)[0], "city") == "Nowhere"
