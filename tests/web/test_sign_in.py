"""ORCID's answers over HTTP: everything of orcid.md §5.3 to §5.5 and §5.7, and what browsers do in between."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
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
from web.house import Browser, Page, University
from werkzeug import Request, Response

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.scripts import Script

YAEL = "0009-9999-0055-4337"


def begun(browser: Browser) -> Page:
    browser.get("/")
    return browser.post("/sign-in")


def query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_the_redirect_uri_is_exactly_the_registered_one(university: University, browser: Browser) -> None:
    asked = query(begun(browser).location)
    assert asked["redirect_uri"] == university.desk.config.orcid.redirect_uri
    assert asked["scope"] == "openid"
    assert len(asked["state"]) >= 40
    assert len(asked["nonce"]) >= 30


def test_an_answer_is_good_once(university: University, browser: Browser) -> None:
    back = university.rehearsal.sign_in(begun(browser).location, JOSIAH)
    assert browser.get(back).location.endswith("/me")
    again = browser.get(back)  # browser back
    assert again.status == 400
    assert "interrupted" in again.heading


def test_an_answer_to_another_browser_s_question_is_refused(university: University, browser: Browser) -> None:
    back = university.rehearsal.sign_in(begun(browser).location, AMELIE)
    victim = Browser(university)
    victim.get("/")

    assert victim.get(back).status == 400
    assert victim.get("/me").status == 401


@pytest.mark.parametrize("state", ["", "&state=", "&state=invented", "&state=%00"])
def test_a_code_without_our_state_is_refused(browser: Browser, state: str) -> None:
    begun(browser)
    assert browser.get(f"/orcid/callback?code=abcdef{state}").status == 400


def test_a_state_is_over_after_two_hours(university: University, browser: Browser) -> None:
    back = university.rehearsal.sign_in(begun(browser).location, JOSIAH)
    university.store.theses._view.change("UPDATE sign_in SET expires_at = made_at")
    assert browser.get(back).status == 400


def test_a_closed_window_leaves_nothing(university: University, browser: Browser) -> None:
    begun(browser)
    assert university.store.permissions.all() == []
    assert browser.get("/me").status == 401


def test_a_no_leads_to_a_friendly_page(browser: Browser) -> None:
    denied = browser.at_orcid(begun(browser), deny=True)
    assert denied.status == 200
    assert browser.get("/me").status == 401


def test_an_answer_with_neither_code_nor_error_may_stand_in_the_fragment(browser: Browser) -> None:
    begun(browser)
    landing = browser.get("/orcid/callback")
    assert landing.status == 200
    assert landing.tree.xpath("//form[@action='/orcid/fragment']//input[@name='fragment']")
    assert landing.tree.xpath("//script/@src") == ["/static/fragment.js"]

    refused = browser.post("/orcid/fragment", {"fragment": "error=invalid_scope"})
    assert refused.status == 502
    assert "invalid_scope" in refused.text


def test_without_javascript_the_button_says_what_to_do(browser: Browser) -> None:
    begun(browser)
    browser.get("/orcid/callback")
    lost = browser.post("/orcid/fragment", {"fragment": ""})
    assert lost.status == 400
    assert lost.tree.xpath("//main//a")


def test_a_token_in_the_fragment_is_not_taken(university: University, browser: Browser) -> None:
    begun(browser)
    browser.get("/orcid/callback")
    given = f"access_token={university.rehearsal.ready_token(JOSIAH)}&orcid={JOSIAH}&token_type=bearer"
    assert browser.post("/orcid/fragment", {"fragment": given}).status == 400
    assert browser.get("/me").status == 401


def test_an_error_belongs_to_a_sign_in_that_was_begun(browser: Browser) -> None:
    assert browser.get("/orcid/callback?error=access_denied").status == 400
    browser.get("/orcid/fragment")
    assert browser.post("/orcid/fragment", {"fragment": "error=login_required"}).status == 400


def test_what_orcid_calls_an_error_is_never_shown_as_markup(browser: Browser) -> None:
    state = query(begun(browser).location)["state"]
    page = browser.get("/orcid/callback", query_string={"error": "<script>alert(1)</script>", "state": state})
    assert page.status == 502
    assert "<script>alert" not in page.response.get_data(as_text=True)


@pytest.mark.parametrize("answer", ["500", "502", "503", "html", "cut-before"])
def test_orcid_is_down_and_nothing_is_lost(university: University, browser: Browser, answer: str) -> None:
    path = f"/i/{university.invites().token.reveal()}"
    browser.get(path)
    asked = browser.post(f"{path}/accept", {"purpose": "thesis"})
    back = university.rehearsal.sign_in(asked.location, JOSIAH)
    university.rehearsal.world.scripts.add(Script("orcid", answer, times=0, path="/oauth/token"))

    down = browser.get(back)

    assert down.status in (502, 503)
    assert down.tree.xpath(f"//a[@href='{path}']")
    assert university.store.permissions.all() == []
    university.rehearsal.world.scripts.clear()
    browser.get(path)
    assert "Thank you" in browser.at_orcid(browser.post(f"{path}/accept", {"purpose": "thesis"})).heading


def test_the_client_secret_is_wrong(university: University, browser: Browser) -> None:
    back = university.rehearsal.sign_in(begun(browser).location, JOSIAH)
    university.rehearsal.world.locked_members.add(university.desk.config.orcid.client_id)
    refused = browser.get(back)
    assert refused.status == 502
    assert "ClientRefusedError" in refused.text


def test_a_code_that_orcid_does_not_take(university: University, browser: Browser) -> None:
    state = query(begun(browser).location)["state"]
    refused = browser.get(f"/orcid/callback?code=abcdef&state={state}")
    assert (refused.status, "CodeRefusedError" in refused.text) == (502, True)


def test_a_private_name_signs_in(browser: Browser) -> None:
    assert browser.signs_in(YAEL).status == 200


def test_a_former_sign_in_is_renewed_without_a_question(university: University, browser: Browser) -> None:
    browser.signs_in()
    assert Browser(university).signs_in().status == 200
    assert len(university.store.permissions.of_person(JOSIAH)) == 1


# An ORCID that answers as told: what the rehearsal, being right, never does.


class Forged:
    """ORCID's OpenID side, with whatever token answer a test wants."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("").rstrip("/")
        self.key = RSAKey.generate_key(2048, {"kid": "right"})
        self.answer: dict[str, Any] = {}
        self.challenge = ""
        self.pkce = False
        self.verifier = ""
        server.expect_request("/.well-known/openid-configuration").respond_with_handler(self._discovery)
        server.expect_request("/oauth/jwks").respond_with_json({"keys": [self.key.as_dict(private=False)]})
        server.expect_request("/oauth/token").respond_with_handler(self._token)

    def _discovery(self, _request: Request) -> Response:
        said: dict[str, Any] = {"issuer": self.url, "jwks_uri": f"{self.url}/oauth/jwks"}
        if self.pkce:
            said["code_challenge_methods_supported"] = ["S256"]
        return Response(json.dumps(said), mimetype="application/json")

    def _token(self, request: Request) -> Response:
        self.verifier = request.form.get("code_verifier", "")
        return Response(json.dumps(self.answer), mimetype="application/json")

    def claims(self, nonce: str, wrong: dict[str, Any] | None = None) -> dict[str, Any]:
        now = int(time.time())
        right = {
            "iss": self.url,
            "aud": "APP-REHEARSAL0000001",
            "sub": JOSIAH,
            "iat": now,
            "exp": now + 3600,
            "nonce": nonce,
            "amr": "pwd",
        }
        return {name: value for name, value in {**right, **(wrong or {})}.items() if value is not None}

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None, **header: str) -> str:
        return jwt.encode({"alg": "RS256", "kid": "right", **header}, claims, key or self.key)

    def answers(self, **other: Any) -> None:
        right = {
            "access_token": "token",
            "token_type": "bearer",
            "refresh_token": "refresh",
            "expires_in": 3600,
            "scope": "openid",
            "orcid": JOSIAH,
            "name": None,
        }
        self.answer = {**right, **other}


@pytest.fixture
def forged(httpserver: HTTPServer) -> Forged:
    return Forged(httpserver)


@pytest.fixture
def elsewhere(tmp_path: Path, forged: Forged, rehearsal: Rehearsal) -> Iterator[University]:
    class There:
        url = forged.url
        world = rehearsal.world

    made = University(tmp_path / "elsewhere", There(), settings=SETTINGS)  # type: ignore[arg-type]
    with made.store:
        yield made


def answered(university: University, forged: Forged, make: Callable[[str], str | None], **more: Any) -> Page:
    browser = Browser(university)
    asked = query(begun(browser).location)
    forged.challenge = asked.get("code_challenge", "")
    forged.answers(id_token=make(asked["nonce"]), **more)
    return browser.get(f"/orcid/callback?code=abcdef&state={asked['state']}")


def test_a_right_id_token_is_taken(elsewhere: University, forged: Forged) -> None:
    page = answered(elsewhere, forged, lambda nonce: forged.signed(forged.claims(nonce)))
    assert page.location.endswith("/me")


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://orcid.example"},
        {"iss": None},
        {"aud": "APP-ANOTHER"},
        {"aud": None},
        {"exp": 1_600_000_000},
        {"exp": None},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": AMELIE},
        {"sub": None},
        {"iat": None},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"azp": "APP-ANOTHER"},
    ],
    ids=str,
)
def test_a_wrong_claim_is_refused(elsewhere: University, forged: Forged, wrong: dict[str, Any]) -> None:
    page = answered(elsewhere, forged, lambda nonce: forged.signed(forged.claims(nonce, wrong)))
    assert page.status == 502
    assert "id_token" in page.text
    assert elsewhere.store.permissions.all() == []


def test_a_token_of_another_key_is_refused(elsewhere: University, forged: Forged) -> None:
    other = RSAKey.generate_key(2048)
    assert answered(elsewhere, forged, lambda n: forged.signed(forged.claims(n), other)).status == 502
    assert answered(elsewhere, forged, lambda n: forged.signed(forged.claims(n), kid="x")).status == 502


def test_an_unsigned_token_is_refused(elsewhere: University, forged: Forged) -> None:
    def unsigned(nonce: str) -> str:
        parts = ({"alg": "none"}, forged.claims(nonce))
        packed = (base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in parts)
        return ".".join([*packed, ""])

    assert answered(elsewhere, forged, unsigned).status == 502
    assert answered(elsewhere, forged, lambda _: "nonsense").status == 502
    assert answered(elsewhere, forged, lambda _: None).status == 502


def test_a_token_of_nobody_is_refused(elsewhere: University, forged: Forged) -> None:
    page = answered(elsewhere, forged, lambda n: forged.signed(forged.claims(n)), orcid=None)
    assert page.status == 502


def test_pkce_is_used_where_it_is_taken(elsewhere: University, forged: Forged) -> None:
    forged.pkce = True
    page = answered(elsewhere, forged, lambda nonce: forged.signed(forged.claims(nonce)))
    assert page.location.endswith("/me")
    assert forged.challenge == create_s256_code_challenge(forged.verifier)


def test_less_than_was_asked_is_said_and_kept(elsewhere: University, forged: Forged) -> None:
    path = f"/i/{elsewhere.invites().token.reveal()}"
    browser = Browser(elsewhere)
    browser.get(path)
    asked = query(browser.post(f"{path}/accept", {"purpose": ["thesis", "show"]}).location)
    forged.answers(scope="/read-limited", name="Josiah Carberry")
    done = browser.follow(browser.get(f"/orcid/callback?code=abcdef&state={asked['state']}"))

    assert "did not allow everything" in done.text
    (consent,) = elsewhere.store.consents.of_person(JOSIAH)
    assert (consent.evidence.purposes, consent.scopes) == (("show",), ("/read-limited",))
    assert elsewhere.store.permissions.usable(JOSIAH) is None


def test_scopes_in_another_order_are_the_same(elsewhere: University, forged: Forged) -> None:
    path = f"/i/{elsewhere.invites().token.reveal()}"
    browser = Browser(elsewhere)
    browser.get(path)
    asked = query(browser.post(f"{path}/accept", {"purpose": "thesis"}).location)
    forged.answers(scope="/read-limited /activities/update")
    done = browser.follow(browser.get(f"/orcid/callback?code=abcdef&state={asked['state']}"))
    assert "did not allow everything" not in done.text
