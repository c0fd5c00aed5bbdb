from __future__ import annotations

from push.office import AMELIE, JOSIAH, OTHER_CLIENT, Office, happened, title_at_orcid

from crosswalks.profile import Profile
from orcid_sync.orcid.answers import WorkSummary
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.outcomes import Happened
from orcid_sync.push import push_due
from orcid_sync.store import Store


def test_a_thesis_reaches_its_authors_record(office: Office) -> None:
    office.ready(title="Cracked pots")

    (outcome,) = office.push()

    assert outcome.happened == Happened.ADDED
    (work,) = office.at_orcid()
    assert outcome.put_code == str(work.put_code)
    assert outcome.title == title_at_orcid(work) == "Cracked pots"
    assert (outcome.identifier, outcome.orcid_id) == ("oai:repository.example:20.500.14999/1", JOSIAH)
    assert work.content.findtext(".//{*}contributor-orcid/{*}path") == JOSIAH
    assert office.calls() == ["GET works", "POST work"]


def test_running_push_twice_sends_nothing_the_second_time(office: Office) -> None:
    office.ready(1)
    office.ready(2, AMELIE, creator="Lindqvist, Amélie")
    assert happened(office.push()) == ["added", "added"]
    office.calls()

    assert office.push() == []

    assert office.calls() == []


def test_a_change_at_the_source_is_one_put(office: Office) -> None:
    office.ready(1)
    office.ready(2, title="Glaze")
    office.push()
    office.calls()

    office.arrives(1, title="Cracked pots, mended")
    (outcome,) = office.push()

    assert outcome.happened == Happened.UPDATED
    assert office.calls() == ["PUT work"]
    assert [title_at_orcid(work) for work in office.at_orcid()] == ["Cracked pots, mended", "Glaze"]
    assert office.push() == []


def test_a_record_that_changed_without_changing_the_work_sends_nothing(office: Office) -> None:
    office.ready(title="Cracked pots")
    office.push()
    office.arrives(title="Mended")
    office.arrives(title="Cracked pots")
    office.calls()

    outcomes = office.push()

    assert set(happened(outcomes)) <= {"unchanged"}
    assert office.calls() == []


def test_a_work_that_was_once_written_in_another_way_is_the_same_work(office: Office) -> None:
    claim = office.ready()
    office.push()
    sent = office.store.pushes.of_claim(claim.id)
    assert sent
    otherwise = (
        sent.sent_xml.replace("common:", "c:").replace("xmlns:common=", "xmlns:c=").replace("\n", "\n\n")
    )
    office.store._view.change(
        "UPDATE push SET sent_xml = :xml, sent_digest = 'of another version'", xml=otherwise
    )
    office.arrives(title="Mended")
    office.arrives(title="Cracked pots")
    office.store.pushes.try_again(claim.id)
    office.calls()

    assert happened(office.push()) == ["unchanged"]
    assert office.calls() == []


def test_a_name_wished_for_while_the_batch_is_under_way_is_the_one_that_is_sent(office: Office) -> None:
    office.ready(1)
    late = office.ready(2, AMELIE, creator="Lindqvist, Amélie")
    run = push_due(office.store, office.client_for, profile_of=office.profile_of, clock=office.clock.now)

    next(run)
    office.store.claims.show_name(late.id, "Lind, A.")
    list(run)

    (work,) = office.at_orcid(AMELIE)
    assert work.content.findtext("{*}contributors/{*}contributor/{*}credit-name") == "Lind, A."


def test_a_claim_that_ends_while_the_batch_is_under_way_sends_nothing(office: Office) -> None:
    office.ready(1)
    late = office.ready(2, AMELIE, creator="Lindqvist, Amélie")
    run = push_due(office.store, office.client_for, profile_of=office.profile_of, clock=office.clock.now)

    next(run)
    office.store.claims.end(late.id, "unlinked")
    list(run)

    assert len(office.at_orcid(JOSIAH)) == 1
    assert office.at_orcid(AMELIE) == []


def test_the_same_thesis_added_by_another_source_does_not_keep_ours_away(office: Office) -> None:
    tadhg = "0009-9999-0015-8385"  # another member has added thesis 23 to this record
    office.ready(23, tadhg, creator="Byrne, Tadhg")
    assert len(office.at_orcid(tadhg, OTHER_CLIENT)) == 1

    (outcome,) = office.push()

    assert outcome.happened == Happened.ADDED
    assert len(office.at_orcid(tadhg)) == 1


class ClientWithHiddenWorks(OrcidClient):
    """Sees no works in the list, as when somebody adds ours between our look and our POST."""

    def read_works(self) -> list[WorkSummary]:
        return []


def test_a_work_of_ours_that_the_look_missed_is_found_by_orcids_refusal(
    office: Office, another_store: Store
) -> None:
    office.ready(title="Cracked pots")
    (added,) = office.push()
    office.calls()
    office.store, office.client_class = another_store, ClientWithHiddenWorks
    office.ready(title="Cracked pots, mended")

    (outcome,) = office.push()

    assert outcome.happened == Happened.ADOPTED
    assert outcome.put_code == added.put_code
    assert [title_at_orcid(work) for work in office.at_orcid()] == ["Cracked pots, mended"]
    assert office.calls() == ["POST work", "GET work", "PUT work"]


def test_a_store_that_was_lost_adopts_what_it_had_sent(office: Office, another_store: Store) -> None:
    office.ready(title="Cracked pots")
    (added,) = office.push()
    office.calls()
    office.store = another_store
    office.ready(title="Cracked pots")

    (outcome,) = office.push()

    assert (outcome.happened, outcome.put_code) == (Happened.ADOPTED, added.put_code)
    assert office.calls() == ["GET works", "GET work"]


def test_an_update_that_orcid_takes_for_no_change_is_reported(office: Office) -> None:
    office.ready(date="2020")
    office.push()

    office.arrives(date="2020-05")
    (outcome,) = office.push()

    assert outcome.happened == Happened.NOT_STORED
    assert outcome.needs_a_person
    assert "publication date" in outcome.reason
    assert "orcid-sync unlink" in outcome.next_step
    office.calls()
    assert office.push() == []
    assert office.calls() == []


def test_a_work_that_the_owner_deleted_is_never_added_again(office: Office) -> None:
    office.ready(title="Cracked pots")
    (added,) = office.push()
    del office.rehearsal.world.records[JOSIAH].activities[int(added.put_code)]

    office.arrives(title="Cracked pots, mended")
    (outcome,) = office.push()
    office.arrives(title="Cracked pots, mended twice")
    later = office.push()

    assert outcome.happened == Happened.REMOVED_BY_OWNER
    assert later == []
    assert office.at_orcid() == []


def test_a_thesis_withdrawn_at_the_source_is_kept_and_named(office: Office) -> None:
    identifier = office.claims(office.arrives()).orcid_id and "oai:repository.example:20.500.14999/1"
    office.permits()
    office.push()

    office.arrives(deleted=True)
    (outcome,) = office.push()

    assert outcome.happened == Happened.KEPT
    assert f"orcid-sync unlink {identifier} {JOSIAH}" in outcome.next_step
    assert len(office.at_orcid()) == 1


def test_unlink_deletes_the_work_and_nothing_adds_it_again(office: Office) -> None:
    claim = office.ready()
    office.push()
    office.calls()

    outcome = office.unlink(claim)
    office.arrives(title="Cracked pots, mended")
    later = office.push()

    assert outcome.happened == Happened.REMOVED
    assert office.at_orcid() == []
    assert office.calls() == ["DELETE work"]
    assert later == []


def test_unlink_of_a_work_that_is_gone_already_ends_the_claim_all_the_same(office: Office) -> None:
    claim = office.ready()
    (added,) = office.push()
    del office.rehearsal.world.records[JOSIAH].activities[int(added.put_code)]

    assert office.unlink(claim).happened == Happened.REMOVED
    assert not office.store.claims.all(orcid_id=JOSIAH)[0].counts
    assert office.push() == []


def test_unlink_before_anything_was_sent_sends_nothing_ever(office: Office) -> None:
    claim = office.ready()

    outcome = office.unlink(claim)

    assert outcome.happened == Happened.REMOVED
    assert office.push() == []
    assert office.calls() == []


def test_unlink_works_under_a_permission_that_its_owner_revoked(office: Office) -> None:
    claim = office.ready()
    office.push()
    office.rehearsal.world.grants.end(JOSIAH, "user-revoked")
    permission = office.store.permissions.usable(JOSIAH)
    assert permission
    office.store.permissions.revoked(permission)

    assert office.unlink(claim).happened == Happened.REMOVED
    assert office.at_orcid() == []


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(office: Office) -> None:
    office.ready(1)
    first = office.push(dry_run=True)
    office.push()
    office.arrives(1, title="Cracked pots, mended")
    office.calls()

    second = office.push(dry_run=True)

    assert happened(first) == ["would-add"]
    assert happened(second) == ["would-update"]
    assert office.calls() == []


def test_a_run_can_be_restricted_to_people_and_to_a_number_of_works(office: Office) -> None:
    office.ready(1)
    office.ready(2)
    office.ready(3, AMELIE, creator="Lindqvist, Amélie")

    assert [outcome.orcid_id for outcome in office.push(only={AMELIE})] == [AMELIE]
    assert len(office.push(limit=1)) == 1
    assert len(office.push()) == 1


def test_what_a_changed_profile_refuses_is_not_sent(office: Office) -> None:
    office.ready(title="Cracked pots")

    outcomes = office.push(profile_of=lambda _: Profile(levels=("bachelor",)))

    (outcome,) = outcomes
    assert outcome.happened == Happened.REFUSED
    assert outcome.next_step
    assert office.calls() == []
    assert office.push() == []


def test_every_outcome_is_logged_and_says_what_to_do(office: Office) -> None:
    office.ready(date="2020")
    office.push()
    office.arrives(date="2020-05")
    outcomes = office.push()

    logged = [one.outcome for one in office.store.log.read(orcid_id=JOSIAH)]

    assert logged[-1] == outcomes[0]
    assert all(one.reason.endswith(".") for one in logged)
    assert all(one.next_step for one in logged if one.needs_a_person)
    assert office.store.log.runs(1)[0].counts == {"not-stored": 1}
