"""One real browser per worker: Debian's Chromium, driven by playwright, which downloads nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The running browser. Tests that use it carry the mark `chromium`."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    assert path, "CI needs Chromium (Debian: apt install chromium)"
    with sync_playwright() as playwright:
        # Root, as in a container, cannot have Chromium's own sandbox; it sees our pages on loopback only.
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh window of desktop size; whatever its console complains of fails the test."""
    with watched(chromium) as window:
        yield window


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[Page]:
    """As `page`, one for a whole file: for only looking at pages, three times as fast."""
    with watched(chromium) as window:
        yield window


@contextmanager
def watched(chromium: Browser) -> Iterator[Page]:
    """A window whose console may not complain of anything."""
    context = chromium.new_context(viewport=DESKTOP)
    complaints: list[str] = []
    window = context.new_page()
    window.on(
        "console",
        lambda said: complaints.append(f"{window.url}: {said.text}") if said.type == "error" else None,
    )
    window.on("pageerror", lambda error: complaints.append(f"{window.url}: {error}"))
    yield window
    context.close()
    assert not complaints


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice: rule and element. The page needs JavaScript."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
