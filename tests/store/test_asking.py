from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from store.conftest import Opener
from store.invented import AMELIE, JOSIAH, Clock, record, save

from orcid_sync.secret import Secret
from orcid_sync.store import BrowserSession, Evidence, SignIn, Store, UsedInvitationError, Wanted

EVIDENCE = Evidence(("thesis", "show"), "2026-11", "en")
HOUR = timedelta(hours=1)


def invited(store: Store, clock: Clock) -> int:
    submission = store.submissions.keep("TO-2026-0117", title="Cracked pots")
    author = store.submissions.add_person(
        submission, role="author", name="Carberry, Josiah", email="J@mail.example"
    )
    made = store.invitations.make(
        "hash", name="Josiah", role="author", expires_at=clock() + HOUR, submitted=[author.id]
    )
    return made.id


def wanted(store: Store) -> Wanted:
    (person, _submission), *_ = store.submissions.with_email("j@MAIL.example")
    return Wanted("author", person.name, "Josiah Carberry", "invitation", submitted_person_id=person.id)


def test_an_invitation_is_accepted_by_one_person_only(store: Store, clock: Clock) -> None:
    invitation = invited(store, clock)

    (request,) = store.consents.give(
        JOSIAH, EVIDENCE, ["openid"], wanted=[wanted(store)], invitation_id=invitation
    )
    with pytest.raises(UsedInvitationError):
        store.consents.give(AMELIE, EVIDENCE, ["openid"], invitation_id=invitation)

    found = store.invitations.find("hash")
    assert found
    assert (found.orcid_id, found.accepted_at) == (JOSIAH, clock())
    assert store.consents.purposes(JOSIAH) == {"thesis", "show"}
    assert store.consents.purposes(AMELIE) is None
    assert not request.waits_for_staff


def test_an_invitation_that_is_over_is_not_accepted(store: Store, clock: Clock) -> None:
    invitation = invited(store, clock)
    clock.advance(hours=2)

    with pytest.raises(UsedInvitationError):
        store.consents.give(JOSIAH, EVIDENCE, [], invitation_id=invitation)
    assert store.consents.of_person(JOSIAH) == []


def test_a_no_is_remembered(store: Store, clock: Clock) -> None:
    store.invitations.denied(invited(store, clock))

    assert store.invitations.counts() == (1, 0, 1)


def test_a_submission_waits_for_its_record_and_is_listed(store: Store, clock: Clock) -> None:
    invitation = invited(store, clock)
    store.consents.give(JOSIAH, EVIDENCE, [], wanted=[wanted(store)], invitation_id=invitation)
    assert store.claim_requests.ready() == []
    clock.advance(days=181)

    (late,) = store.submissions.unjoined(before=clock() - timedelta(days=180))
    save(store, record())
    thesis = store.theses.find("oai:repository.example:1")
    assert thesis
    store.submissions.join(late.id, thesis.id, "number")

    assert store.submissions.unjoined() == []
    assert [each.orcid_id for each in store.claim_requests.without_record()] == [JOSIAH]


def test_what_the_staff_rejected_cannot_be_asked_again(store: Store, clock: Clock) -> None:
    invited(store, clock)
    doubtful = replace(wanted(store), doubt="no-proof")
    request = store.claim_requests.ask(JOSIAH, doubtful)

    assert store.claim_requests.reject(request.id, AMELIE)
    assert not store.claim_requests.approve(request.id, AMELIE)
    assert store.claim_requests.ask(JOSIAH, doubtful).rejected_at
    assert store.claim_requests.waiting() == []


def test_a_proof_takes_the_doubt_away(store: Store, clock: Clock) -> None:
    invited(store, clock)
    store.claim_requests.ask(JOSIAH, replace(wanted(store), doubt="no-proof"))

    assert store.claim_requests.ask(JOSIAH, wanted(store)).wanted.doubt == ""
    assert len(store.claim_requests.of_person(JOSIAH)) == 1


def test_a_session_ends_in_time_and_belongs_to_one_institution(opened: Opener, clock: Clock) -> None:
    one, other = opened(), opened(institution="Another University")
    one.visits.keep_session("key", BrowserSession(JOSIAH, {"language": "de"}), HOUR)

    assert one.visits.session("key") == BrowserSession(JOSIAH, {"language": "de"})
    assert other.visits.session("key") is None
    other.visits.keep_session("key", BrowserSession(AMELIE, {}), HOUR)
    assert one.visits.session("key") == BrowserSession(JOSIAH, {"language": "de"})
    clock.advance(hours=2)
    assert one.visits.session("key") is None


def test_a_sign_in_is_used_once_by_the_browser_that_began_it(opened: Opener, clock: Clock) -> None:
    store, other = opened(), opened(institution="Another University")
    sign_in = SignIn({"for": "me"}, Secret("nonce"), Secret("verifier"))
    store.visits.begin_sign_in("state", "browser", sign_in, HOUR)

    assert store.visits.use_sign_in("state", "another browser") is None
    assert other.visits.use_sign_in("state", "browser") is None
    assert store.visits.use_sign_in("state", "browser") == sign_in
    assert store.visits.use_sign_in("state", "browser") is None


def test_a_sign_in_is_over_after_its_time(store: Store, clock: Clock) -> None:
    store.visits.begin_sign_in("state", "browser", SignIn({}, Secret("n"), Secret("v")), HOUR)
    clock.advance(hours=2)

    assert store.visits.latest_sign_in("browser") is None
    assert store.visits.use_sign_in("state", "browser") is None


def test_attempts_are_counted_over_all_processes(opened: Opener, clock: Clock) -> None:
    one, other = opened(), opened()

    assert [each.visits.count("somebody", "claim", HOUR) for each in (one, other, one)] == [1, 2, 3]
    assert one.visits.count("somebody", "sign-in", HOUR) == 1
    clock.advance(hours=1)
    assert one.visits.count("somebody", "claim", HOUR) == 1


def test_a_thesis_is_found_by_its_title_after_a_look_at_what_arrived(store: Store) -> None:
    save(store, record(title="Étude des pots fêlés : un début"))
    assert store.titles.search("etude des pots", 5) == []

    (batch,) = store.titles.arrived()

    thesis = store.theses.find("oai:repository.example:1")
    assert thesis
    assert [each.thesis_id for each in batch] == [thesis.id]
    assert store.titles.search("etude des POTS feles", 5) == [thesis.id]
    assert store.titles.search("etude", 5) == []  # too short to be a title
    assert store.titles.search("pots felesunlike", 5) == []
    assert list(store.titles.arrived()) == []


def test_what_its_person_holds_back_is_not_due(store: Store) -> None:
    save(store, record())
    thesis = store.theses.find("oai:repository.example:1")
    assert thesis
    store.permissions.keep(JOSIAH, scopes=["/activities/update"], access_token=Secret("token"))
    claim = store.claims.make(thesis.contributors[0].id, JOSIAH, proof="invitation")
    assert len(store.pushes.due()) == 1

    store.claims.hold(claim.id)
    assert store.pushes.due() == []
    assert store.claims.all()[0].held_at

    store.claims.release(claim.id)
    assert len(store.pushes.due()) == 1


def test_another_name_makes_every_work_of_the_thesis_due_again(store: Store) -> None:
    save(store, record())
    thesis = store.theses.find("oai:repository.example:1")
    assert thesis
    claim = store.claims.make(thesis.contributors[0].id, JOSIAH, proof="invitation")

    store.claims.show_name(claim.id, "")
    assert store.claims.shown_names(thesis.id) == {"Carberry, Josiah": ""}
    store.claims.show_name(claim.id, None)
    assert store.claims.shown_names(thesis.id) == {}
