"""Sign-in as an OpenID Connect library does it: Authlib on the member's side, joserfc for the signature."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc6749.errors import MismatchingStateException
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet
from lxml import html
from rehearsal.member_client import MEMBER, STUDENT, Client

from orcid_sync.rehearsal import Rehearsal

CALLBACK = "http://127.0.0.1:8765/callback"
NOBODYS_NAME = "0009-9999-0055-4337"


def session(rehearsal: Rehearsal, scope: str = "openid") -> OAuth2Session:
    return OAuth2Session(
        MEMBER,
        "rehearsal-secret-1",
        scope=scope,
        redirect_uri=CALLBACK,
        token_endpoint_auth_method="client_secret_post",
        revocation_endpoint_auth_method="client_secret_post",
    )


def said(rehearsal: Rehearsal) -> dict[str, Any]:
    address = f"{rehearsal.url}/.well-known/openid-configuration"
    return dict(requests.get(address, timeout=10).json())


def signed_in(rehearsal: Rehearsal, orcid_id: str = STUDENT, **wishes: str) -> dict[str, Any]:
    """The token answer after a whole sign-in, by the addresses that discovery names."""
    places = said(rehearsal)
    with session(rehearsal) as client:
        url, state = client.create_authorization_url(places["authorization_endpoint"], **wishes)
        back = rehearsal.sign_in(url, orcid_id)
        return dict(client.fetch_token(places["token_endpoint"], authorization_response=back, state=state))


def claims(rehearsal: Rehearsal, token: dict[str, Any], nonce: str = "") -> CodeIDToken:
    """The claims of the id_token, its signature checked with the published keys."""
    keys = KeySet.import_key_set(requests.get(said(rehearsal)["jwks_uri"], timeout=10).json())
    decoded = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
    options = {"iss": {"essential": True, "value": said(rehearsal)["issuer"]}}
    params = {"client_id": MEMBER, "access_token": token["access_token"]} | (
        {"nonce": nonce} if nonce else {}
    )
    # ORCID writes amr as a text (orcid.md §5.7); Authlib, as the standard, takes a list only.
    assert decoded.claims.pop("amr") == "pwd"
    return CodeIDToken(decoded.claims, decoded.header, options, params)


def test_the_library_accepts_the_id_token_and_its_nonce(rehearsal: Rehearsal) -> None:
    token = signed_in(rehearsal, nonce="n-0S6_WzA2Mj")
    found = claims(rehearsal, token, "n-0S6_WzA2Mj")

    found.validate(leeway=5)
    assert found["sub"] == token["orcid"] == STUDENT
    assert found["aud"] == MEMBER
    assert (found["name"], found["given_name"], found["family_name"]) == (
        "Josiah Carberry",
        "Josiah",
        "Carberry",
    )
    assert {"at_hash", "auth_time", "exp", "iat", "jti"} <= found.keys()


def test_another_nonce_is_not_the_one_in_the_token(rehearsal: Rehearsal) -> None:
    with pytest.raises(Exception, match="nonce"):
        claims(rehearsal, signed_in(rehearsal, nonce="mine"), "another").validate()


def test_the_keys_are_published_as_orcid_does(rehearsal: Rehearsal) -> None:
    (key,) = requests.get(f"{rehearsal.url}/oauth/jwks", timeout=10).json()["keys"]

    assert list(key) == ["kty", "e", "use", "kid", "n"]
    assert (key["kty"], key["e"], key["use"]) == ("RSA", "AQAB", "sig")


def test_discovery_says_what_is_supported(rehearsal: Rehearsal) -> None:
    found = said(rehearsal)

    assert found["response_types_supported"] == ["code", "id_token", "id_token token"]
    assert found["token_endpoint_auth_methods_supported"] == ["client_secret_post"]
    assert found["id_token_signing_alg_values_supported"] == ["RS256"]


def test_a_private_name_is_in_no_claim(rehearsal: Rehearsal) -> None:
    found = claims(rehearsal, signed_in(rehearsal, NOBODYS_NAME))

    assert {"name", "given_name", "family_name"}.isdisjoint(found)


def test_without_openid_there_is_no_id_token(rehearsal: Rehearsal) -> None:
    places = said(rehearsal)
    with session(rehearsal, "/authenticate") as client:
        url, state = client.create_authorization_url(places["authorization_endpoint"])
        back = rehearsal.sign_in(url, STUDENT)
        token = client.fetch_token(places["token_endpoint"], authorization_response=back, state=state)

    assert "id_token" not in token


def test_the_library_refreshes_reads_userinfo_and_revokes(rehearsal: Rehearsal) -> None:
    places = said(rehearsal)
    with session(rehearsal) as client:
        url, state = client.create_authorization_url(places["authorization_endpoint"])
        back = rehearsal.sign_in(url, STUDENT)
        first = client.fetch_token(places["token_endpoint"], authorization_response=back, state=state)
        second = client.refresh_token(places["token_endpoint"], refresh_token=first["refresh_token"])
        known = client.get(places["userinfo_endpoint"])
        client.revoke_token(places["revocation_endpoint"], token=second["access_token"])
        gone = client.get(places["userinfo_endpoint"])

    assert second["access_token"] != first["access_token"]
    assert known.json()["sub"] == STUDENT
    assert gone.status_code == 403


def test_the_library_notices_a_callback_with_a_state_that_is_not_its_own(rehearsal: Rehearsal) -> None:
    with session(rehearsal) as client:
        url, _ = client.create_authorization_url(said(rehearsal)["authorization_endpoint"])
        back = rehearsal.sign_in(url, STUDENT)
        with pytest.raises(MismatchingStateException):
            client.fetch_token(f"{rehearsal.url}/oauth/token", authorization_response=back, state="other")


# What a browser that is signed in meets (orcid.md §5.2, §5.3).


def address(rehearsal: Rehearsal, **wishes: str) -> str:
    asked = {"client_id": MEMBER, "response_type": "code", "scope": "openid", "redirect_uri": CALLBACK}
    return f"{rehearsal.url}/oauth/authorize?{urlencode(asked | wishes)}"


def browser(rehearsal: Rehearsal, decision: str = "authorize") -> requests.Session:
    found = requests.Session()
    form = dict(parse_qsl(urlsplit(address(rehearsal)).query)) | {"person": STUDENT, "decision": decision}
    found.post(f"{rehearsal.url}/oauth/authorize", form, allow_redirects=False, timeout=10)
    return found


def goes_to(found: requests.Session, url: str) -> str:
    return found.get(url, allow_redirects=False, timeout=10).headers.get("Location", "a page")


def test_prompt_none_is_silent_for_who_has_agreed_before(rehearsal: Rehearsal) -> None:
    agreed, new = browser(rehearsal), browser(rehearsal, "sign-in")
    rehearsal.world.grants.end(STUDENT, "user-revoked")

    assert goes_to(new, address(rehearsal, prompt="none")).endswith("#error=interaction_required")
    assert goes_to(requests.Session(), address(rehearsal, prompt="none")).endswith("#error=login_required")
    signed_in(rehearsal)
    assert "?code=" in goes_to(agreed, address(rehearsal, prompt="none"))


def test_prompt_confirm_and_login_ask_again(rehearsal: Rehearsal) -> None:
    signed_in(rehearsal)
    agreed = browser(rehearsal)

    assert "?code=" in goes_to(agreed, address(rehearsal))
    assert "Authorize access" in agreed.get(address(rehearsal, prompt="confirm"), timeout=10).text
    assert "Who are you?" in agreed.get(address(rehearsal, prompt="login"), timeout=10).text


def test_prompt_counts_with_openid_only(rehearsal: Rehearsal) -> None:
    page = requests.get(address(rehearsal, scope="/authenticate", prompt="none"), timeout=10)

    assert "Who are you?" in page.text


def test_max_age_asks_who_signed_in_too_long_ago_to_sign_in_again(rehearsal: Rehearsal) -> None:
    signed_in(rehearsal)
    agreed = browser(rehearsal)
    rehearsal.world.clock.advance(600)

    assert "?code=" in goes_to(agreed, address(rehearsal, max_age="900"))
    assert goes_to(agreed, address(rehearsal, max_age="300", prompt="none")).endswith("#error=login_required")
    assert "Who are you?" in agreed.get(address(rehearsal, max_age="300"), timeout=10).text


def test_auth_time_is_when_she_signed_in_not_when_the_token_was_made(rehearsal: Rehearsal) -> None:
    signed_in(rehearsal)
    agreed = browser(rehearsal)
    rehearsal.world.clock.advance(600)
    code = parse_qs(urlsplit(goes_to(agreed, address(rehearsal))).query)["code"][0]
    with session(rehearsal) as client:
        token = client.fetch_token(f"{rehearsal.url}/oauth/token", code=code)

    found = claims(rehearsal, dict(token))
    assert 595 < found["iat"] - found["auth_time"] < 615


def test_saying_no_later_leaves_what_was_granted(rehearsal: Rehearsal) -> None:
    token = signed_in(rehearsal)
    rehearsal.sign_in(address(rehearsal), STUDENT, deny=True)

    assert (
        Client(rehearsal.url, token["access_token"], requests.Session())
        .send("GET", f"{STUDENT}/works")
        .status
        == 200
    )


def test_each_agreement_makes_a_new_token_and_leaves_the_old(rehearsal: Rehearsal) -> None:
    first, second = signed_in(rehearsal), signed_in(rehearsal)

    assert first["access_token"] != second["access_token"]
    for token in (first, second):
        client = Client(rehearsal.url, token["access_token"], requests.Session())
        assert client.send("GET", f"{STUDENT}/works").status == 200


def test_agreement_for_once_lasts_one_hour(rehearsal: Rehearsal) -> None:
    form = dict(parse_qsl(urlsplit(address(rehearsal)).query))
    form |= {"person": STUDENT, "decision": "authorize", "lasting": "no"}
    back = requests.post(f"{rehearsal.url}/oauth/authorize", form, allow_redirects=False, timeout=10)
    code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
    with session(rehearsal) as client:
        token = client.fetch_token(f"{rehearsal.url}/oauth/token", code=code)

    assert token["expires_in"] == 3600


# Implicit: for signing in only.


@pytest.mark.parametrize("response_type", ["token", "id_token", "id_token token"])
def test_implicit_answers_stand_in_the_fragment(rehearsal: Rehearsal, response_type: str) -> None:
    back = rehearsal.sign_in(address(rehearsal, response_type=response_type, state="s", nonce="n"), STUDENT)
    answer = dict(parse_qsl(urlsplit(back).fragment))

    assert urlsplit(back).query == ""
    assert answer["state"] == "s"
    assert ("id_token" in answer) == ("id_token" in response_type)
    if "token" in response_type.split():
        assert (answer["expires_in"], answer["orcid"]) == ("600", STUDENT)
    if response_type == "id_token token":
        claims(rehearsal, answer, "n").validate(leeway=5)


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"response_type": "token", "scope": "/activities/update"}, "unsupported_response_type"),
        ({"response_type": "id_token", "scope": "/authenticate"}, "invalid_scope"),
        ({"response_type": "code token"}, "unsupported_response_type"),
        ({"response_type": ""}, "unsupported_response_type"),
    ],
)
def test_an_implicit_wish_that_orcid_does_not_grant_comes_back_in_the_fragment(
    rehearsal: Rehearsal, wishes: dict[str, str], error: str
) -> None:
    assert goes_to(requests.Session(), address(rehearsal, **wishes)) == f"{CALLBACK}#error={error}"


# Registration.


def form_of(page: requests.Response) -> dict[str, str]:
    """What the registration form says, as the page shows it."""
    (form,) = html.fromstring(page.text).xpath("//form[.//button[@value='register']]")
    return {field.name: field.value or "" for field in form.inputs if field.name != "decision"}


def test_who_has_no_id_yet_registers_with_name_and_e_mail_filled_in(rehearsal: Rehearsal) -> None:
    names = {"given_names": "Åsa", "family_names": "Nyström", "email": "asa@mail.example"}
    url = address(rehearsal, show_login="false", state="x", **names)
    form = form_of(requests.get(url, timeout=10))

    back = rehearsal.register(url)

    assert form.items() >= names.items()
    with session(rehearsal) as client:
        token = client.fetch_token(f"{rehearsal.url}/oauth/token", authorization_response=back, state="x")
    person = rehearsal.world.records[token["orcid"]].person
    assert (token["name"], person.email) == ("Åsa Nyström", "asa@mail.example")
    assert token["orcid"].startswith("0009-9999-1000-")
    works = Client(rehearsal.url, token["access_token"], requests.Session()).send(
        "GET", f"{token['orcid']}/works"
    )
    assert works.status == 200


def test_new_ids_differ_and_have_right_check_digits(rehearsal: Rehearsal) -> None:
    for number in range(30):
        rehearsal.register(address(rehearsal, given_names="A", email=f"a{number}@mail.example"))
    new = [orcid_id for orcid_id in rehearsal.world.records if orcid_id.startswith("0009-9999-1000-")]

    assert len(set(new)) == 30
    for orcid_id in new:
        total = 0
        for digit in orcid_id.replace("-", "")[:15]:
            total = (total + int(digit)) * 2
        assert orcid_id[-1] == "0123456789X"[(12 - total % 11) % 11]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"given_names": "", "email": "a@mail.example"}, "first name"),
        ({"given_names": "A", "email": "nonsense"}, "e-mail"),
        ({"given_names": "A", "email": "Josiah@mail.example"}, "already"),
    ],
)
def test_an_incomplete_registration_says_what_is_missing(
    rehearsal: Rehearsal, typed: dict[str, str], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        rehearsal.register(address(rehearsal), **typed)


@pytest.mark.parametrize(
    ("wishes", "first"),
    [
        ({}, "Sign in"),
        ({"show_login": "false"}, "Register"),
        ({"show_login": "true", "email": "new@mail.example"}, "Sign in"),
        ({"email": "new@mail.example"}, "Register"),
        ({"email": "josiah@mail.example"}, "Sign in"),
    ],
)
def test_the_form_that_suits_comes_first(rehearsal: Rehearsal, wishes: dict[str, str], first: str) -> None:
    page = html.fromstring(requests.get(address(rehearsal, **wishes), timeout=10).text)

    assert page.findtext(".//h2").startswith(first)


def test_a_known_address_or_id_is_chosen_beforehand(rehearsal: Rehearsal) -> None:
    for wishes in ({"email": "josiah@mail.example"}, {"orcid": STUDENT}):
        page = html.fromstring(requests.get(address(rehearsal, **wishes), timeout=10).text)
        assert page.xpath("//input[@checked and @name='person']/@value") == [STUDENT]


# The member's own state.


def test_a_locked_member_gets_no_token_and_no_page(rehearsal: Rehearsal, client: Client) -> None:
    token = signed_in(rehearsal)
    wishes = {"client_id": MEMBER}
    requests.post(f"{rehearsal.url}/__rehearsal__/lock-member", json=wishes, timeout=10).raise_for_status()
    form = {"client_id": MEMBER, "client_secret": "rehearsal-secret-1", "grant_type": "client_credentials"}
    refused = requests.post(f"{rehearsal.url}/oauth/token", form, timeout=10)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_client")
    assert "is locked" in refused.json()["error_description"]
    assert "is locked" in requests.get(address(rehearsal), timeout=10).text
    assert token
    answer = client.send("GET", f"{STUDENT}/works")
    assert (answer.status, answer.code) == (409, 9057)


def test_a_token_that_staff_has_revoked_does_not_even_delete(rehearsal: Rehearsal, client: Client) -> None:
    requests.post(
        f"{rehearsal.url}/__rehearsal__/revoke", json={"orcid_id": STUDENT, "by": "staff"}, timeout=10
    ).raise_for_status()

    assert client.send("DELETE", f"{STUDENT}/work/1234567").status == 401
