"""What must not be possible. docs/security.md says which line of the OWASP ASVS each test is for."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from push.office import AMELIE, JOSIAH
from web.conftest import STAFF
from web.house import API_KEY, ETD, Browser, Page, University

from orcid_sync.web.app import office_application

EVIL = "https://evil.example"
FORMS = (
    "/sign-in",
    "/sign-out",
    "/language",
    "/claim",
    "/me/grant",
    "/me/erase",
    "/me/disconnect",
    "/me/theses/1/send",
    "/me/theses/1/hold",
    "/me/theses/1/name",
    "/me/theses/1/same",
    "/staff/claims/1/approve",
    "/staff/claims/1/reject",
    "/orcid/fragment",
)


def accepted(university: University, browser: Browser) -> str:
    """Josiah has said yes; the link."""
    path = f"/i/{university.invites().token.reveal()}"
    browser.get(path)
    browser.at_orcid(browser.post(f"{path}/accept", {"purpose": ["thesis"]}))
    return path


# CSRF


def test_every_form_that_changes_something_is_known_here(university: University) -> None:
    app = office_application(university.desk)
    posts = {str(rule) for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    known = {re.sub(r"/1(?=/|$)", "/<int:…>", path) for path in FORMS} | {
        "/i/<token>/accept",
        "/i/<token>/deny",
    }
    assert {re.sub(r"<int:\w+>", "<int:…>", path) for path in posts} == known


@pytest.mark.parametrize("path", FORMS)
def test_no_other_site_can_post_a_form(university: University, browser: Browser, path: str) -> None:
    accepted(university, browser)
    for token in ("", "invented"):
        page = browser.post(path, {"csrf_token": token, "sure": "yes"})
        assert (page.status, "too long" in page.text) == (400, True)
    assert university.store.claims.all()[0].counts
    assert browser.get("/me").status == 200


def test_another_person_s_form_token_is_worth_nothing(university: University, browser: Browser) -> None:
    accepted(university, browser)
    attacker = Browser(university)
    attacker.get("/")
    assert browser.post("/me/erase", {"csrf_token": attacker.csrf, "sure": "yes"}).status == 400


@pytest.mark.parametrize("act", ["accept", "deny"])
def test_an_invitation_is_answered_by_its_own_page_only(
    university: University, browser: Browser, act: str
) -> None:
    path = f"/i/{university.invites().token.reveal()}"
    page = browser.post(f"{path}/{act}", {"csrf_token": "", "purpose": "thesis"})
    assert page.status == 400
    assert university.store.invitations.counts() == (1, 0, 0)


def test_nothing_changes_by_looking(university: University, browser: Browser) -> None:
    """Mail scanners open every link."""
    path = f"/i/{university.invites().token.reveal()}"
    for _ in range(3):
        browser.get(path)
    for act in ("accept", "deny"):
        assert browser.get(f"{path}/{act}").status == 405
    assert university.store.invitations.counts() == (1, 0, 0)


# open redirects


@pytest.mark.parametrize(
    "address",
    [
        EVIL,
        "//evil.example",
        f"{ETD}.evil.example/",
        f"{ETD}@evil.example/",
        f"{ETD}:444/",
        "http://etd.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        f"{ETD}\\@evil.example",
        f"{ETD}\r\nSet-Cookie: a=b",
        f" {ETD}",
        "/\\evil.example",
        "https:///evil.example",
        "https://[evil",
    ],
)
def test_nobody_is_sent_to_a_place_that_we_do_not_know(
    university: University, browser: Browser, address: str
) -> None:
    university.arrives()
    page = browser.get("/claim", query_string={"thesis": "20.500.14999/1", "return": address})
    assert page.tree.xpath("string(//main//input[@name='return']/@value)") == ""
    first = page.tree.xpath("string(//input[@name='contributor']/@value)")
    form = {"thesis": "20.500.14999/1", "contributor": first, "purpose": "thesis", "return": address}
    done = browser.at_orcid(browser.post("/claim", form))
    assert not any("evil" in href for href in done.tree.xpath("//main//a/@href"))


@pytest.mark.parametrize(
    "path", [EVIL, "//evil.example", "/\\evil.example", "\\\\evil.example", "me", "javascript:x", "/a\nb", ""]
)
def test_the_language_leads_back_to_our_own_pages_only(browser: Browser, path: str) -> None:
    browser.get("/")
    assert browser.post("/language", {"language": "de", "return": path}).location in (
        "/",
        "http://127.0.0.1:8080/",
    )


def test_the_language_is_kept_and_leads_back(browser: Browser) -> None:
    browser.get("/claim")
    assert browser.post("/language", {"language": "de", "return": "/claim"}).location == "/claim"
    assert browser.get("/claim").tree.get("lang") == "de"


# sessions


def test_a_planted_session_is_worth_nothing(university: University, browser: Browser) -> None:
    browser.client.set_cookie("orcid-sync", "planted", domain="127.0.0.1", path="/")
    browser.signs_in()
    assert browser.cookie() != "planted"
    thief = Browser(university)
    thief.client.set_cookie("orcid-sync", "planted", domain="127.0.0.1", path="/")
    assert thief.get("/me").status == 401


def test_the_session_gets_a_new_key_at_the_sign_in(university: University, browser: Browser) -> None:
    browser.get("/")
    before = browser.cookie()
    browser.signs_in()
    assert browser.cookie() != before
    thief = Browser(university)
    thief.client.set_cookie("orcid-sync", before, domain="127.0.0.1", path="/")
    assert thief.get("/me").status == 401


def test_the_cookie_is_for_the_server_alone(browser: Browser) -> None:
    cookie = browser.get("/").response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


def test_the_store_holds_no_session_key(university: University, browser: Browser) -> None:
    browser.signs_in()
    kept = str(university.store.theses._view.rows("SELECT * FROM browser_session"))
    assert browser.cookie()
    assert browser.cookie() not in kept


def test_a_sign_in_lasts_twelve_hours_at_most(university: University, browser: Browser) -> None:
    browser.signs_in()
    view = university.store.theses._view
    (row,) = view.rows("SELECT key_hash, content FROM browser_session WHERE orcid_id <> ''")
    old = (university.desk.clock() - timedelta(hours=13)).timestamp()
    content = re.sub(r'"since": [\d.]+', f'"since": {old}', row.content)
    view.change(
        "UPDATE browser_session SET content = :content WHERE key_hash = :key",
        content=content,
        key=row.key_hash,
    )
    assert browser.get("/me").status == 401


# what must not be written anywhere


def test_no_token_reaches_an_address_a_page_or_a_log(
    university: University, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = accepted(university, browser)
    link = path.removeprefix("/i/")
    pages = [browser.get(one) for one in ("/done", "/me", "/me/data", "/me/disconnect", "/claim", "/")]
    seen = "".join(page.response.get_data(as_text=True) + str(page.response.headers) for page in pages)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("orcid_sync")]
    permissions = university.store.permissions.of_person(JOSIAH)
    secrets = [one.access_token.reveal() for one in permissions]
    secrets += [one.refresh_token.reveal() for one in permissions]
    for secret in [*secrets, link, "rehearsal-secret-1"]:
        assert secret not in seen
        assert not any(secret in line for line in ours)


def test_our_own_fault_does_not_log_the_link(
    university: University,
    browser: Browser,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = f"/i/{university.invites().token.reveal()}"

    def broken(_self: object, _id: int) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("orcid_sync.store.invitations.Invitations.opened", broken)
    page = browser.get(path)
    assert page.status == 500
    assert "broken" not in page.text
    assert path.removeprefix("/i/") not in caplog.text
    (code,) = re.findall(r"\b[0-9a-f]{8}\b", page.text)
    assert code in caplog.text


def test_the_code_does_not_stay_in_the_address(university: University, browser: Browser) -> None:
    path = f"/i/{university.invites().token.reveal()}"
    browser.get(path)
    asked = browser.post(f"{path}/accept", {"purpose": "thesis"})
    back = university.rehearsal.sign_in(asked.location, JOSIAH)
    assert browser.get(back).location.endswith("/done")


def test_links_and_states_are_kept_as_hashes(university: University, browser: Browser) -> None:
    token = university.invites().token.reveal()
    browser.get(f"/i/{token}")
    asked = browser.post(f"/i/{token}/accept", {"purpose": "thesis"})
    view = university.store.theses._view
    kept = "".join(str(view.rows(f"SELECT * FROM {table}")) for table in ("invitation", "sign_in", "invited"))
    state = re.search(r"state=([\w-]+)", asked.location)
    nonce = re.search(r"nonce=([\w-]+)", begun_with_openid(browser))
    assert state
    assert nonce
    for secret in (token, state[1], nonce[1]):
        assert secret not in kept


def begun_with_openid(browser: Browser) -> str:
    browser.get("/")
    return browser.post("/sign-in").location


# markup in titles and names

_NASTY = (
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7 * 191 }}{% raw %}",
    "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;",
    "${7*191} #{7*191}",
)


@pytest.mark.parametrize("title", _NASTY)
def test_a_title_is_text_and_nothing_else(university: University, browser: Browser, title: str) -> None:
    university.arrives(title=f"Cracked pots {title}")
    path = accepted(university, browser)
    search = Browser(university)
    pages = [
        Browser(university).get(path),
        browser.get("/done"),
        browser.get("/me"),
        browser.get("/me/disconnect"),
        search.get("/claim?thesis=20.500.14999/1"),
        search.get("/claim?thesis=Cracked+pots"),
    ]
    for page in pages:
        assert page.tree.xpath("//script[not(@src)] | //img[@src='x'] | //*[@onerror]") == []
        assert "1337" not in page.response.get_data(as_text=True)
    assert any("Cracked pots" in page.text for page in pages)


def test_what_is_typed_is_shown_as_text(browser: Browser) -> None:
    page = browser.get("/claim", query_string={"thesis": '"><script>alert(1)</script>{{ 7 * 191 }}'})
    assert page.tree.xpath("//script") == []
    assert "1337" not in page.text


def test_a_landing_page_that_is_a_script_is_no_link(university: University, browser: Browser) -> None:
    university.store.theses._view.change("UPDATE record SET url = 'javascript:alert(1)'")
    accepted(university, browser)
    university.store.theses._view.change("UPDATE record SET url = 'javascript:alert(1)'")
    page = browser.get("/me")
    assert not [href for href in page.tree.xpath("//a/@href") if href.startswith("javascript")]


# enumeration


def test_who_has_claimed_a_thesis_is_nobody_s_business(university: University, browser: Browser) -> None:
    university.arrives(1)
    before = _without_tokens(Browser(university).get("/claim?thesis=20.500.14999/1"))
    accepted(university, browser)
    after = _without_tokens(Browser(university).get("/claim?thesis=20.500.14999/1"))
    assert before == after


def test_what_was_handed_in_is_nobody_s_business(university: University, browser: Browser) -> None:
    university.store.submissions.keep("TO-2026-1", title="A secret thesis on cracked pots")
    for typed in ("TO-2026-1", "A secret thesis on cracked pots"):
        page = browser.get("/claim", query_string={"thesis": typed})
        assert "Nothing found" in page.text
        assert not page.tree.xpath("//input[@name='contributor']")


def test_short_words_do_not_list_what_is_there(university: University, browser: Browser) -> None:
    university.arrives(title="Cracked pots of the early period")
    for typed in ("", "%", "_", "Cracked", "c", "*"):
        assert not browser.get("/claim", query_string={"thesis": typed}).tree.xpath("//ul[@class='found']")


def test_an_unknown_link_says_nothing(university: University, browser: Browser) -> None:
    token = university.invites().token.reveal()
    answers = [
        _without_tokens(browser.get(f"/i/{one}")) for one in ("x", token[:-1], f"{token}x", token.upper())
    ]
    assert len(set(answers)) == 1


def test_the_interface_tells_no_stranger_who_is_here(university: University, browser: Browser) -> None:
    accepted(university, browser)
    for who in (JOSIAH, AMELIE, "nonsense"):
        for what in ("badge", "profile"):
            stranger = Browser(university).get(f"/api/people/{who}/{what}")
            assert (stranger.status, stranger.response.get_json()) == (401, {"error": "Unauthorized"})
    key = {"Authorization": f"Bearer {API_KEY}"}
    answers = [
        Browser(university).get(f"/api/people/{who}/badge", headers=key) for who in (AMELIE, "nonsense")
    ]
    assert {(one.status, one.response.get_data()) for one in answers} == {
        (404, answers[0].response.get_data())
    }


def _without_tokens(page: Page) -> str:
    text = page.response.get_data(as_text=True)
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
    return re.sub(r'name="return" value="[^"]*"', "", text)


# who may do what


@pytest.mark.parametrize(
    "path", ["/me", "/me/data", "/me/disconnect", "/me/erase", "/staff", "/staff/claims"]
)
def test_nobody_sees_a_private_page_without_signing_in(browser: Browser, path: str) -> None:
    assert browser.get(path).status == 401


def test_a_student_is_no_staff(university: University, browser: Browser) -> None:
    accepted(university, browser)
    for path in ("/staff", "/staff/claims"):
        assert browser.get(path).status == 403
    staff = Browser(university)
    staff.signs_in(STAFF)
    assert staff.get("/staff").status == 200


def test_a_large_form_is_refused(browser: Browser) -> None:
    browser.get("/")
    assert browser.post("/language", {"language": "x" * 100_000}).status == 413


def test_odd_requests_are_answered_calmly(browser: Browser) -> None:
    for path in ("/%00", "/i/%ff", "/claim?thesis=%ff%fe", "/staff/claims?after=x", "/me/theses/0/send"):
        assert browser.get(path).status < 500
    assert Page(browser.client.open("/", method="TRACE")).status == 405
