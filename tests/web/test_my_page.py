"""My page: what stands where, what can be done about it, and the way out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from push.office import AMELIE, JOSIAH
from web.house import Browser, Page, University

from orcid_sync.asking.inviting import ForgottenError
from orcid_sync.asking.settling import follow_harvest, settle
from orcid_sync.orcid.errors import Complaint, UnreachableError
from orcid_sync.rehearsal.scripts import Script
from orcid_sync.store import Claim
from orcid_sync.web.theses_shown import shown, work_to_send


@pytest.fixture
def claim(university: University, browser: Browser) -> Claim:
    """Josiah has said yes to everything and is signed in."""
    path = f"/i/{university.invites().token.reveal()}"
    browser.get(path)
    browser.at_orcid(browser.post(f"{path}/accept", {"purpose": ["thesis", "show"]}))
    (made,) = university.store.claims.all()
    browser.get("/me")
    return made


def test_nobody_sees_it_without_signing_in(browser: Browser) -> None:
    page = browser.get("/me")
    assert page.status == 401
    assert browser.get("/me/data").status == 401
    assert browser.post("/me/erase", {"sure": "yes"}).status == 401


def test_it_shows_where_each_thesis_stands(university: University, browser: Browser, claim: Claim) -> None:
    assert "On its way" in browser.get("/me").text
    university.push()
    page = browser.get("/me")
    assert "On your ORCID record" in page.text
    assert str(university.at_orcid()[0].put_code) in page.text


def test_what_is_held_back_is_not_sent_until_she_says_so(
    university: University, browser: Browser, claim: Claim
) -> None:
    browser.post(f"/me/theses/{claim.id}/hold")
    assert university.push() == []
    assert "Not sent, as you wish" in browser.get("/me").text

    browser.post(f"/me/theses/{claim.id}/send")
    assert [str(one.happened) for one in university.push()] == ["added"]


def test_another_person_cannot_touch_it(university: University, claim: Claim) -> None:
    other = Browser(university)
    other.signs_in(AMELIE)
    for act in ("send", "hold", "name", "same"):
        assert other.post(f"/me/theses/{claim.id}/{act}").status == 404
    assert university.store.claims.all()[0].held_at is None


def test_only_a_name_of_hers_can_be_shown(university: University, browser: Browser, claim: Claim) -> None:
    assert browser.post(f"/me/theses/{claim.id}/name", {"name": "Somebody Else"}).status == 403
    assert "name-kept" in browser.post(f"/me/theses/{claim.id}/name", {"name": ""}).location
    assert university.store.claims.all()[0].shown_name == ""
    browser.post(f"/me/theses/{claim.id}/name", {"name": "Josiah Carberry"})
    assert university.store.claims.all()[0].shown_name is None


def test_a_name_she_does_not_want_is_nowhere_in_what_is_sent(
    university: University, browser: Browser, claim: Claim
) -> None:
    browser.post(f"/me/theses/{claim.id}/name", {"name": ""})
    assert [str(one.happened) for one in university.push()] == ["added"]

    (work,) = university.at_orcid()
    assert b"Carberry" not in work.xml


def test_a_name_taken_back_later_is_taken_back_at_orcid(
    university: University, browser: Browser, claim: Claim
) -> None:
    university.push()
    assert b"Carberry" in university.at_orcid()[0].xml

    browser.post(f"/me/theses/{claim.id}/name", {"name": ""})

    assert [str(one.happened) for one in university.push()] == ["updated"]
    assert b"Carberry" not in university.at_orcid()[0].xml


def test_she_downloads_what_we_hold_and_no_token(
    university: University, browser: Browser, claim: Claim
) -> None:
    university.push()
    answer = browser.get("/me/data").response
    held = json.loads(answer.get_data(as_text=True))

    assert held["orcid"] == JOSIAH
    assert held["consents"][0]["evidence"]["purposes"] == ["thesis", "show"]
    assert held["works"][0]["put_code"]
    assert "attachment" in answer.headers["Content-Disposition"]
    for permission in university.store.permissions.of_person(JOSIAH):
        assert permission.access_token.reveal() not in answer.get_data(as_text=True)


def disconnect(browser: Browser, **choices: str) -> Page:
    browser.get("/me/disconnect")
    asked = browser.post("/me/disconnect", choices)
    assert asked.status == 200
    hidden = asked.tree.xpath("//main//input[@type='hidden']")
    form = {one.get("name"): one.get("value") for one in hidden if one.get("name") != "csrf_token"}
    return browser.post("/me/disconnect", form)


def our_tokens(university: University) -> list[str]:
    """The states of the tokens that she granted on our pages."""
    grants = university.rehearsal.world.grants.of(JOSIAH, university.desk.config.orcid.client_id)
    return [one.state for one in grants if not one.access_token.startswith("rehearsal-")]


def test_disconnecting_asks_first_and_keeps_the_work(
    university: University, browser: Browser, claim: Claim
) -> None:
    university.push()
    browser.get("/me/disconnect")
    browser.post("/me/disconnect", {"works": "keep", "repository_id": "keep"})
    assert university.store.claims.all()[0].counts

    disconnect(browser, works="keep", repository_id="keep")

    assert set(our_tokens(university)) == {"client-revoked"}
    assert len(university.at_orcid()) == 1
    assert not university.store.claims.all()[0].counts
    assert all(not one.access_token for one in university.store.permissions.of_person(JOSIAH))
    assert university.store.consents.purposes(JOSIAH) == frozenset()
    assert browser.get("/me").status == 401
    assert university.push() == []


def test_disconnecting_takes_the_work_away_before_it_revokes(
    university: University, browser: Browser, claim: Claim
) -> None:
    university.push()
    disconnect(browser, works="remove", repository_id="remove")

    assert university.at_orcid() == []
    assert set(our_tokens(university)) == {"client-revoked"}
    assert university.store.departures.unfinished() == []


def test_what_orcid_cannot_do_now_is_done_later(
    university: University, browser: Browser, claim: Claim
) -> None:
    university.push()
    university.rehearsal.world.scripts.add(Script("orcid", "503", times=0))
    disconnect(browser, works="remove", repository_id="keep")
    assert len(university.store.departures.unfinished()) == 1
    assert university.push() == [] or len(university.at_orcid()) <= 1

    university.rehearsal.world.scripts.clear()
    _later(university)
    assert all(is_done for _, is_done in university.desk.leaving.go_on())

    assert university.at_orcid() == []
    assert set(our_tokens(university)) == {"client-revoked"}


def _later(university: University) -> None:
    """A push that failed is tried again at once."""
    university.store.theses._view.change("UPDATE push SET next_try_at = NULL, lease_until = NULL")


def test_who_comes_back_is_welcome(university: University, browser: Browser, claim: Claim) -> None:
    university.push()
    disconnect(browser, works="remove", repository_id="keep")
    thesis = university.store.theses.get(claim.thesis_id)
    path = f"/i/{university.invites(thesis, again=True).token.reveal()}"
    again = Browser(university)
    again.get(path)
    again.at_orcid(again.post(f"{path}/accept", {"purpose": "thesis"}))

    assert [str(one.happened) for one in university.push()] == ["added"]


def test_erasing_leaves_nothing_that_names_her(
    university: University, browser: Browser, claim: Claim
) -> None:
    assert browser.post("/me/erase").status == 422
    assert browser.post("/me/erase", {"sure": "yes"}).status == 200

    store = university.store
    assert store.consents.of_person(JOSIAH) == []
    assert store.invitations.of_person(JOSIAH) == []
    assert store.claim_requests.of_person(JOSIAH) == []
    assert store.forgetting.held(JOSIAH) == {}
    assert set(our_tokens(university)) == {"client-revoked"}
    assert browser.get("/me").status == 401
    with pytest.raises(ForgottenError):
        university.invites(store.theses.get(claim.thesis_id))


def test_without_permission_she_can_say_yes_again(
    university: University, browser: Browser, claim: Claim
) -> None:
    (permission,) = university.store.permissions.of_person(JOSIAH)
    university.store.permissions.revoked(permission)
    page = browser.get("/me")
    assert "permission" in page.text

    assert "My page" in browser.at_orcid(browser.post("/me/grant")).tree.xpath("string(//title)")
    assert university.store.permissions.usable(JOSIAH)


def test_orcid_s_silence_does_not_close_the_page(
    university: University, browser: Browser, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_self: object) -> object:
        raise UnreachableError(Complaint(0), "ORCID does not answer.", "")

    monkeypatch.setattr("orcid_sync.orcid.client.OrcidClient.read_record", silent)
    assert browser.get("/me").status == 200


def test_her_record_s_names_are_shown(university: University, browser: Browser, claim: Claim) -> None:
    assert "Josiah Carberry" in browser.get("/me").text


def test_a_session_ends_by_itself(university: University, browser: Browser, claim: Claim) -> None:
    university.store.theses._view.change(
        "UPDATE browser_session SET expires_at = :then",
        then=(university.desk.clock() - timedelta(hours=1)).isoformat(),
    )
    assert browser.get("/me").status == 401


def test_signing_out_ends_the_session(university: University, browser: Browser, claim: Claim) -> None:
    key = browser.cookie()
    browser.post("/sign-out")
    browser.client.set_cookie("orcid-sync", key, domain="127.0.0.1", path="/")
    assert browser.get("/me").status == 401


def test_what_she_removed_at_orcid_is_not_added_again_by_an_old_wish(
    university: University, browser: Browser, claim: Claim
) -> None:
    """As if the process had died after the claim was made and before that was noted."""
    store = university.store
    university.push()
    store.claims.end(claim.id, "removed-by-owner")
    store.theses._view.change("UPDATE claim_request SET claim_id = NULL")

    follow_harvest(store)
    settle(store)

    assert not store.claims.all()[0].counts
    assert store.claim_requests.ready() == []


def test_the_preview_is_what_is_sent(university: University, browser: Browser, claim: Claim) -> None:
    """Before the yes, before the sending and afterwards: the same, but for her iD."""
    content = university.store.theses.content_of(claim.thesis_id)
    assert content
    asked = shown(university.desk, content, "author").work
    push = university.store.pushes.of_claim(claim.id)
    assert push
    to_send = work_to_send(university.desk, push)

    university.push()

    sent = university.store.pushes.of_claim(claim.id)
    assert sent
    assert sent.sent_xml == to_send
    after = shown(university.desk, content, "author", sent).work
    assert asked
    assert after
    assert [one.orcid_uri for one in after.contributors] == [f"https://orcid.org/{JOSIAH}"]
    unsigned = replace(after, contributors=tuple(replace(one, orcid_uri="") for one in after.contributors))
    assert unsigned == asked


def test_the_preview_follows_the_name_that_she_chose(
    university: University, browser: Browser, claim: Claim
) -> None:
    browser.post(f"/me/theses/{claim.id}/name", {"name": ""})
    (preview,) = browser.get("/me").tree.xpath("//div[@class='record']")
    assert "Carberry" not in preview.text_content()
