"""What is due, who may send it, and what is remembered of every answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from store.conftest import Opener
from store.invented import AMELIE, JOSIAH, Clock, deleted, record, save, source

from orcid_sync.outcomes import Happened
from orcid_sync.secret import Secret
from orcid_sync.store import AlreadyClaimedError, Claim, NoSuchContributorError, Push, Store


def permitted(store: Store, orcid_id: str = JOSIAH) -> None:
    store.permissions.keep(orcid_id, scopes=["/activities/update"], access_token=Secret("token"))


def claimed(store: Store, identifier: str = "oai:x:1", orcid_id: str = JOSIAH, position: int = 0) -> Claim:
    thesis = store.theses.find(identifier)
    assert thesis
    return store.claims.make(thesis.contributors[position].id, orcid_id, proof="invitation")


def ready(store: Store, identifier: str = "oai:x:1", orcid_id: str = JOSIAH) -> Claim:
    save(store, record(identifier, title=f"Cracked pots, volume {identifier}", ids=[f"10.1000/{identifier}"]))
    permitted(store, orcid_id)
    return claimed(store, identifier, orcid_id)


def leased(store: Store, owner: str = "us") -> Push:
    (push,) = store.pushes.lease(owner)
    return push


def send(store: Store, put_code: str = "7", happened: Happened = Happened.ADDED) -> Push:
    push = leased(store)
    assert store.pushes.intend(push, push.action, digest="sent", xml="<work/>")
    store.pushes.sent(push, put_code=put_code, digest="sent", xml="<work/>", happened=happened)
    return push


def test_a_claimed_thesis_is_due_once_and_again_when_its_source_changes(store: Store) -> None:
    ready(store)
    (push,) = store.pushes.due()
    assert (push.action, push.identifier, push.stated, push.put_code) == (
        "add",
        "oai:x:1",
        "Carberry, Josiah",
        "",
    )

    send(store)
    assert store.pushes.due() == []
    assert store.status().done == 1

    save(store, record("oai:x:1", title="Cracked pots, volume oai:x:1, revised", ids=["10.1000/oai:x:1"]))
    (push,) = store.pushes.due()
    assert (push.action, push.put_code, push.sent_digest, push.sent_xml) == ("update", "7", "sent", "<work/>")
    assert push.raw_sha256 != push.sent_raw_sha256


def test_a_change_of_our_crosswalk_alone_can_be_told(store: Store) -> None:
    ready(store)
    send(store)
    changed = record(
        "oai:x:1", title="Cracked pots, volume oai:x:1", ids=["10.1000/oai:x:1"], digest="new rules"
    )
    save(store, changed)

    (push,) = store.pushes.due()
    assert push.raw_sha256 == push.sent_raw_sha256


@pytest.mark.parametrize("outcome", ["refused", "unreadable", "not-a-thesis"])
def test_what_makes_no_work_is_not_due(store: Store, outcome: str) -> None:
    ready(store)
    save(store, record("oai:x:1", ids=["10.1000/oai:x:1"], outcome=outcome))

    assert store.pushes.due() == []
    assert store.status().stuck == 1


def test_without_permission_a_push_waits_and_is_named(store: Store) -> None:
    ready(store)
    store.permissions.withdrawn(JOSIAH)

    assert store.pushes.due() == []
    assert store.pushes.lease("us") == []
    (push,) = store.pushes.permission_needed()
    assert push.permission_needed
    assert store.status().permission_needed == 1

    permitted(store)
    assert not leased(store).permission_needed


def test_a_suspended_or_ended_claim_is_not_due(store: Store) -> None:
    claim = ready(store)
    store.claims.suspend(claim.id, "to be looked at")
    assert store.pushes.due() == []

    store.claims.confirm(claim.id)
    assert len(store.pushes.due()) == 1

    store.claims.end(claim.id, "unlinked")
    assert store.pushes.due() == []


def test_a_leased_push_is_nobody_else_s_until_the_lease_is_over(store: Store, clock: Clock) -> None:
    ready(store)
    push = leased(store, "one")
    assert store.pushes.lease("two") == []

    clock.advance(minutes=11)
    again = leased(store, "two")

    assert again.id == push.id
    assert not store.pushes.intend(push, "add")
    assert store.pushes.intend(again, "add")


def test_one_orcid_record_has_one_writer(store: Store) -> None:
    for number in range(3):
        ready(store, f"oai:x:{number}")
    ready(store, "oai:y:1", AMELIE)

    first = store.pushes.lease("one")
    assert sorted(push.orcid_id for push in first) == sorted([JOSIAH, AMELIE])
    assert store.pushes.lease("two") == []

    for push in first:
        store.pushes.release(push)
    assert [push.identifier for push in store.pushes.lease("two", 1)] == ["oai:x:0"]


def test_what_is_due_again_behind_the_last_lease_is_leased_in_the_end(store: Store) -> None:
    for number in range(4):
        ready(store, f"oai:x:{number}", f"0000-0000-0000-{number:04d}")
    first, second = store.pushes.lease("us", 2)
    store.pushes.release(first)

    rest = [push.identifier for _ in range(3) for push in store.pushes.lease("us", 2)]

    assert (first.identifier, second.identifier) == ("oai:x:0", "oai:x:1")
    assert rest == ["oai:x:2", "oai:x:3", "oai:x:0"]


def test_only_chosen_claims_are_leased_when_told(store: Store) -> None:
    ready(store, "oai:x:1")
    other = ready(store, "oai:y:1", AMELIE)

    assert [push.claim_id for push in store.pushes.lease("us", only=[other.id])] == [other.id]
    assert store.pushes.lease("us", only=[]) == []


def test_an_intent_without_answer_is_seen_by_the_next_process(store: Store, clock: Clock) -> None:
    ready(store)
    store.pushes.intend(leased(store, "killed"), "add", digest="d", xml="<work/>")
    clock.advance(minutes=11)

    assert leased(store, "next").unfinished == "add"


def test_nothing_may_be_sent_for_a_claim_that_ended_meanwhile(store: Store) -> None:
    claim = ready(store)
    push = leased(store)
    store.claims.end(claim.id, "unlinked")

    assert not store.pushes.intend(push, "add")


def test_a_late_answer_still_keeps_its_put_code(store: Store, clock: Clock) -> None:
    ready(store)
    late = leased(store, "late")
    store.pushes.intend(late, "add")
    clock.advance(minutes=11)
    leased(store, "next")

    store.pushes.sent(late, put_code="7", digest="d", xml="<work/>", happened=Happened.ADDED)

    push = store.pushes.of_claim(late.claim_id)
    assert push
    assert (push.put_code, push.lease_owner) == ("7", "next")
    assert store.pushes.lease("third") == []


def test_a_postponed_push_waits_its_time_and_counts_its_tries(store: Store, clock: Clock) -> None:
    ready(store)
    store.pushes.postpone(leased(store), clock() + timedelta(minutes=5), "ORCID is down.", "503")
    assert store.pushes.lease("us") == []
    assert (store.status().due, store.status().postponed) == (0, 1)

    clock.advance(minutes=5)
    push = leased(store)
    assert (push.tries, push.happened, push.reason, push.code) == (1, "postponed", "ORCID is down.", "503")


def test_a_settled_push_waits_for_the_source_or_a_person(store: Store) -> None:
    claim = ready(store)
    store.pushes.settle(leased(store), Happened.REJECTED, "ORCID refused it.", "9001")
    assert store.pushes.due() == []
    assert store.status().stuck == 1

    assert store.pushes.try_again(claim.id)
    assert len(store.pushes.due()) == 1


def test_a_work_that_its_owner_deleted_is_never_due_again_unless_asked(store: Store) -> None:
    claim = ready(store)
    send(store)
    save(store, record("oai:x:1", title="Cracked pots, volume oai:x:1 (rev.)", ids=["10.1000/oai:x:1"]))
    store.pushes.removed_by_owner(leased(store), "The owner deleted it.")

    save(store, record("oai:x:1", title="Cracked pots, volume oai:x:1 (again)", ids=["10.1000/oai:x:1"]))
    assert claimed(store).ended_why == "removed-by-owner"
    assert store.pushes.due() == []

    again = store.claims.make(claim.contributor_id, JOSIAH, proof="staff", again=True)
    assert again.counts
    (push,) = store.pushes.due()
    assert (push.action, push.put_code) == ("add", "")


def test_a_person_has_a_work_removed(store: Store) -> None:
    claim = ready(store)
    assert not store.pushes.ask_removal(claim.id)
    send(store)

    assert store.pushes.ask_removal(claim.id)
    push = leased(store)
    assert (push.action, push.put_code) == ("remove", "7")
    assert store.pushes.intend(push, "remove")
    store.pushes.removed(push)

    assert store.pushes.due() == []
    assert store.claims.all()[0].ended_why == "unlinked"


def test_a_removal_needs_no_permission(store: Store) -> None:
    claim = ready(store)
    send(store)
    store.permissions.withdrawn(JOSIAH)
    store.pushes.ask_removal(claim.id)

    assert [push.action for push in store.pushes.lease("us", only=[claim.id])] == ["remove"]


def test_a_thesis_deleted_at_its_source_is_withdrawn_only_when_no_source_has_it(store: Store) -> None:
    source(store, "first")
    source(store, "second")
    for at, name in (("first", "oai:x:1"), ("second", "oai:y:1")):
        save(store, record(name, ids=["10.1000/1"]), at=at)
    permitted(store)
    claimed(store)
    send(store)

    save(store, deleted("oai:x:1"), at="first")
    assert store.pushes.withdrawn_at_source() == []
    save(store, deleted("oai:y:1"), at="second")
    (push,) = store.pushes.withdrawn_at_source()

    assert (push.put_code, push.identifier, push.title[:12]) == ("7", "oai:x:1", "Cracked pots")
    assert store.pushes.due() == []
    assert store.status().withdrawn_at_source == 1


def test_a_removed_source_withdraws_nothing(store: Store) -> None:
    ready(store)
    send(store)
    store.sources.remove("repository")

    assert store.pushes.withdrawn_at_source() == []
    assert store.pushes.due() == []


def test_a_changed_client_id_sees_no_claim_and_counts_the_old_works(opened: Opener) -> None:
    ready(opened())
    send(opened())

    new = opened(client_id="APP-0000000000000002")

    assert new.claims.all() == []
    assert new.pushes.due() == []
    assert new.pushes.of_person(JOSIAH) == []
    assert new.pushes.of_other_clients() == {"APP-0000000000000001": 1}
    assert opened().pushes.of_other_clients() == {}


def test_one_person_has_one_claim_on_a_thesis(store: Store) -> None:
    save(store, record("oai:x:1", people=["Carberry, Josiah", "Roe, Jane"]))

    assert claimed(store).id == claimed(store).id == claimed(store, position=1).id


def test_a_contributor_has_one_claim(store: Store) -> None:
    claim = ready(store)
    with pytest.raises(AlreadyClaimedError, match=JOSIAH):
        claimed(store, orcid_id=AMELIE)

    store.claims.end(claim.id, "wrong person")
    assert claimed(store, orcid_id=AMELIE).counts


def test_nobody_claims_to_be_somebody_who_is_not_named(store: Store) -> None:
    with pytest.raises(NoSuchContributorError):
        store.claims.make(1, JOSIAH, proof="staff")


def test_all_iDs_that_count_are_handed_to_the_crosswalk(store: Store) -> None:
    save(store, record("oai:x:1", people=["Carberry, Josiah", "Roe, Jane"]))
    claim, other = claimed(store), claimed(store, orcid_id=AMELIE, position=1)
    assert store.claims.authenticated(claim.thesis_id) == {"Carberry, Josiah": JOSIAH, "Roe, Jane": AMELIE}

    store.claims.end(other.id, "unlinked")
    assert store.claims.authenticated(claim.thesis_id) == {"Carberry, Josiah": JOSIAH}


def test_the_status_of_an_empty_store_is_nothing(store: Store) -> None:
    status = store.status()
    assert (status.sources, status.records, status.theses, status.due, status.done) == (0, {}, 0, 0, 0)
