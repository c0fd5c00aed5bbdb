"""An address that is not that of DSpace's server: one sentence that says so, and the run stops."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cli.running import run
from dspace.library import TWO_AUTHORS, claim
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from dspace_hook.double import HOOK, DoubleServer
from dspace_hook.installation import Installation, open_installation
from orcid_sync.contract import ItemReference, RepositoryError, RepositorySettings, SettingsError
from orcid_sync.secret import Secret


@pytest.fixture(scope="module")
def dspace() -> Iterator[DoubleServer]:
    with DoubleServer("8.1") as dspace:
        yield dspace


def installation(url: str) -> Installation:
    return open_installation(RepositorySettings(url, HOOK[0], Secret(HOOK[1])))


def refused(url: str) -> RepositoryError:
    with pytest.raises(RepositoryError) as error:
        installation(url).plan(ItemReference((TWO_AUTHORS,)), [claim()])
    return error.value


@pytest.mark.parametrize("more", ["", "/", "/api", "/api/", "//"])
def test_the_servers_address_may_be_written_in_several_ways(dspace: DoubleServer, more: str) -> None:
    assert installation(dspace.url + more).plan(ItemReference((TWO_AUTHORS,)), [claim()]).changes


@pytest.mark.parametrize("more", ["", "/items", "/server/oai/request"])
def test_an_address_without_dspaces_rest_api_stops_the_run(dspace: DoubleServer, more: str) -> None:
    error = refused(dspace.url.removesuffix("/server") + more)
    assert (error.stops_the_run, "no REST API" in error.reason) == (True, True)
    assert "https://host/server" in error.next_step


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_an_address_that_moved_is_not_followed_but_named(httpserver: HTTPServer, status: int) -> None:
    """The account's password goes nowhere but where the site says."""

    def moved(request: Request) -> Response:
        return Response(status=status, headers={"Location": f"https://repository.example{request.path}"})

    httpserver.expect_request("/server/api").respond_with_handler(moved)
    for path in ("security/csrf", "authn/login", "pid/find"):
        httpserver.expect_request(f"/server/api/{path}").respond_with_handler(moved)
    error = refused(httpserver.url_for("/server"))
    assert (error.stops_the_run, "https://repository.example/server" in error.reason) == (True, True)
    unsigned = open_installation(RepositorySettings(httpserver.url_for("/server")))
    with pytest.raises(RepositoryError, match=r"repository\.example/server"):
        unsigned.plan(ItemReference((TWO_AUTHORS,)), [claim()])
    (checked,) = unsigned.check()
    assert "https://repository.example/server" in checked.reason


def test_the_address_of_the_pages_is_told_from_a_bot_shield(httpserver: HTTPServer) -> None:
    page = {"response_data": "<!DOCTYPE html><html/>", "content_type": "text/html"}
    httpserver.expect_request("/api/security/csrf").respond_with_data(**page)
    httpserver.expect_request("/api/authn/login").respond_with_data(**page)
    error = refused(httpserver.url_for(""))
    assert "web page" in error.reason
    assert "not of its pages" in error.next_step


@pytest.mark.parametrize(
    "url", ["repository.example", "https://", "https://host/server ", "https://host/server?x=1"]
)
def test_what_is_no_address_is_a_setting_to_correct(url: str) -> None:
    with pytest.raises(SettingsError, match=r"repository\.url"):
        installation(url)


def test_the_check_does_not_promise_to_try_again() -> None:
    said = run("dspace", "check", "--url", "http://127.0.0.1:9/server")
    assert (said.exit_code, "by itself" in said.out) == (3, False)
