"""Every page by itself in a real browser: accessible, readable on a phone, usable by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import DESKTOP, PHONE, violations
from web.page_server import served
from web.shown_pages import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.chromium
NOTICES = [name for name in PAGES if name.startswith("notice-")]
OTHERS = [name for name in PAGES if name not in NOTICES]
# A narrow window is what a desktop shows at 400 % (WCAG 2.2, 1.4.10).
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", OTHERS)
def test_axe_finds_nothing(window: Page, base: str, name: str, language: str) -> None:
    window.route("**/fragment.js", lambda route: route.fulfill(body=""))  # it would leave the page
    window.goto(f"{base}/{name}?lang={language}")
    window.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(window) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_what_pages_say(window: Page, base: str, language: str) -> None:
    for name in ("notice-wrong-person", "notice-too-many", "notice-erased"):
        window.goto(f"{base}/{name}?lang={language}")
        assert violations(window) == []


def test_no_page_is_wider_than_a_phone(chromium: Browser, base: str) -> None:
    context = chromium.new_context(viewport=NARROW, java_script_enabled=True)
    page = context.new_page()
    page.route("**/fragment.js", lambda route: route.fulfill(body=""))
    wide = []
    for name in (*OTHERS, NOTICES[0]):
        page.goto(f"{base}/{name}?lang=de")  # German has the longest words
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        if page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
            wide.append(name)
    context.close()
    assert wide == []


def test_every_page_stands_in_a_folder_as_a_picture_of_phone_and_desktop(
    chromium: Browser, base: str, tmp_path: Path
) -> None:
    for viewport in (PHONE, DESKTOP):
        context = chromium.new_context(viewport=viewport)
        page = context.new_page()
        for name in ("invitation", "me"):
            page.goto(f"{base}/{name}")
            page.screenshot(path=tmp_path / f"{name}-{viewport['width']}.png", full_page=True)
        context.close()
    assert len(list(tmp_path.glob("*.png"))) == 4


def test_arabic_runs_from_right_to_left_and_names_and_numbers_do_not_turn(page: Page, base: str) -> None:
    page.goto(f"{base}/me?lang=ar")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    main, aside = page.locator(".first").bounding_box(), page.locator("aside").bounding_box()
    assert main
    assert aside
    assert main["x"] > aside["x"]
    uri = page.locator(".orcid-id span").first
    assert uri.evaluate("one => getComputedStyle(one).direction") == "ltr"
    icon, text = page.locator(".orcid-id svg").first.bounding_box(), uri.bounding_box()
    assert icon
    assert text
    assert icon["x"] > text["x"]  # before the address, in the direction of reading


def test_the_keyboard_alone_reaches_and_chooses_everything_on_the_invitation(page: Page, base: str) -> None:
    page.goto(f"{base}/invitation")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = []
    for _ in range(20):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const a = document.activeElement; return [a.textContent.trim() || a.id, "
            "getComputedStyle(a).outlineStyle] })()"
        )
        if focused[0] == "purpose-show":
            page.keyboard.press("Space")
        reached.append(focused[0])
        assert focused[1] != "none", f"nobody sees that {focused[0]} has the focus"
        if focused[0].startswith("Register"):
            break
    assert page.is_checked("#purpose-show")
    wanted = ["purpose-thesis", "purpose-show", "purpose-career", "Connect your ORCID iD", "No, thank you"]
    assert [each for each in reached if each in wanted] == wanted


def test_the_language_is_chosen_by_keyboard_and_without_javascript(chromium: Browser, base: str) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/home")
    page.locator(".languages summary").focus()
    page.keyboard.press("Enter")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="العربية").press("Enter")
    assert "language=ar" in (sent.value.post_data or "")
    assert "return=%2Fhome" in (sent.value.post_data or "")
    context.close()


def test_nothing_but_the_first_purpose_is_ticked(page: Page, base: str) -> None:
    for name in ("invitation", "claim-confirm"):
        page.goto(f"{base}/{name}")
        assert [box.is_checked() for box in page.locator("input[name=purpose]").all()] == [True, False, False]


def test_saying_no_takes_no_more_than_saying_yes(page: Page, base: str) -> None:
    page.goto(f"{base}/invitation")
    yes = page.get_by_role("button", name="Connect your ORCID iD").bounding_box()
    no = page.get_by_role("button", name="No, thank you").bounding_box()
    assert yes
    assert no
    assert [round(yes[side]) for side in ("width", "height", "y")] == [
        round(no[side]) for side in ("width", "height", "y")
    ]


def test_a_page_asks_nobody_else_for_anything(page: Page, base: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("home", "invitation", "me"):
        page.goto(f"{base}/{name}")
    assert [url for url in asked if not url.startswith(base)] == []


def test_what_orcid_answers_in_the_fragment_is_posted_and_leaves_the_address(page: Page, base: str) -> None:
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.goto(f"{base}/fragment#error=login_required", wait_until="commit")
    assert "fragment=error%3Dlogin_required" in (sent.value.post_data or "")
    assert "#" not in page.url


def test_on_paper_there_are_no_buttons_and_nothing_is_folded_away(page: Page, base: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"{base}/invitation")
    assert page.get_by_text("Upland peat stores more carbon").is_visible()
    assert not page.get_by_role("button", name="No, thank you").is_visible()
    assert not page.locator(".languages").is_visible()
