from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from orcid.bodies import CLIENT_ID, CLIENT_SECRET, SAMPLE_ID
from pytest_httpserver import HTTPServer

from orcid_sync.orcid.errors import OrcidError, RunStoppedError, TryLaterError
from orcid_sync.orcid.oauth import SCOPES, ClientRefusedError, CodeRefusedError, OAuth, ScopeRefusedError
from orcid_sync.secret import Secret

REDIRECT_URI = "https://sync.example/back"
ANSWER: dict[str, Any] = {
    "access_token": "89f0181c-168b-4d7d-831c-1fdda2d7bbbb",
    "token_type": "bearer",
    "refresh_token": "69e883f6-d84e-4ae6-87f5-ef0044e3e9a7",
    "expires_in": 631138518,
    "scope": "/read-limited /activities/update",
    "name": None,
    "orcid": SAMPLE_ID,
}


def test_the_sign_in_address_names_client_scopes_and_state(oauth: OAuth) -> None:
    url = urlsplit(oauth.authorize_url(REDIRECT_URI, "state-1", lang="de"))

    assert url.path == "/oauth/authorize"
    assert parse_qs(url.query) == {
        "client_id": [CLIENT_ID],
        "response_type": ["code"],
        "scope": ["/activities/update /read-limited"],
        "redirect_uri": [REDIRECT_URI],
        "state": ["state-1"],
        "lang": ["de"],
    }
    assert "%20" in url.query


def test_a_code_becomes_a_permission_whose_scopes_are_a_set(httpserver: HTTPServer, oauth: OAuth) -> None:
    httpserver.expect_request("/oauth/token", method="POST").respond_with_json(ANSWER)

    granted = oauth.exchange(Secret("Q70Y3A"), REDIRECT_URI)

    assert granted.access_token.reveal() == ANSWER["access_token"]
    assert granted.refresh_token == Secret(ANSWER["refresh_token"])
    assert (granted.orcid_id, granted.name, granted.expires_in) == (SAMPLE_ID, "", 631138518)
    assert granted.scopes == SCOPES
    assert granted.lacks(SCOPES) == frozenset()
    ((request, _),) = httpserver.log
    assert request.form.to_dict() == {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "grant_type": "authorization_code",
        "code": "Q70Y3A",
        "redirect_uri": REDIRECT_URI,
    }
    assert request.headers["Accept"] == "application/json"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Authorization" not in request.headers


def test_a_permission_may_lack_what_was_asked(httpserver: HTTPServer, oauth: OAuth) -> None:
    httpserver.expect_request("/oauth/token").respond_with_json({**ANSWER, "scope": "/read-limited"})

    granted = oauth.exchange(Secret("Q70Y3A"), REDIRECT_URI)

    assert granted.lacks(SCOPES) == {"/activities/update"}


def test_client_credentials_belong_to_nobody(httpserver: HTTPServer, oauth: OAuth) -> None:
    httpserver.expect_request("/oauth/token").respond_with_json(
        {**ANSWER, "scope": "/read-public", "orcid": None, "refresh_token": None}
    )

    granted = oauth.client_credentials()

    assert (granted.orcid_id, granted.refresh_token) == ("", None)


def test_a_token_is_refreshed_and_revoked(httpserver: HTTPServer, oauth: OAuth) -> None:
    httpserver.expect_request("/oauth/token").respond_with_json(ANSWER)
    httpserver.expect_request("/oauth/revoke").respond_with_data(status=200)

    granted = oauth.refresh(Secret("old-refresh-token"))
    oauth.revoke(granted.access_token)

    forms = [request.form.to_dict() for request, _ in httpserver.log]
    assert forms[0]["refresh_token"] == "old-refresh-token"
    assert forms[1]["token"] == ANSWER["access_token"]


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (401, "invalid_client", ClientRefusedError),
        (400, "unauthorized_client", ClientRefusedError),
        (400, "invalid_grant", CodeRefusedError),
        (400, "invalid_scope", ScopeRefusedError),
        (400, "unsupported_grant_type", OrcidError),
        (503, "", TryLaterError),
    ],
)
def test_refusals_of_the_token_service_are_typed(
    httpserver: HTTPServer, oauth: OAuth, status: int, error: str, expected: type[OrcidError]
) -> None:
    httpserver.expect_request("/oauth/token").respond_with_json(
        {"error": error, "error_description": "why"}, status=status
    )

    with pytest.raises(expected):
        oauth.exchange(Secret("Q70Y3A"), REDIRECT_URI)

    assert len(httpserver.log) == 1


def test_a_refused_client_stops_a_run() -> None:
    assert issubclass(ClientRefusedError, RunStoppedError)


@pytest.mark.parametrize("body", ["<html>hello</html>", "[]", "{}", '{"access_token": ""}'])
def test_an_answer_without_token_is_not_orcids(httpserver: HTTPServer, oauth: OAuth, body: str) -> None:
    httpserver.expect_request("/oauth/token").respond_with_data(body)

    with pytest.raises(TryLaterError, match="no token"):
        oauth.client_credentials()
