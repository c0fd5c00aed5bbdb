from __future__ import annotations

import pytest
from orcid.bodies import CLIENT_ID, CLIENT_SECRET
from pytest_httpserver import HTTPServer

from orcid_sync.environments import Environment, rehearsal
from orcid_sync.orcid.credentials import Diagnosis, check_credentials, check_redirect_uri
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.orcid.wire import Wire
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.secret import Secret

REDIRECT_URI = "https://sync.example/back"


def diagnosis(environment: Environment, wire: Wire, elsewhere: Environment | None = None) -> Diagnosis:
    return check_credentials(environment, CLIENT_ID, Secret(CLIENT_SECRET), wire=wire, elsewhere=elsewhere)


def test_good_credentials_are_accepted(httpserver: HTTPServer, environment: Environment, wire: Wire) -> None:
    httpserver.expect_request("/oauth/token").respond_with_json(
        {"access_token": "t", "scope": "/read-public"}
    )

    assert diagnosis(environment, wire).fine


@pytest.mark.parametrize(
    ("description", "verdict"),
    [
        (f"Client not found: {CLIENT_ID}", "wrong-client"),
        ("Bad client credentials", "wrong-secret"),
        ("Client authentication failed", "wrong-pair"),
    ],
)
def test_refused_credentials_are_told_apart_as_far_as_orcid_tells(
    httpserver: HTTPServer, environment: Environment, wire: Wire, description: str, verdict: str
) -> None:
    httpserver.expect_request("/oauth/token").respond_with_json(
        {"error": "invalid_client", "error_description": description}, status=401
    )

    assert diagnosis(environment, wire).verdict == verdict


def test_credentials_of_the_other_environment_are_recognised(
    httpserver: HTTPServer, environment: Environment, wire: Wire
) -> None:
    httpserver.expect_request("/oauth/token").respond_with_json({"error": "invalid_client"}, status=401)
    httpserver.expect_request("/other/oauth/authorize").respond_with_data(
        status=302, headers={"Location": "/signin?client_id=x"}
    )

    found = diagnosis(environment, wire, rehearsal(httpserver.url_for("/other")))

    assert found.verdict == "wrong-environment"
    assert all(CLIENT_SECRET not in str(request.values.to_dict()) for request, _ in httpserver.log[1:])


def test_an_orcid_that_does_not_answer_is_no_verdict_on_the_credentials(wire: Wire) -> None:
    assert diagnosis(rehearsal("http://127.0.0.1:9"), wire).verdict == "unreachable"


@pytest.mark.parametrize(
    ("status", "location", "body", "verdict"),
    [
        (302, "/signin?oauth&client_id=x", "", "accepted"),
        (200, "", '<form><input type="password"></form>', "accepted"),
        (400, "", "redirect_uri mismatch", "wrong-redirect-uri"),
        (302, "/oauth/error/redirect-uri-mismatch", "", "wrong-redirect-uri"),
        (200, "", "<app-root></app-root>", "unsure"),
    ],
)
def test_a_redirect_uri_is_judged_by_the_page_that_a_visitor_gets(
    httpserver: HTTPServer, oauth: OAuth, status: int, location: str, body: str, verdict: str
) -> None:
    headers = {"Location": location} if location else {}
    httpserver.expect_request("/oauth/authorize").respond_with_data(body, status=status, headers=headers)

    assert check_redirect_uri(oauth, REDIRECT_URI).verdict == verdict


def test_a_redirect_uri_cannot_be_judged_without_orcid(wire: Wire) -> None:
    oauth = OAuth(rehearsal("http://127.0.0.1:9"), CLIENT_ID, Secret(CLIENT_SECRET), wire=wire)

    assert check_redirect_uri(oauth, REDIRECT_URI).verdict == "unreachable"


def test_the_rehearsal_is_diagnosed_like_orcid(wire: Wire) -> None:
    with Rehearsal() as rehearsing:
        environment = rehearsal(rehearsing.url)
        member = next(iter(MEMBERS.values()))
        good = OAuth(environment, member.client_id, Secret(member.secret), wire=wire)
        stranger = OAuth(environment, CLIENT_ID, Secret(CLIENT_SECRET), wire=wire)

        assert check_credentials(environment, member.client_id, Secret(member.secret), wire=wire).fine
        assert (
            check_credentials(environment, member.client_id, Secret("x"), wire=wire).verdict == "wrong-pair"
        )
        assert check_redirect_uri(good, "http://127.0.0.1:8080/back").fine
        assert check_redirect_uri(stranger, REDIRECT_URI).verdict == "wrong-redirect-uri"
