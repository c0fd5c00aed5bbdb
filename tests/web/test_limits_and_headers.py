"""How often somebody may try, and what every answer carries. docs/security.md names the tests."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import requests
import web.house
from push.office import JOSIAH
from web.conftest import SETTINGS
from web.house import Browser, University

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.web.serving import Server


def limited(university: University) -> Browser:
    """The same pages, for whom three attempts are enough."""
    site = university.desk.site
    site.config = msgspec.structs.replace(
        site.config, web=msgspec.structs.replace(site.config.web, attempts=3)
    )
    return Browser(university)


@pytest.mark.parametrize("what", ["claim", "link", "sign-in", "key"])
def test_attempts_are_limited(university: University, what: str) -> None:
    university.arrives()
    browser = limited(university)
    browser.get("/")
    attempts = {
        "claim": lambda: browser.get("/claim?thesis=20.500.14999/1"),
        "link": lambda: browser.get("/i/guess"),
        "sign-in": lambda: browser.post("/sign-in"),
        "key": lambda: browser.get(f"/api/people/{JOSIAH}/badge", headers={"Authorization": "Bearer guess"}),
    }
    statuses = [attempts[what]().status for _ in range(5)]
    assert statuses[3:] == [429, 429]
    assert 429 not in statuses[:3]


def test_who_is_limited_is_told_when_to_come_back(university: University) -> None:
    browser = limited(university)
    for _ in range(3):
        browser.get("/i/guess")
    page = browser.get("/i/guess")
    assert page.response.headers["Retry-After"] == "600"
    assert "Wait" in page.text


def test_the_limit_holds_over_processes_and_new_cookies(university: University) -> None:
    limited(university)
    statuses = [Browser(university).get("/i/guess").status for _ in range(4)]
    assert statuses[-1] == 429


def test_no_address_of_a_visitor_is_kept(university: University, browser: Browser) -> None:
    browser.get("/i/guess")
    view = university.store.theses._view
    assert "127.0.0.1" not in str(view.rows("SELECT * FROM attempts"))


def test_a_forged_address_does_not_help(university: University) -> None:
    browser = limited(university)
    forged = ({"X-Forwarded-For": f"10.0.0.{number}"} for number in range(4))
    assert [browser.get("/i/guess", headers=one).status for one in forged][-1] == 429


def test_one_visitor_s_many_ipv6_addresses_are_one(university: University) -> None:
    browser = limited(university)
    near = (f"2001:db8::{number}" for number in range(4))
    far = (f"::ffff:10.0.0.{number}" for number in range(4))  # a server for both shows IPv4 in this way
    seen = [[_guess(browser, one) for one in addresses] for addresses in (near, far)]
    assert seen == [[404, 404, 404, 429], [404] * 4]


def _guess(browser: Browser, address: str) -> int:
    return browser.get("/i/guess", environ_base={"REMOTE_ADDR": address}).status


# headers


@pytest.mark.parametrize(
    "path", ["/", "/claim", "/i/x", "/me", "/staff", "/nowhere", "/health", "/openapi.json"]
)
def test_every_answer_carries_its_headers(browser: Browser, path: str) -> None:
    headers = browser.get(path).response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", ["/", "/claim", "/i/x"])
def test_pages_ask_nobody_else_for_anything(browser: Browser, path: str) -> None:
    page = browser.get(path)
    loaded = page.tree.xpath("//script/@src | //link/@href | //img/@src | //iframe/@src")
    assert all(one.startswith("/") and not one.startswith("//") for one in loaded)
    assert page.tree.xpath("//*[@style] | //style | //*[@onclick]") == []


def test_under_https_the_cookie_and_the_address_stay_there(tmp_path: Path, rehearsal: Rehearsal) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web.house, "ADDRESS", "https://theses.example")
        university = University(tmp_path / "https", rehearsal, settings=SETTINGS)
    with university.store:
        headers = Browser(university, address="https://theses.example").get("/").response.headers
    assert "max-age=" in headers["Strict-Transport-Security"]
    assert headers["Set-Cookie"].startswith("__Secure-orcid-sync=")
    assert "Secure" in headers["Set-Cookie"]


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 404)])
def test_a_proxy_is_believed_only_when_told(university: University, proxies: int, last: int) -> None:
    """Behind one proxy four browsers have four addresses; without, whoever says so has one."""
    limited(university)
    with Server([university.desk], port=0, proxies=proxies, works=False) as server:
        statuses = [
            requests.get(
                f"http://127.0.0.1:{server.port}/i/guess",
                headers={"X-Forwarded-For": f"10.0.0.{number}"},
                timeout=10,
            ).status_code
            for number in range(4)
        ]
    assert statuses == [404, 404, 404, last]
