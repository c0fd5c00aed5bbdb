"""A look at a thesis's page, as a reader who has not signed in."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from orcid_sync.landing_page import look_at


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        (200, True),
        (401, False),
        (403, False),
        (404, False),
        (410, False),
        (429, None),
        (500, None),
        (503, None),
    ],
)
def test_the_answer_tells_whether_anybody_sees_it(
    httpserver: HTTPServer, status: int, is_open: bool | None
) -> None:
    httpserver.expect_request("/handle/1/2").respond_with_data("<html></html>", status=status)

    look = look_at(httpserver.url_for("/handle/1/2"), contact="library@example.org")

    assert look.is_open is is_open
    assert look.said
    assert "library@example.org" in httpserver.log[0][0].headers["User-Agent"]
    assert "Authorization" not in httpserver.log[0][0].headers


@pytest.mark.parametrize("leads_to", ["/login", "/password-login", "/404", "/403"])
def test_a_page_that_leads_to_a_login_shows_nothing(httpserver: HTTPServer, leads_to: str) -> None:
    location = httpserver.url_for(leads_to)
    httpserver.expect_request("/handle/1/2").respond_with_response(Response("", 302, {"Location": location}))
    httpserver.expect_request(leads_to).respond_with_data("Sign in")

    assert look_at(httpserver.url_for("/handle/1/2")) == (False, f"its page leads to {leads_to}")


def test_a_resolver_that_leads_to_the_item_shows_it(httpserver: HTTPServer) -> None:
    location = httpserver.url_for("/items/7")
    httpserver.expect_request("/1/2").respond_with_response(Response("", 302, {"Location": location}))
    httpserver.expect_request("/items/7").respond_with_data("An item")

    assert look_at(httpserver.url_for("/1/2")).is_open


@pytest.mark.parametrize("url", ["", "urn:nbn:1", "javascript:alert(1)", "file:///etc/passwd"])
def test_what_is_no_address_of_a_page(url: str) -> None:
    assert look_at(url).is_open is False


def test_a_server_that_is_not_there_says_nothing_about_the_item() -> None:
    look = look_at("http://127.0.0.1:9/handle/1/2", timeout=1)
    assert look.is_open is None
    assert "could not be reached" in look.said
