"""The use case on real databases, against a repository in memory: due, lease, intent, undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from dspace.shelf import FIELD, Shelf
from push.office import AMELIE, CLIENT_ID, JOSIAH, Clock, Office, happened

from orcid_sync.contract import Change, Refusal, RepositoryError, Value, WriteBackOutcome, platform
from orcid_sync.errors import Stopped
from orcid_sync.outcomes import NEEDS_A_PERSON, Happened, Outcome
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.secret import Secret
from orcid_sync.store import Evidence, Store
from orcid_sync.write_back import batch_file, proposals, undo, write_back_due

HANDLE = "20.500.14999/1"
WRITTEN = f"Carberry, Josiah {JOSIAH}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database_url: str, clock: Clock) -> Iterator[Store]:
    key = Fernet.generate_key().decode()
    with Store.open(
        database_url, environment="rehearsal", client_id=CLIENT_ID, keys=[key], clock=clock.now
    ) as store:
        yield store


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.items[HANDLE] = ["somebody's note"]
    return shelf


@pytest.fixture(scope="session")
def rehearsal() -> Iterator[Rehearsal]:
    with Rehearsal() as rehearsal:
        yield rehearsal


@pytest.fixture
def office(store: Store, clock: Clock, rehearsal: Rehearsal) -> Office:
    """One thesis, claimed by its author, who signed in."""
    office = Office(store, rehearsal, clock)
    store.permissions.keep(JOSIAH, scopes=["/authenticate"], access_token=Secret("x"))
    office.claims(office.arrives(1))
    return office


def agrees(office: Office, *purposes: str, orcid_id: str = JOSIAH) -> None:
    office.store.consents.give(
        orcid_id, Evidence(purposes or ("thesis", "show"), "1", "en"), ["/authenticate"]
    )


def write(office: Office, shelf: Shelf) -> list[Outcome]:
    return list(write_back_due(office.store, shelf, clock=office.clock.now))


def take_back(office: Office, shelf: Shelf) -> list[Outcome]:
    return list(undo(office.store, shelf, JOSIAH, clock=office.clock.now))


def test_the_id_of_who_agreed_is_written_once(office: Office, shelf: Shelf) -> None:
    agrees(office)
    assert happened(write(office, shelf)) == ["written-back"]
    assert write(office, shelf) == []
    assert shelf.items[HANDLE] == ["somebody's note", WRITTEN]


def test_nothing_is_written_without_agreement(office: Office, shelf: Shelf) -> None:
    agrees(office, "thesis", "career")
    assert write(office, shelf) == []
    assert shelf.items[HANDLE] == ["somebody's note"]


def test_nothing_is_written_when_the_permission_was_withdrawn(office: Office, shelf: Shelf) -> None:
    agrees(office)
    office.store.permissions.withdrawn(JOSIAH)
    assert write(office, shelf) == []


def test_a_name_that_changed_is_followed(office: Office, shelf: Shelf) -> None:
    agrees(office)
    write(office, shelf)
    office.arrives(1, creator="Carberry, Josiah S.")
    assert happened(write(office, shelf)) == ["written-back"]
    assert shelf.items[HANDLE] == ["somebody's note", f"Carberry, Josiah S. {JOSIAH}"]


def test_other_targets_make_every_thesis_due_again(office: Office, shelf: Shelf) -> None:
    agrees(office)
    write(office, shelf)
    shelf.targets = "another-field"
    assert happened(write(office, shelf)) == ["unchanged"]


def test_what_somebody_removed_is_not_written_again(office: Office, shelf: Shelf) -> None:
    agrees(office)
    write(office, shelf)
    shelf.items[HANDLE].remove(WRITTEN)
    assert write(office, shelf) == []


def test_undo_takes_back_what_we_wrote_and_it_stays_away(office: Office, shelf: Shelf) -> None:
    agrees(office)
    write(office, shelf)
    assert happened(take_back(office, shelf)) == ["taken-back"]
    assert shelf.items[HANDLE] == ["somebody's note"]
    assert write(office, shelf) == []


def test_who_agrees_anew_is_written_anew(office: Office, shelf: Shelf) -> None:
    agrees(office)
    write(office, shelf)
    take_back(office, shelf)
    office.clock.advance(minutes=1)
    agrees(office)
    assert happened(write(office, shelf)) == ["written-back"]


def test_an_undo_that_fails_is_done_by_the_next_run(office: Office, shelf: Shelf) -> None:
    agrees(office)
    write(office, shelf)
    shelf.fail = unreachable
    assert happened(take_back(office, shelf)) == ["postponed"]
    shelf.fail = lambda: None
    office.clock.advance(hours=1)
    assert happened(write(office, shelf)) == ["taken-back"]
    assert shelf.items[HANDLE] == ["somebody's note"]


def test_an_undo_works_when_the_claim_is_over_and_the_consent_ended(office: Office, shelf: Shelf) -> None:
    agrees(office)
    write(office, shelf)
    office.store.consents.end(JOSIAH)
    office.store.permissions.withdrawn(JOSIAH)
    office.store.departures.end_claims(JOSIAH)
    assert happened(take_back(office, shelf)) == ["taken-back"]


def test_undo_takes_nothing_that_is_not_ours(office: Office, shelf: Shelf) -> None:
    agrees(office)
    shelf.items[HANDLE].append(WRITTEN)
    assert happened(write(office, shelf)) == ["unchanged"]
    assert take_back(office, shelf) == []
    assert WRITTEN in shelf.items[HANDLE]


def unreachable() -> None:
    raise RepositoryError(WriteBackOutcome.POSTPONED, "It was not there.")


class KilledError(BaseException):
    """The process is gone."""


def die() -> None:
    raise KilledError


def test_a_repository_that_does_not_answer_is_asked_again_later(office: Office, shelf: Shelf) -> None:
    agrees(office)
    shelf.fail = unreachable
    assert happened(write(office, shelf)) == ["postponed"]
    shelf.fail = lambda: None
    assert write(office, shelf) == []
    office.clock.advance(hours=1)
    assert happened(write(office, shelf)) == ["written-back"]


def test_what_was_written_before_the_answer_was_lost_is_ours_all_the_same(
    office: Office, shelf: Shelf
) -> None:
    agrees(office)
    shelf.fail = lambda: (shelf.items[HANDLE].append(WRITTEN), unreachable())[1]
    write(office, shelf)
    shelf.fail = lambda: None
    office.clock.advance(hours=1)
    assert happened(write(office, shelf)) == ["unchanged"]
    assert happened(take_back(office, shelf)) == ["taken-back"]
    assert shelf.items[HANDLE] == ["somebody's note"]


@pytest.mark.parametrize("before_it_died", [[], [WRITTEN]])
def test_a_run_that_was_killed_is_gone_on_with(
    office: Office, shelf: Shelf, before_it_died: list[str]
) -> None:
    agrees(office)
    shelf.fail = lambda: (shelf.items[HANDLE].extend(before_it_died), die())[1]
    with pytest.raises(KilledError):
        write(office, shelf)
    shelf.fail = lambda: None
    office.clock.advance(minutes=11)  # until the lease has run out
    write(office, shelf)
    assert shelf.items[HANDLE] == ["somebody's note", WRITTEN]
    take_back(office, shelf)
    assert shelf.items[HANDLE] == ["somebody's note"]


def test_a_refusal_is_said_and_looked_at_again_a_day_later(office: Office, shelf: Shelf) -> None:
    agrees(office)
    shelf.refuse = Refusal(
        JOSIAH, WriteBackOutcome.FIELD_NOT_REGISTERED, "There is no such field.", "Add it."
    )
    (outcome,) = write(office, shelf)
    assert (outcome.happened, outcome.next_step) == (Happened.FIELD_NOT_REGISTERED, "Add it.")
    assert write(office, shelf) == []
    shelf.refuse = None
    office.clock.advance(days=1, minutes=1)
    assert happened(write(office, shelf)) == ["written-back"]


def test_what_waits_for_a_person_is_counted_and_can_be_let_go(office: Office, shelf: Shelf) -> None:
    agrees(office)
    counted = office.store.write_backs.counted
    assert counted(shelf.targets, shelf.roles) == {"due": 1}
    assert counted(shelf.targets, ["advisor"]) == {}
    shelf.answer = WriteBackOutcome.AUTHORITY_NOT_KEPT
    write(office, shelf)
    assert counted(shelf.targets, shelf.roles) == {"stuck": 1}
    assert [one.happened for one in office.store.write_backs.stuck(shelf.roles)] == ["authority-not-kept"]
    shelf.answer = WriteBackOutcome.WRITTEN
    assert office.store.write_backs.try_again() == 1
    assert happened(write(office, shelf)) == ["written-back"]
    assert counted(shelf.targets, shelf.roles) == {"done": 1}
    assert office.store.write_backs.try_again() == 0


def test_what_was_not_kept_is_not_tried_again(office: Office, shelf: Shelf) -> None:
    agrees(office)
    shelf.answer = WriteBackOutcome.AUTHORITY_NOT_KEPT
    assert happened(write(office, shelf)) == ["authority-not-kept"]
    office.clock.advance(days=9)
    assert write(office, shelf) == []


def test_an_item_that_is_edited_all_the_time_waits(office: Office, shelf: Shelf) -> None:
    agrees(office)
    shelf.answer = WriteBackOutcome.CHANGED_MEANWHILE
    assert happened(write(office, shelf)) == ["changed-meanwhile"]


def test_a_wrong_password_stops_the_run_and_holds_nothing(office: Office, shelf: Shelf) -> None:
    agrees(office)

    def refused() -> None:
        raise RepositoryError(WriteBackOutcome.SIGN_IN_REFUSED, "No entry.", stops_the_run=True)

    shelf.fail = refused
    with pytest.raises(Stopped):
        write(office, shelf)
    shelf.fail = lambda: None
    assert happened(write(office, shelf)) == ["written-back"]


def test_a_dry_run_shows_the_diff_and_changes_nothing(office: Office, shelf: Shelf) -> None:
    agrees(office)
    (proposal,) = proposals(office.store, shelf)
    assert (str(proposal.outcome.happened), proposal.lines) == (
        "would-write-back",
        (f"+ {FIELD}: {WRITTEN}",),
    )
    assert shelf.items[HANDLE] == ["somebody's note"]
    assert happened(write(office, shelf)) == ["written-back"]


def test_a_batch_file_holds_what_is_due(office: Office, shelf: Shelf) -> None:
    agrees(office)
    assert batch_file(office.store, shelf).text == f"{HANDLE}\t{JOSIAH}\n"


def test_two_processes_never_write_to_one_item_at_once(office: Office, shelf: Shelf) -> None:
    agrees(office)
    leased = office.store.write_backs.lease("another:1:x", shelf.targets, shelf.roles)
    assert len(leased) == 1
    assert write(office, shelf) == []


def test_somebody_elses_claim_is_not_touched_by_an_undo(office: Office, shelf: Shelf) -> None:
    agrees(office)
    write(office, shelf)
    assert list(undo(office.store, shelf, AMELIE)) == []
    assert WRITTEN in shelf.items[HANDLE]


def test_every_word_of_the_contract_is_an_outcome() -> None:
    assert {word.value for word in WriteBackOutcome} <= {word.value for word in Happened}
    assert Happened.POSTPONED not in NEEDS_A_PERSON
    assert Happened.CHANGED_MEANWHILE not in NEEDS_A_PERSON


def test_a_change_comes_back_from_the_store_as_it_was() -> None:
    change = Change("i", "f", Value("a", "en", "x", 600), None)
    assert Change.from_json(change.as_json()) == change


def test_another_platform_is_an_entry_point_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`platform = "shelf"` in a site's configuration, with an installed package that announces it."""
    announced = tmp_path / "shelf-1.dist-info"
    announced.mkdir()
    (announced / "METADATA").write_text("Metadata-Version: 2.1\nName: shelf\nVersion: 1\n", encoding="utf-8")
    (announced / "entry_points.txt").write_text(
        "[orcid_sync.repositories]\nshelf = dspace.shelf\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "orcid-sync.toml").write_text(
        '[institution]\nname = "X"\n[orcid]\nenvironment = "rehearsal"\nclient_id = "APP-1"\n'
        '[repository]\nplatform = "shelf"\nurl = "https://shelf.example"\n[repository.options]\ncolour = "red"\n',
        encoding="utf-8",
    )
    from orcid_sync.site import Site

    opened = Site.open(str(tmp_path)).repository()
    assert type(opened).__name__ == "Shelf"
    assert vars(opened)["settings"].options == {"colour": "red"}
    assert platform("dspace").routes() == ()
