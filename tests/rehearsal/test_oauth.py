"""Sign-in, consent and tokens, as a client and a person do them (orcid.md §5)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import requests
from rehearsal.member_client import MEMBER, OTHER_MEMBER, STUDENT, Client

from orcid_sync.rehearsal import Rehearsal

CALLBACK = "http://127.0.0.1:8765/orcid/callback"
SCOPE = "/activities/update /read-limited"


def address(rehearsal: Rehearsal, **changes: str) -> str:
    asked = {
        "client_id": MEMBER,
        "response_type": "code",
        "scope": SCOPE,
        "redirect_uri": CALLBACK,
        "state": "s 1",
    }
    return f"{rehearsal.url}/oauth/authorize?{urlencode(asked | changes)}"


def ask(rehearsal: Rehearsal, **changes: str) -> requests.Response:
    form = {"client_id": MEMBER, "client_secret": "rehearsal-secret-1", "redirect_uri": CALLBACK} | changes
    return requests.post(f"{rehearsal.url}/oauth/token", form, timeout=10)


def code(rehearsal: Rehearsal, orcid_id: str = STUDENT, **changes: str) -> str:
    back = rehearsal.sign_in(address(rehearsal, **changes), orcid_id)
    return parse_qs(urlsplit(back).query)["code"][0]


def granted(rehearsal: Rehearsal, orcid_id: str = STUDENT, **changes: str) -> dict[str, Any]:
    answer = ask(rehearsal, grant_type="authorization_code", code=code(rehearsal, orcid_id, **changes))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def signed_in(rehearsal: Rehearsal, orcid_id: str = STUDENT) -> requests.Session:
    """A browser in which a person has signed in, and not answered yet."""
    browser = requests.Session()
    form = dict(parse_qsl(urlsplit(address(rehearsal)).query)) | {"person": orcid_id, "decision": "sign-in"}
    browser.post(f"{rehearsal.url}/oauth/authorize", form, allow_redirects=False, timeout=10)
    return browser


def works_status(rehearsal: Rehearsal, token: str, orcid_id: str = STUDENT) -> int:
    return Client(rehearsal.url, token, requests.Session()).send("GET", f"{orcid_id}/works").status


def test_a_person_chooses_who_she_is_and_then_says_yes(rehearsal: Rehearsal) -> None:
    browser = requests.Session()
    choice = browser.get(address(rehearsal), timeout=10)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address(rehearsal)).query).items()}
    consent = browser.post(
        f"{rehearsal.url}/oauth/authorize", {**asked, "person": STUDENT, "decision": "sign-in"}, timeout=10
    )

    assert "Rehearsal — not ORCID" in choice.text
    assert "Josiah Carberry" in choice.text
    assert "Rehearsal University Repository" in consent.text
    assert "/activities/update" in consent.text


def test_yes_comes_back_with_a_code_of_six_signs_and_the_state(rehearsal: Rehearsal) -> None:
    back = urlsplit(rehearsal.sign_in(address(rehearsal), STUDENT))

    assert f"{back.scheme}://{back.netloc}{back.path}" == CALLBACK
    answer = parse_qs(back.query)
    assert answer["state"] == ["s 1"]
    assert len(answer["code"][0]) == 6


def test_no_comes_back_in_the_query(rehearsal: Rehearsal) -> None:
    back = rehearsal.sign_in(address(rehearsal), STUDENT, deny=True)

    assert back == f"{CALLBACK}?error=access_denied&error_description=User%20denied%20access&state=s%201"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "/webhook"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "/read-limited /nonsense"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "openid", "prompt": "none"}, "login_required"),
    ],
)
def test_other_errors_come_back_in_the_fragment_without_state(
    rehearsal: Rehearsal, changes: dict[str, str], error: str
) -> None:
    reply = requests.get(address(rehearsal, **changes), allow_redirects=False, timeout=10)

    assert reply.headers["Location"] == f"{CALLBACK}#error={error}"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "APP-UNKNOWN000000000"},
        {"redirect_uri": "https://elsewhere.example/callback"},
        {"redirect_uri": "http://127.0.0.1.elsewhere.example/"},
        {"redirect_uri": "http://127.0.0.1:8765@elsewhere.example/"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": ""},
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    rehearsal: Rehearsal, changes: dict[str, str]
) -> None:
    for reply in (
        requests.get(address(rehearsal, **changes), allow_redirects=False, timeout=10),
        requests.post(
            f"{rehearsal.url}/oauth/authorize",
            {"client_id": MEMBER, "redirect_uri": CALLBACK, "person": STUDENT, "decision": "deny"} | changes,
            allow_redirects=False,
            timeout=10,
        ),
    ):
        assert reply.status_code == 400
        assert "Location" not in reply.headers


def test_who_is_signed_in_and_granted_the_same_scopes_is_not_asked_again(rehearsal: Rehearsal) -> None:
    granted(rehearsal)
    browser = signed_in(rehearsal)

    same = browser.get(address(rehearsal), allow_redirects=False, timeout=10)
    wider = browser.get(
        address(rehearsal, scope=f"{SCOPE} /person/update"), allow_redirects=False, timeout=10
    )

    assert same.status_code == 302
    assert "code=" in same.headers["Location"]
    assert wider.status_code == 200
    assert "Authorize access" in wider.text


def test_prompt_with_openid_is_honoured(rehearsal: Rehearsal) -> None:
    browser = signed_in(rehearsal)

    silent = browser.get(address(rehearsal, scope="openid", prompt="none"), allow_redirects=False, timeout=10)
    login = browser.get(address(rehearsal, scope="openid", prompt="login"), timeout=10)

    assert silent.headers["Location"] == f"{CALLBACK}#error=interaction_required"
    assert "Who are you?" in login.text


@pytest.mark.parametrize("orcid_id", ["0009-9999-0031-6769", "0009-9999-0023-7577", "0009-9999-0039-5954"])
def test_the_owner_of_a_closed_record_cannot_sign_in(rehearsal: Rehearsal, orcid_id: str) -> None:
    with pytest.raises(ValueError, match="cannot sign in"):
        rehearsal.sign_in(address(rehearsal), orcid_id)


def test_the_token_answer_has_orcids_fields(rehearsal: Rehearsal) -> None:
    answer = granted(rehearsal)

    assert list(answer) == [
        "access_token", "token_type", "refresh_token", "expires_in", "scope", "name", "orcid",
    ]  # fmt: skip
    assert len(answer["access_token"]) == len(answer["refresh_token"]) == 36
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 631138518)
    assert set(answer["scope"].split()) == set(SCOPE.split())
    assert (answer["name"], answer["orcid"]) == ("Josiah Carberry", STUDENT)
    assert works_status(rehearsal, answer["access_token"]) == 200


def test_a_private_name_is_null(rehearsal: Rehearsal) -> None:
    assert granted(rehearsal, "0009-9999-0055-4337")["name"] is None


def test_a_code_used_twice_ends_the_token_that_came_of_it(rehearsal: Rehearsal) -> None:
    used = code(rehearsal)
    first = ask(rehearsal, grant_type="authorization_code", code=used).json()
    second = ask(rehearsal, grant_type="authorization_code", code=used)

    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert works_status(rehearsal, first["access_token"]) == 401


def test_a_code_lives_one_day(rehearsal: Rehearsal) -> None:
    old = code(rehearsal)
    rehearsal.world.clock.advance(24 * 3600 + 1)

    assert ask(rehearsal, grant_type="authorization_code", code=old).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "APP-UNKNOWN000000000"}, 401, "invalid_client"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "zzzzzz"}, 400, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "zzz"}, 400, "invalid_grant"),
        ({"grant_type": "client_credentials", "scope": "/activities/update"}, 400, "invalid_scope"),
        ({"grant_type": "client_credentials"}, 400, "invalid_scope"),
    ],
)
def test_the_token_endpoint_refuses_with_an_oauth_error(
    rehearsal: Rehearsal, form: dict[str, str], status: int, error: str
) -> None:
    answer = ask(rehearsal, **form)

    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_code_belongs_to_its_client_and_its_address(rehearsal: Rehearsal) -> None:
    wanted = code(rehearsal)
    form = {"grant_type": "authorization_code", "code": wanted}

    elsewhere = ask(rehearsal, **form, redirect_uri=f"{CALLBACK}/")
    others = ask(rehearsal, **form, client_id=OTHER_MEMBER, client_secret="rehearsal-secret-2")

    assert elsewhere.json()["error"] == others.json()["error"] == "invalid_grant"
    assert ask(rehearsal, **form).status_code == 200


def test_json_is_not_taken_at_the_token_endpoint(rehearsal: Rehearsal) -> None:
    reply = requests.post(
        f"{rehearsal.url}/oauth/token", json={"grant_type": "client_credentials"}, timeout=10
    )

    assert reply.status_code == 415


def test_refreshing_ends_the_old_token_unless_told_otherwise(rehearsal: Rehearsal) -> None:
    first = granted(rehearsal)
    kept = ask(
        rehearsal, grant_type="refresh_token", refresh_token=first["refresh_token"], revoke_old="false"
    ).json()
    assert works_status(rehearsal, first["access_token"]) == 200

    second = ask(rehearsal, grant_type="refresh_token", refresh_token=kept["refresh_token"]).json()
    again = ask(rehearsal, grant_type="refresh_token", refresh_token=kept["refresh_token"])

    assert works_status(rehearsal, kept["access_token"]) == 401
    assert works_status(rehearsal, second["access_token"]) == 200
    assert again.json()["error_description"] == "Parent token is disabled"


def test_a_refreshed_token_can_be_narrower_but_not_wider(rehearsal: Rehearsal) -> None:
    token = granted(rehearsal)["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token, "revoke_old": "false"}

    wider = ask(rehearsal, **form, scope="/person/update")
    narrow = ask(rehearsal, **form, scope="/read-limited").json()

    assert wider.json()["error"] == "invalid_scope"
    refused = Client(rehearsal.url, narrow["access_token"], requests.Session())
    assert refused.send("DELETE", f"{STUDENT}/work/1234567").code == 9038


def test_a_refreshed_token_lives_no_longer_than_its_parent(rehearsal: Rehearsal) -> None:
    token = granted(rehearsal)["refresh_token"]
    short = ask(rehearsal, grant_type="refresh_token", refresh_token=token, expires_in="60").json()
    assert works_status(rehearsal, short["access_token"]) == 200

    rehearsal.world.clock.advance(61)

    assert works_status(rehearsal, short["access_token"]) == 401


def test_client_credentials_read_what_is_public_and_write_nothing(rehearsal: Rehearsal) -> None:
    answer = ask(rehearsal, grant_type="client_credentials", scope="/read-public").json()
    reader = Client(rehearsal.url, answer["access_token"], requests.Session())

    assert (answer["orcid"], answer["name"]) == (None, None)
    assert reader.send("GET", f"{STUDENT}/works").status == 200
    assert reader.send("DELETE", f"{STUDENT}/work/1234567").code == 9038


def test_revoking_ends_the_token_and_forgives_unknown_ones(rehearsal: Rehearsal) -> None:
    first = granted(rehearsal)
    second = granted(rehearsal)
    form = {"client_id": MEMBER, "client_secret": "rehearsal-secret-1"}

    def revoke(token: str) -> int:
        return requests.post(
            f"{rehearsal.url}/oauth/revoke", {**form, "token": token}, timeout=10
        ).status_code

    assert [revoke(first["access_token"]), revoke(second["refresh_token"]), revoke("zzz")] == [200, 200, 200]
    assert (
        works_status(rehearsal, first["access_token"])
        == works_status(rehearsal, second["access_token"])
        == 401
    )
    form["client_secret"] = "wrong"
    assert revoke("zzz") == 401


def test_userinfo_says_who_it_is(rehearsal: Rehearsal) -> None:
    token = granted(rehearsal, scope="openid")["access_token"]
    url = f"{rehearsal.url}/oauth/userinfo"

    known = requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=10)
    unknown = requests.get(url, headers={"Authorization": "Bearer zzz"}, timeout=10)

    assert known.json() == {
        "id": f"https://orcid.org/{STUDENT}",
        "sub": STUDENT,
        "name": "Josiah Carberry",
        "given_name": "Josiah",
        "family_name": "Carberry",
    }
    assert unknown.status_code == 403
    assert unknown.json() == {"error": "access_denied", "error-description": "access_token is invalid"}


def test_discovery_names_addresses_that_answer(rehearsal: Rehearsal) -> None:
    said = requests.get(f"{rehearsal.url}/.well-known/openid-configuration", timeout=10).json()

    assert said["issuer"] == rehearsal.url
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "revocation_endpoint"):
        assert requests.get(said[name], timeout=10).status_code in (400, 403, 405)
