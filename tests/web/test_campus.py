"""A claim proved by the university's own sign-in: the address that it verified is the one that the office knows."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey
from push.office import AMELIE, JOSIAH
from pytest_httpserver import HTTPServer
from web.conftest import SETTINGS
from web.house import ADDRESS, Browser, Page, University
from werkzeug import Request, Response

from orcid_sync.rehearsal import Rehearsal


class Campus:
    """A university's OpenID provider: one code, one person."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("").rstrip("/")
        self.key = RSAKey.generate_key(2048, {"kid": "campus"})
        self.person: dict[str, Any] = {"email": "J.Carberry@mail.example", "email_verified": True}
        self.asked: dict[str, str] = {}
        self.status = 200
        discovery = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
        }
        server.expect_request("/.well-known/openid-configuration").respond_with_json(discovery)
        server.expect_request("/jwks").respond_with_json({"keys": [self.key.as_dict(private=False)]})
        server.expect_request("/token").respond_with_handler(self._token)

    def signs_in(self, page: Page) -> str:
        """Where the browser comes back to."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(page.location).query).items()}
        assert page.location.startswith(f"{self.url}/authorize")
        return f"{self.asked['redirect_uri']}?code=campus-code&state={self.asked['state']}"

    def _token(self, request: Request) -> Response:
        challenge = create_s256_code_challenge(request.form["code_verifier"])
        if self.status != 200 or challenge != self.asked["code_challenge"]:
            return Response('{"error": "invalid_grant"}', 400, mimetype="application/json")
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": "orcid-sync",
            "sub": "jc",
            "iat": now,
            "exp": now + 60,
            "nonce": self.asked["nonce"],
            **self.person,
        }
        id_token = jwt.encode({"alg": "RS256", "kid": "campus"}, claims, self.key)
        answer = {"access_token": "campus-token", "token_type": "Bearer", "id_token": id_token}
        return Response(json.dumps(answer), mimetype="application/json")


@pytest.fixture
def campus(httpserver: HTTPServer) -> Campus:
    return Campus(httpserver)


@pytest.fixture
def university(tmp_path: Path, rehearsal: Rehearsal, campus: Campus) -> Iterator[University]:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "campus-secret").write_text("a campus secret", encoding="ascii")
    settings = f"""{SETTINGS}
[web.campus]
name = "Campus account"
issuer = "{campus.url}"
client_id = "orcid-sync"
client_secret_file = "campus-secret"
"""
    made = University(folder, rehearsal, settings=settings)
    with made.store:
        yield made


def handed_in(university: University) -> None:
    """The office's form names Josiah and his address; the record came."""
    store = university.store
    form = store.submissions.keep("TO-1", title="Cracked pots", known_as="20.500.14999/1")
    store.submissions.add_person(
        form, role="author", name="Carberry, Josiah", email="j.carberry@mail.example"
    )
    university.arrives(1)


def claims(browser: Browser) -> Page:
    page = browser.get("/claim?thesis=20.500.14999/1")
    assert "Campus account" in page.text
    first = page.tree.xpath("string(//input[@name='contributor']/@value)")
    form = {"thesis": "20.500.14999/1", "contributor": first, "purpose": "thesis", "way": "campus"}
    return browser.post("/claim", form)


def test_the_address_that_the_office_knows_proves_a_claim(
    university: University, browser: Browser, campus: Campus
) -> None:
    handed_in(university)
    to_orcid = browser.get(campus.signs_in(claims(browser)))
    assert campus.asked["redirect_uri"] == f"{ADDRESS}/campus/callback"

    assert "yours" in browser.at_orcid(to_orcid).heading
    (claim,) = university.store.claims.all()
    assert (claim.orcid_id, claim.proof) == (JOSIAH, "campus-login")


def test_another_address_proves_nothing(university: University, browser: Browser, campus: Campus) -> None:
    handed_in(university)
    campus.person["email"] = "somebody@mail.example"
    browser.at_orcid(browser.get(campus.signs_in(claims(browser))))

    assert university.store.claims.all() == []
    assert len(university.store.claim_requests.waiting()) == 1


def test_another_name_at_orcid_waits_for_the_staff(
    university: University, browser: Browser, campus: Campus
) -> None:
    handed_in(university)
    browser.at_orcid(browser.get(campus.signs_in(claims(browser))), AMELIE)

    (waiting,) = university.store.claim_requests.waiting()
    assert waiting.wanted.doubt == "name-differs"


@pytest.mark.parametrize(
    "person",
    [
        {"email": ""},
        {"email_verified": False},
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://campus.example"},
    ],
)
def test_a_campus_that_proves_nothing_is_refused(
    university: University, browser: Browser, campus: Campus, person: dict[str, Any]
) -> None:
    handed_in(university)
    campus.person |= person
    assert browser.get(campus.signs_in(claims(browser))).status == 502
    assert university.store.claim_requests.waiting() == []


def test_a_campus_answer_is_good_once_and_for_one_browser(
    university: University, browser: Browser, campus: Campus
) -> None:
    handed_in(university)
    back = campus.signs_in(claims(browser))
    stranger = Browser(university)
    stranger.get("/")
    assert stranger.get(back).status == 400
    assert browser.get(back).status == 303
    assert browser.get(back).status == 400


def test_a_campus_that_refuses_or_sends_nothing(
    university: University, browser: Browser, campus: Campus
) -> None:
    handed_in(university)
    campus.status = 400
    assert browser.get(campus.signs_in(claims(browser))).status == 502
    back = campus.signs_in(claims(browser)).replace("code=campus-code", "error=access_denied")
    assert browser.get(back).status == 403


def test_orcid_s_state_is_no_campus_state(university: University, browser: Browser, campus: Campus) -> None:
    browser.get("/")
    state = parse_qs(urlsplit(browser.post("/sign-in").location).query)["state"][0]
    assert browser.get(f"/campus/callback?code=x&state={state}").status == 400
    handed_in(university)
    back = campus.signs_in(claims(browser))
    assert browser.get(back.replace("/campus/callback", "/orcid/callback")).status in (400, 502)
    assert university.store.permissions.all() == []
