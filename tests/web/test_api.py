"""What the institution's other systems may ask, against the OpenAPI document that describes it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from push.office import AMELIE, JOSIAH
from schemathesis import Case
from web.house import ADDRESS, API_KEY, Browser, University

from orcid_sync.web.app import application

KEY = {"Authorization": f"Bearer {API_KEY}"}


@pytest.fixture
def connected(university: University, browser: Browser) -> Browser:
    path = f"/i/{university.invites().token.reveal()}"
    browser.get(path)
    browser.at_orcid(browser.post(f"{path}/accept", {"purpose": ["thesis", "show"]}))
    return Browser(university)


def test_a_badge_as_json(connected: Browser) -> None:
    said = connected.get(f"/api/people/{JOSIAH}/badge", headers=KEY).response.get_json()
    assert (said["orcid"], said["uri"]) == (JOSIAH, f"https://orcid.org/{JOSIAH}")
    assert said["authenticated"] is True
    assert said["name"] == "Josiah Carberry"


def test_a_badge_as_html_by_orcid_s_rules(connected: Browser) -> None:
    page = connected.get(f"/api/people/{JOSIAH}/badge", headers={**KEY, "Accept": "text/html"})
    assert page.response.mimetype == "text/html"
    assert page.tree.xpath("//a/@href") == [f"https://orcid.org/{JOSIAH}"]
    assert page.tree.xpath("//*[local-name()='svg']")
    assert "Set-Cookie" not in page.response.headers


def test_the_profile_that_she_shows_us(connected: Browser) -> None:
    said = connected.get(f"/api/people/{JOSIAH}/profile", headers=KEY).response.get_json()
    assert said["profile"]["family_name"] == "Carberry"
    assert "Josiah Carberry" in said["profile"]["names"]


def test_who_disconnected_is_unknown(university: University, connected: Browser) -> None:
    university.desk.leaving.disconnect(JOSIAH, remove_works=False, remove_id=False)
    gone = connected.get(f"/api/people/{JOSIAH}/badge", headers=KEY)
    never = connected.get(f"/api/people/{AMELIE}/badge", headers=KEY)
    assert (gone.status, gone.response.get_json()) == (never.status, never.response.get_json())
    assert gone.status == 404


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", f"Basic {API_KEY}", f"Bearer {API_KEY}x", "Bearer é"]
)
def test_without_a_right_key_nothing_is_said(connected: Browser, header: str) -> None:
    answer = connected.get(f"/api/people/{JOSIAH}/badge", headers={"Authorization": header})
    assert answer.status == 401
    assert answer.response.headers["WWW-Authenticate"] == "Bearer"


def test_what_is_answered_is_as_the_document_says(university: University, connected: Browser) -> None:
    app: Any = application([university.desk])
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app, base_url=ADDRESS)
    for path, values in {
        "/api/people/{orcid}/badge": (JOSIAH, AMELIE, "nonsense"),
        "/api/people/{orcid}/profile": (JOSIAH, AMELIE, "nonsense"),
        "/health": (None,),
        "/ready": (None,),
    }.items():
        for orcid_id in values:
            for headers in ({}, KEY):
                parameters = {"orcid": orcid_id} if orcid_id else {}
                case: Case = schema[path]["GET"].Case(path_parameters=parameters, headers=dict(headers))
                case.validate_response(case.call())
