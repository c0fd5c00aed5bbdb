"""What stands in the record already: ours, another source's, or typed by hand."""

from __future__ import annotations

from lxml import etree
from push.office import JOSIAH, OTHER_CLIENT, Office, happened

from orcid_sync.outcomes import Happened
from orcid_sync.policy import Policies, Policy
from orcid_sync.rehearsal.people import TypedWork
from orcid_sync.rehearsal.shapes import COMMON
from orcid_sync.rehearsal.world import _typed

SKIPPING = Policies(Policy(hold="embargoed", same_elsewhere="skip"))


def stands_at_orcid(
    office: Office, title: str, *, year: int = 2020, handle: str = "", source: str = ""
) -> str:
    """A work that somebody else has put into the record; its put-code."""
    kind, value = ("handle", handle) if handle else ("other-id", "typed-1")
    typed = TypedWork(title, "book", year, kind, value, "https://example.org/typed", source)
    record = office.rehearsal.world.records[JOSIAH]
    return str(office.rehearsal.world.add_activity(record, "work", _typed(typed), source).put_code)


def test_the_same_identifier_from_another_source_is_no_reason_to_stay_away(office: Office) -> None:
    stands_at_orcid(office, "Cracked pots", handle="20.500.14999/1", source=OTHER_CLIENT)
    office.ready()

    assert happened(office.push()) == ["added"]


def test_a_policy_leaves_it_to_the_other_source(office: Office) -> None:
    stands_at_orcid(office, "Cracked pots", handle="20.500.14999/1", source=OTHER_CLIENT)
    office.ready()

    (outcome,) = office.push(policies=SKIPPING)

    assert outcome.happened == Happened.ALREADY_THERE
    assert "Other Invented Library" in outcome.reason
    assert office.at_orcid() == []
    assert office.push(policies=SKIPPING) == []


def test_a_work_typed_by_hand_is_asked_about(office: Office) -> None:
    put_code = stands_at_orcid(office, "Cracked Pots.", year=2021)
    claim = office.ready(title="Cracked pots")

    (outcome,) = office.push()

    assert outcome.happened == Happened.POSSIBLE_DUPLICATE
    assert "“Cracked Pots.” (2021)" in outcome.reason
    assert f"orcid-sync decide oai:repository.example:20.500.14999/1 {JOSIAH}" in outcome.next_step
    assert office.at_orcid() == []
    (waiting,) = office.store.pushes.possible_duplicates()
    assert waiting.claim_id == claim.id
    (candidate,) = waiting.candidates
    assert (candidate.put_code, candidate.title, candidate.year) == (put_code, "Cracked Pots.", "2021")
    assert office.push() == []


def test_different_sends_it(office: Office) -> None:
    stands_at_orcid(office, "Cracked pots")
    claim = office.ready()
    office.push()

    assert office.store.pushes.decide_duplicate(claim.id, same=False)

    assert happened(office.push()) == ["added"]
    assert office.store.pushes.possible_duplicates() == []


def test_same_is_never_added_whatever_the_source_does(office: Office) -> None:
    stands_at_orcid(office, "Cracked pots")
    claim = office.ready()
    office.push()

    assert office.store.pushes.decide_duplicate(claim.id, same=True)
    office.arrives(title="Cracked pots, mended")

    assert office.push() == []
    assert office.at_orcid() == []
    push = office.store.pushes.of_claim(claim.id)
    assert push
    assert (push.happened, push.answer, push.candidates) == ("already-there", "same", ())


def test_who_said_same_may_say_different_later(office: Office) -> None:
    stands_at_orcid(office, "Cracked pots")
    claim = office.ready()
    office.push()
    office.store.pushes.decide_duplicate(claim.id, same=True)

    assert office.store.pushes.decide_duplicate(claim.id, same=False)

    assert happened(office.push()) == ["added"]


def test_there_is_nothing_to_decide_about_what_stands_at_orcid(office: Office) -> None:
    claim = office.ready()
    office.push()

    assert not office.store.pushes.decide_duplicate(claim.id, same=True)
    assert not office.store.pushes.decide_duplicate(claim.id, same=False)


def test_a_work_of_ours_that_nobody_remembers_is_asked_about(office: Office) -> None:
    office.ready(1, title="Cracked pots")
    office.push()
    (work,) = office.at_orcid()
    other = etree.fromstring(etree.tostring(work.content))
    for value in other.iter(f"{{{COMMON}}}external-id-value"):
        value.text = "20.500.14999/99"
    office.rehearsal.world.add_activity(office.rehearsal.world.records[JOSIAH], "work", other, work.client_id)
    office.ready(2, title="Cracked pots")

    (outcome,) = office.push()

    assert outcome.happened == Happened.POSSIBLE_DUPLICATE


def test_two_theses_of_ours_with_one_title_are_two(office: Office) -> None:
    office.ready(1, title="Cracked pots")
    office.ready(2, title="Cracked pots")

    assert happened(office.push()) == ["added", "added"]
