"""The invitation's link: yes, no, and everything that can go wrong on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from push.office import AMELIE, JOSIAH
from web.conftest import STAFF
from web.house import Browser, Page, University

from orcid_sync.asking import accepting
from orcid_sync.asking.inviting import AlreadyAcceptedError, AlreadyDeniedError, Asked, invite
from orcid_sync.asking.settling import follow_harvest

NOBODYS_NAME = "0009-9999-0055-4337"


def link(university: University, **more: Any) -> str:
    return f"/i/{university.invites(**more).token.reveal()}"


def accept(browser: Browser, path: str, *purposes: str, **form: str) -> Page:
    browser.get(path)
    return browser.post(f"{path}/accept", {"purpose": list(purposes or ("thesis",)), **form})


def test_a_student_says_yes_and_her_thesis_reaches_orcid(university: University, browser: Browser) -> None:
    path = link(university)
    page = browser.get(path)
    assert "Cracked pots" in page.text
    assert page.status == 200

    asked = browser.post(f"{path}/accept", {"purpose": ["thesis", "show"]})
    assert "scope=%2Factivities%2Fupdate%20%2Fread-limited" in asked.location
    done = browser.at_orcid(asked)

    assert done.status == 200
    assert "Thank you" in done.heading
    (claim,) = university.store.claims.all(orcid_id=JOSIAH)
    assert (claim.proof, claim.counts) == ("invitation", True)
    (consent,) = university.store.consents.of_person(JOSIAH)
    assert consent.evidence.purposes == ("thesis", "show")
    assert consent.evidence.language == "en"
    assert consent.evidence.text_version
    assert [str(one.happened) for one in university.push()] == ["added"]
    assert len(university.at_orcid()) == 1


def test_a_no_is_remembered_and_can_be_changed(university: University, browser: Browser) -> None:
    path = link(university)
    browser.get(path)
    no = browser.post(f"{path}/deny")
    assert no.status == 200
    assert university.store.invitations.counts() == (1, 0, 1)
    with pytest.raises(AlreadyDeniedError):
        university.invites(university.store.theses.find("20.500.14999/1"))

    assert "Thank you" in browser.at_orcid(accept(browser, path)).heading
    assert university.store.invitations.counts() == (1, 1, 0)


def test_a_no_at_orcid_is_remembered_too(university: University, browser: Browser) -> None:
    path = link(university)
    denied = browser.at_orcid(accept(browser, path), deny=True)

    assert denied.status == 200
    assert denied.tree.xpath(f"//a[@href='{path}']")
    assert university.store.invitations.counts() == (1, 0, 1)
    assert university.store.permissions.all() == []


def test_a_link_works_once(university: University, browser: Browser) -> None:
    path = link(university)
    browser.at_orcid(accept(browser, path))

    again = Browser(university)
    assert again.get(path).status == 410
    assert again.get("/").status == 200
    assert again.post(f"{path}/accept", {"purpose": "thesis"}).status == 410
    with pytest.raises(AlreadyAcceptedError):
        university.invites(university.store.theses.find("20.500.14999/1"))


def test_a_link_that_was_begun_twice_is_used_by_one_person(university: University) -> None:
    path = link(university)
    first, second = Browser(university), Browser(university)
    to_first, to_second = accept(first, path), accept(second, path)

    assert "Thank you" in first.at_orcid(to_first).heading
    late = second.at_orcid(to_second, AMELIE)

    assert late.status == 410
    assert university.store.permissions.of_person(AMELIE) == []
    assert university.store.claims.all(orcid_id=AMELIE) == []


def test_a_link_expires(university: University, browser: Browser) -> None:
    invited = university.invites(days=-1)
    assert browser.get(f"/i/{invited.token.reveal()}").status == 410


def test_a_link_that_we_never_made_is_unknown(browser: Browser) -> None:
    assert browser.get("/i/something").status == 404
    assert browser.get("/i/%C3%A4%00").status == 404


def test_a_newer_link_takes_the_place_of_an_older_one(university: University, browser: Browser) -> None:
    thesis = university.arrives()
    old, new = (f"/i/{university.invites(thesis).token.reveal()}" for _ in range(2))

    assert browser.get(old).status == 410
    assert browser.get(new).status == 200


def test_an_advisor_gets_one_link_for_all_her_theses(university: University, browser: Browser) -> None:
    theses = [university.arrives(number, title=f"Cracked pots, volume {number}") for number in (1, 2, 3)]
    invited = university.invites(theses[0])
    people = [one.contributors[0].id for one in theses]
    university.store.invitations.end(invited.invitation.id)
    made = invite(
        university.store,
        university.desk.links,
        Asked("Carberry, Josiah", "author", contributors=tuple(people)),
        30,
    )
    browser.at_orcid(accept(browser, f"/i/{made.token.reveal()}"))

    assert len(university.store.claims.all(orcid_id=JOSIAH)) == 3


def test_a_forwarded_link_with_another_name_waits_for_the_staff(
    university: University, browser: Browser
) -> None:
    done = browser.at_orcid(accept(browser, link(university)), AMELIE)

    assert "differs" in done.text
    assert university.store.claims.all() == []
    (waiting,) = university.store.claim_requests.waiting()
    assert (waiting.orcid_id, waiting.wanted.doubt) == (AMELIE, "name-differs")
    assert university.push() == []


def test_another_id_in_the_record_waits_for_the_staff(university: University, browser: Browser) -> None:
    thesis = university.arrives(creator_id=AMELIE)
    done = browser.at_orcid(accept(browser, link(university, thesis=thesis)), JOSIAH)

    assert "differs" in done.text
    assert university.store.claims.all() == []
    (waiting,) = university.store.claim_requests.waiting()
    assert (waiting.orcid_id, waiting.wanted.doubt) == (JOSIAH, "id-differs")

    staff = Browser(university)
    staff.signs_in(STAFF)
    assert "carries another iD" in staff.get("/staff/claims").text


def test_a_link_for_one_id_is_for_that_id_only(university: University, browser: Browser) -> None:
    path = link(university, orcid_hint=JOSIAH)
    refused = browser.at_orcid(accept(browser, path), AMELIE)

    assert refused.status == 403
    assert AMELIE in refused.text
    assert university.store.permissions.all() == []
    grants = university.rehearsal.world.grants.of(AMELIE, university.desk.config.orcid.client_id)
    assert [one.state for one in grants if not one.access_token.startswith("rehearsal-")] == [
        "client-revoked"
    ]
    assert browser.get("/me").status == 401
    assert "Thank you" in browser.at_orcid(accept(browser, path)).heading


def test_a_private_name_is_no_obstacle(university: University, browser: Browser) -> None:
    thesis = university.arrives(creator="Ben-Ami, Yael")
    invited = university.invites(thesis, name="Ben-Ami, Yael")
    done = browser.at_orcid(accept(browser, f"/i/{invited.token.reveal()}"), NOBODYS_NAME)

    assert "Thank you" in done.heading
    assert len(university.store.claims.all(orcid_id=NOBODYS_NAME)) == 1


def test_without_a_purpose_nothing_is_asked(university: University, browser: Browser) -> None:
    path = link(university)
    browser.get(path)
    assert browser.post(f"{path}/accept").status == 422


def test_who_only_shows_the_id_is_asked_for_nothing_else(university: University, browser: Browser) -> None:
    asked = accept(browser, link(university), "show")
    assert "scope=openid&" in asked.location
    assert "nonce=" in asked.location
    browser.at_orcid(asked)

    (claim,) = university.store.claims.all(orcid_id=JOSIAH)
    assert claim.held_at
    assert university.store.permissions.usable(JOSIAH) is None
    assert university.push() == []


def test_who_has_no_id_registers_with_what_the_office_knows(university: University, browser: Browser) -> None:
    thesis = university.arrives(creator="Newling, Nora")
    invited = university.invites(thesis, name="Newling, Nora", email="nora@mail.example")
    asked = accept(browser, f"/i/{invited.token.reveal()}", register="1")
    assert "given_names=Nora" in asked.location
    assert "email=nora%40mail.example" in asked.location

    back = university.rehearsal.register(asked.location)
    assert "Thank you" in browser.follow(browser.get(back)).heading
    (claim,) = university.store.claims.all()
    assert claim.counts


def test_consent_comes_before_the_record_and_is_joined_by_the_number(
    university: University, browser: Browser
) -> None:
    store = university.store
    submission = store.submissions.keep("20.500.14999/77", title="Cracked pots", known_as="20.500.14999/77")
    author = store.submissions.add_person(submission, role="author", name="Carberry, Josiah")
    made = invite(
        store, university.desk.links, Asked("Carberry, Josiah", "author", submitted=(author.id,)), 30
    )
    assert "Thank you" in browser.at_orcid(accept(browser, f"/i/{made.token.reveal()}")).heading
    assert store.claims.all() == []
    assert "Cracked pots" in browser.get("/me").text

    thesis = university.arrives(77)

    (claim,) = store.claims.all(thesis_id=thesis.id)
    assert (claim.orcid_id, claim.proof) == (JOSIAH, "invitation")
    assert store.submissions.unjoined(before=university.desk.clock() + timedelta(days=1)) == []


def test_a_record_that_comes_later_with_another_id_waits_for_the_staff(
    university: University, browser: Browser
) -> None:
    store = university.store
    submission = store.submissions.keep("TO-77", title="Cracked pots", known_as="20.500.14999/77")
    author = store.submissions.add_person(submission, role="author", name="Carberry, Josiah")
    asked = Asked("Carberry, Josiah", "author", submitted=(author.id,))
    browser.at_orcid(accept(browser, f"/i/{invite(store, university.desk.links, asked, 30).token.reveal()}"))

    university.arrives(77, creator_id=AMELIE)

    assert store.claims.all() == []
    (waiting,) = store.claim_requests.waiting()
    assert waiting.wanted.doubt == "id-differs"


def test_a_submission_is_joined_by_the_office_s_number_in_the_record(university: University) -> None:
    store = university.store
    store.submissions.keep("https://hdl.handle.net/20.500.14999/5", title="Other title altogether")
    thesis = university.arrives(5)

    found = store.submissions.find("https://hdl.handle.net/20.500.14999/5")
    assert found
    assert found.thesis_id == thesis.id


def test_a_submission_is_never_joined_by_its_title(university: University) -> None:
    university.store.submissions.keep("TO-2026-1", title="Cracked pots")
    university.arrives(1, title="Cracked pots")

    assert [one.number for one in university.store.submissions.unjoined()] == ["TO-2026-1"]


def test_the_log_says_who_said_what(university: University, browser: Browser) -> None:
    path = link(university)
    browser.get(path)
    browser.post(f"{path}/deny")
    browser.at_orcid(accept(browser, path))

    said = [str(one.outcome.happened) for one in university.store.log.read()]
    assert "denied" in said
    assert "claimed" in said


def test_a_process_that_dies_before_the_claim_is_made_loses_nothing(
    university: University, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What she said is stored at once; the next look makes the claim."""
    path = link(university)
    asked = accept(browser, path)

    def dies(_store: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(accepting, "settle", dies)
        with pytest.raises(KeyboardInterrupt):
            browser.at_orcid(asked)
    assert university.store.claims.all() == []

    follow_harvest(university.store)

    (claim,) = university.store.claims.all()
    assert claim.counts
    follow_harvest(university.store)
    assert len(university.store.claims.all()) == 1
