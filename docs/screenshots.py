"""Makes the pictures of docs/orcid-review.md: `make screenshots` plays the demo in Chromium and writes docs/images."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from waitress import wasyncore
from waitress.server import create_server

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.tour import ROOT, Tour, rehearsal_site, tour_application

IMAGES = Path(__file__).parent / "images"
JOSIAH, AMELIE = "0000-0002-1825-0097", "0009-9999-0007-9193"
_TALLEST = 1240  # pixels
DESKTOP, PHONE = {"width": 1000, "height": 700}, {"width": 390, "height": 780}


@contextmanager
def served_tour(folder: Path, rehearsal: Rehearsal) -> Iterator[tuple[Tour, str]]:
    """The demo in a thread, and its address."""
    inside: list[Any] = []
    sockets: dict[int, Any] = {}
    server = create_server(
        lambda environ, start_response: inside[0](environ, start_response),
        map=sockets, host="127.0.0.1", port=0,
    )  # fmt: skip
    address = f"http://127.0.0.1:{server.effective_port}"
    tour = Tour.begin(rehearsal_site(folder, rehearsal.url, address + ROOT), rehearsal.url)
    inside.append(tour_application(tour))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    with tour.desk.store:
        yield tour, address
    server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets, ignore_all=True))
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()


class Camera:
    """A person's browser that takes pictures on the way."""

    def __init__(self, browser: Browser, address: str, viewport: Any = None, locale: str = "en-GB") -> None:
        context = browser.new_context(base_url=address, viewport=viewport or DESKTOP, locale=locale)
        self.page: Page = context.new_page()

    def shoot(self, name: str, *, whole: bool = True) -> None:
        """The whole page, or what the window shows; a long page without its end."""
        size = self.page.viewport_size or DESKTOP
        tall = self.page.evaluate("document.documentElement.scrollHeight") if whole else size["height"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(tall, _TALLEST)}
        self.page.screenshot(path=IMAGES / f"{name}.png", full_page=whole, clip=clip)  # type: ignore[arg-type]

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def signs_in(self, orcid_id: str) -> None:
        """As far as ORCID's question."""
        self.page.check(f"input[value='{orcid_id}']")
        self.press("Sign in")


def yes_written_updated_disconnected(camera: Camera, tour: Tour) -> None:
    page = camera.page
    page.goto(tour.links[0].url)
    camera.shoot("invitation")
    page.check("#purpose-show")
    camera.press("Connect your ORCID iD")
    camera.signs_in(JOSIAH)
    camera.shoot("permission")
    camera.press("Authorize access")
    camera.shoot("thanks")
    tour.run()
    page.goto(f"{tour.rehearsal_url}/{JOSIAH}")
    camera.shoot("record-written", whole=False)
    tour.correct()
    page.goto(f"{ROOT}/me")
    page.get_by_text("What was sent").first.click()
    camera.shoot("my-page")
    page.goto(f"{tour.rehearsal_url}/{JOSIAH}")
    camera.shoot("record-updated", whole=False)
    page.goto(f"{ROOT}/me/disconnect")
    camera.shoot("disconnect")
    page.get_by_label("Remove it").check()
    camera.press("Go on")
    camera.shoot("disconnect-confirm")
    camera.press("Disconnect")
    camera.shoot("disconnected")


def no(camera: Camera, tour: Tour) -> None:
    camera.page.goto(tour.links[1].url)
    camera.press("Connect your ORCID iD")
    camera.signs_in(AMELIE)
    camera.press("Deny access")
    camera.shoot("denied")


def errors(camera: Camera, tour: Tour) -> None:
    camera.page.goto(f"{ROOT}/orcid/callback?code=ABCDEF&state=of-nobody")
    camera.shoot("interrupted")


def small_and_from_right_to_left(browser: Browser, address: str, tour: Tour) -> None:
    for name, locale in (("phone", "en-GB"), ("phone-arabic", "ar")):
        camera = Camera(browser, address, PHONE, locale)
        camera.page.goto(tour.links[2].url)
        camera.shoot(name, whole=False)


def main() -> None:
    """All pictures anew."""
    IMAGES.mkdir(exist_ok=True)
    path = shutil.which("chromium")
    if path is None:
        sys.exit("There is no chromium here (Debian: apt install chromium).")
    with tempfile.TemporaryDirectory() as folder, Rehearsal() as rehearsal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        with served_tour(Path(folder), rehearsal) as (tour, address):
            yes_written_updated_disconnected(Camera(browser, address), tour)
            no(Camera(browser, address), tour)
            errors(Camera(browser, address), tour)
            small_and_from_right_to_left(browser, address, tour)
        browser.close()


if __name__ == "__main__":
    main()
