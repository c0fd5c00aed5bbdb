"""The whole way of a person in a real browser, with JavaScript and without: our pages and ORCID's (rehearsed)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import PHONE, violations
from push.office import AMELIE, JOSIAH
from web.conftest import STAFF
from web.house import University
from web.standing import serving, standing

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.tour import ROOT, Tour, rehearsal_site, tour_application

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.chromium


@pytest.fixture(params=["with", "without"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return str(request.param) == "with"


@pytest.fixture
def place(tmp_path: Path, rehearsal: Rehearsal) -> Iterator[tuple[str, University]]:
    with standing(tmp_path / "site", rehearsal, settings=f'staff = ["{STAFF}"]') as served:
        yield served


@pytest.fixture
def page(chromium: Browser, place: tuple[str, University], javascript: bool) -> Iterator[Page]:
    """A person's own phone."""
    context = chromium.new_context(
        base_url=place[0], viewport=PHONE, java_script_enabled=javascript, locale="en-GB"
    )
    window = context.new_page()
    window.set_default_timeout(15_000)
    yield window
    context.close()


@pytest.fixture
def university(place: tuple[str, University]) -> University:
    return place[1]


def link(university: University, **more: object) -> str:
    return f"/i/{university.invites(**more).token.reveal()}"  # type: ignore[arg-type]


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def at_orcid(page: Page, orcid_id: str = JOSIAH, answer: str = "Authorize access") -> None:
    """Sign in where ORCID (rehearsed) asks who you are, and answer what it asks."""
    page.wait_for_url("**/oauth/authorize**")
    page.check(f"input[value='{orcid_id}']")
    press(page, "Sign in")
    press(page, answer)


def test_yes_written_looked_at_and_disconnected(page: Page, university: University) -> None:
    page.goto(link(university))
    assert "Your thesis on your ORCID record" in heading(page)
    assert "Cracked pots" in page.locator(".record").inner_text()
    page.check("#purpose-show")
    press(page, "Connect your ORCID iD")
    at_orcid(page)

    assert "Thank you" in heading(page)
    assert page.locator(".orcid-id svg").count() == 1
    assert [str(one.happened) for one in university.push()] == ["added"]

    page.get_by_role("link", name="Go to my page").click()
    assert "On your ORCID record" in page.locator(".standing").inner_text()
    page.get_by_text("What was sent").click()
    assert "put-code" in page.locator(".record-head").inner_text()
    page.locator("summary", has_text="The name that is shown").click()
    page.get_by_label("No name").check()
    press(page, "Keep")
    assert "name is kept" in page.locator("[role=status]").inner_text()

    page.get_by_role("link", name="Disconnect").click()
    page.get_by_label("Remove it").check()
    press(page, "Go on")
    assert "We remove 1 work" in page.locator("main").inner_text()
    press(page, "Disconnect")
    assert "You are disconnected" in heading(page)
    assert university.at_orcid() == []


def test_no_on_our_page_and_a_change_of_mind(page: Page, university: University) -> None:
    page.goto(link(university))
    press(page, "No, thank you")
    assert "that is fine" in heading(page)
    assert university.store.invitations.counts() == (1, 0, 1)
    page.get_by_role("link", name="I have changed my mind").click()
    press(page, "Connect your ORCID iD")
    at_orcid(page)
    assert "Thank you" in heading(page)


def test_no_at_orcid(page: Page, university: University) -> None:
    page.goto(link(university))
    press(page, "Connect your ORCID iD")
    at_orcid(page, answer="Deny access")
    assert "that is fine" in heading(page)
    assert university.store.permissions.all() == []


def test_a_link_that_expired_was_used_or_was_cut_off(page: Page, university: University) -> None:
    thesis = university.arrives()
    old = f"/i/{university.invites(thesis, days=-1).token.reveal()}"
    page.goto(old)
    assert "expired" in heading(page)
    new = f"/i/{university.invites(thesis).token.reveal()}"
    page.goto(new)
    press(page, "Connect your ORCID iD")
    at_orcid(page)
    page.context.clear_cookies()
    page.goto(new)
    assert "has been used" in heading(page)
    page.goto(new[:-5])
    assert "does not work" in heading(page)


def test_a_forwarded_link_and_the_wrong_person(page: Page, university: University) -> None:
    page.goto(link(university, orcid_hint=JOSIAH))
    press(page, "Connect your ORCID iD")
    at_orcid(page, AMELIE)
    assert "for somebody else" in heading(page)
    assert AMELIE in page.locator("main").inner_text()
    assert university.store.permissions.all() == []


def test_another_name_at_orcid_waits_for_the_staff_who_decide(page: Page, university: University) -> None:
    page.goto(link(university))
    press(page, "Connect your ORCID iD")
    at_orcid(page, AMELIE)
    assert "differs" in page.locator("main").inner_text()
    assert university.push() == []

    page.context.clear_cookies()
    page.goto("/")
    press(page, "Sign in with ORCID")
    at_orcid(page, STAFF)
    page.get_by_role("link", name="Staff").click()
    page.get_by_role("link", name="1 claim to decide").click()
    press(page, "It is the same person")
    assert "Approved" in page.locator("[role=status]").inner_text()
    assert [one.orcid_id for one in university.store.claims.all()] == [AMELIE]


def test_who_has_no_id_registers_and_finds_the_form_filled_in(page: Page, university: University) -> None:
    thesis = university.arrives(creator="Newling, Nora")
    page.goto(link(university, thesis=thesis, name="Newling, Nora", email="nora@mail.example"))
    press(page, "Register for one")
    page.wait_for_url("**/oauth/authorize**")
    assert page.input_value("input[name=given_names]") == "Nora"
    assert page.input_value("input[name=email]") == "nora@mail.example"
    press(page, "Register")
    press(page, "Authorize access")
    assert "Thank you, Nora Newling" in heading(page)


def test_back_and_a_second_answer_change_nothing(page: Page, university: University) -> None:
    page.goto(link(university))
    press(page, "Connect your ORCID iD")
    page.wait_for_url("**/oauth/authorize**")
    page.go_back()
    press(page, "Connect your ORCID iD")  # the window was closed, or she went back: begin again
    with page.expect_request(re.compile("/orcid/callback")) as asked:
        at_orcid(page)
    assert "Thank you" in heading(page)
    page.goto(asked.value.url)
    assert "interrupted" in heading(page)
    assert len(university.store.claims.all()) == 1


def test_an_answer_in_the_fragment_is_understood(page: Page, javascript: bool) -> None:
    page.goto("/")
    press(page, "Sign in with ORCID")
    page.wait_for_url("**/oauth/authorize**")
    page.goto("/orcid/callback#error=login_required")
    if not javascript:
        press(page, "Go on")
    page.get_by_role("heading", level=1).get_by_text(re.compile("accept|interrupted")).wait_for()
    assert "login_required" not in page.url


def test_a_former_student_finds_her_thesis_and_claims_it(page: Page, university: University) -> None:
    university.arrives()
    page.goto("/claim")
    page.fill("#thesis", "20.500.14999/1")
    press(page, "Search")
    if page.locator(".found").count():
        page.locator(".found a").first.click()
    assert "Is this yours?" in heading(page)
    page.get_by_label(re.compile("Carberry")).check()
    press(page, "Yes, it is mine")
    at_orcid(page)
    assert "noted that this thesis is yours" in heading(page)
    assert university.push() == []


def test_the_whole_way_in_arabic_from_right_to_left(page: Page, university: University) -> None:
    page.goto(link(university))
    page.locator(".languages summary").click()
    press(page, "العربية")
    assert page.locator("html").get_attribute("dir") == "rtl"
    press(page, "اربط معرّفك")
    page.wait_for_url("**/oauth/authorize**lang=ar**")
    at_orcid(page)
    assert "شكرًا" in heading(page)
    assert page.locator("html").get_attribute("lang") == "ar"


def test_the_keyboard_is_enough(page: Page, university: University) -> None:
    page.goto(link(university))
    page.locator("#purpose-show").press("Space")
    page.get_by_role("button", name="Connect your ORCID iD").press("Enter")
    page.wait_for_url("**/oauth/authorize**")
    page.locator(f"input[value='{JOSIAH}']").press("Space")
    page.get_by_role("button", name="Sign in").press("Enter")
    page.get_by_role("button", name="Authorize access").press("Enter")
    assert "Thank you" in heading(page)
    page.get_by_role("link", name="Go to my page").press("Enter")
    page.get_by_role("button", name="Don’t send").press("Enter")
    assert "not sent" in page.locator("[role=status]").inner_text()


@pytest.mark.slow
@pytest.mark.parametrize("javascript", [True])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_real_pages(page: Page, university: University, language: str) -> None:
    waiting = university.arrives(2, creator="Lindqvist, Amélie")
    page.goto(link(university, thesis=waiting, name="Somebody Else"))
    page.locator("button.orcid").click()
    at_orcid(page, STAFF)  # whose name differs, so that something waits for the staff
    page.goto(link(university))
    page.locator(".languages summary").click()
    page.locator(f"button[value={language}]").click()
    found = violations(page)
    page.locator("button.orcid").click()
    page.wait_for_url("**/done")  # ORCID remembers her, and the same permission
    found += violations(page)
    for path in ("/", "/me", "/me/disconnect", "/me/erase", "/staff", "/staff/claims", "/claim?thesis=cracked",
                 "/nowhere"):  # fmt: skip
        page.goto(path)
        found += violations(page)
    assert found == []


def test_the_page_that_leads_through_the_demo_is_accessible_too(
    chromium: Browser, rehearsal: Rehearsal, tmp_path: Path
) -> None:
    tour = Tour.begin(rehearsal_site(tmp_path, rehearsal.url, f"http://127.0.0.1{ROOT}"), rehearsal.url)
    with tour.desk.store, serving(tour_application(tour)) as address:
        context = chromium.new_context(viewport=PHONE)
        page = context.new_page()
        page.goto(address)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        press(page, "Run now")
        assert "Nothing was due" in page.locator("aside").inner_text()
        context.close()
