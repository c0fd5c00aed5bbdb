"""No token in a repr, a log, a message, an address, or anything that a traceback can show."""

from __future__ import annotations

import http.client
import logging
import pickle
import socket
import traceback
from collections.abc import Callable

import pytest
from orcid.bodies import CLIENT_ID, CLIENT_SECRET, SAMPLE_ID, TOKEN, WORK, error_xml
from pytest_httpserver import HTTPServer

from orcid_sync import environments
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.errors import CODES, OrcidError
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.orcid.wire import Wire
from orcid_sync.secret import Secret

SECRETS = (TOKEN, CLIENT_SECRET)


def everything_shown(error: BaseException) -> str:
    """All that a careless handler could print: chain, frames with their variables, attributes, arguments.

    The test's own frame, which is the first, is left out.
    """
    assert error.__traceback__
    error = error.with_traceback(error.__traceback__.tb_next)
    shown = [repr(error), str(error), repr(error.args), repr(vars(error))]
    shown += traceback.TracebackException.from_exception(error, capture_locals=True).format(chain=True)
    link: BaseException | None = error
    while link is not None:
        shown += [repr(link), repr(vars(link))]
        link = link.__cause__ or link.__context__
    return "\n".join(shown)


def test_a_secret_shows_itself_nowhere_but_in_reveal() -> None:
    secret = Secret(TOKEN)

    assert TOKEN not in f"{secret} {secret!r} {[secret]} { ({'token': secret}) }"
    assert secret.reveal() == TOKEN
    assert secret == Secret(TOKEN)
    assert hash(secret) == hash(Secret(TOKEN))
    assert not Secret("")
    with pytest.raises(TypeError):
        pickle.dumps(secret)


@pytest.mark.parametrize("code", [*sorted(CODES), None])
def test_no_error_of_the_table_shows_the_token(
    httpserver: HTTPServer, client: OrcidClient, caplog: pytest.LogCaptureFixture, code: int | None
) -> None:
    body = error_xml(400, code, f"echo {TOKEN}") if code else f"<html>echo {TOKEN}</html>"
    httpserver.expect_request(f"/v3.0/{SAMPLE_ID}/work").respond_with_data(
        body, status=400, headers={"Location": f"https://orcid.example/{TOKEN}"}
    )

    with caplog.at_level(logging.DEBUG), pytest.raises(OrcidError) as caught:
        client.add_work(WORK)

    assert TOKEN not in everything_shown(caught.value)
    assert "urllib3" in caplog.text
    assert TOKEN not in caplog.text


def refuses(port: int, call: Callable[[OrcidClient, OAuth], object]) -> OrcidError:
    """The error of a call to a port where nobody answers."""
    nobody = environments.rehearsal(f"http://127.0.0.1:{port}")
    wire = Wire(sleep=lambda _: None)
    client = OrcidClient(nobody, CLIENT_ID, SAMPLE_ID, Secret(TOKEN), wire=wire)
    oauth = OAuth(nobody, CLIENT_ID, Secret(CLIENT_SECRET), wire=wire)
    with pytest.raises(OrcidError) as caught:
        call(client, oauth)
    return caught.value


@pytest.mark.parametrize(
    "call",
    [
        lambda client, _: client.add_work(WORK),
        lambda client, _: client.update_work("7", WORK),
        lambda client, _: client.delete_work("7"),
        lambda client, _: client.read_works(),
        lambda _, oauth: oauth.exchange(Secret(TOKEN), "https://sync.example/back"),
        lambda _, oauth: oauth.refresh(Secret(TOKEN)),
        lambda _, oauth: oauth.revoke(Secret(TOKEN)),
        lambda _, oauth: oauth.client_credentials(),
    ],
)
def test_no_network_error_shows_a_secret(
    caplog: pytest.LogCaptureFixture, call: Callable[[OrcidClient, OAuth], object]
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    with caplog.at_level(logging.DEBUG):
        error = refuses(port, call)

    shown = everything_shown(error) + caplog.text
    assert not any(secret in shown for secret in SECRETS)
    assert error.__context__ is None


def test_a_token_that_no_header_can_hold_is_not_shown_either(caplog: pytest.LogCaptureFixture) -> None:
    broken = Secret(f" {TOKEN}\r\nX: y")
    client = OrcidClient(environments.SANDBOX, CLIENT_ID, SAMPLE_ID, broken, wire=Wire(sleep=lambda _: None))

    with caplog.at_level(logging.DEBUG), pytest.raises(OrcidError) as caught:
        client.add_work(WORK)

    assert TOKEN not in everything_shown(caught.value) + caplog.text


def test_no_oauth_refusal_shows_a_secret(httpserver: HTTPServer, oauth: OAuth) -> None:
    answer = {"error": "invalid_grant", "error_description": f"bad {TOKEN} and {CLIENT_SECRET}"}
    httpserver.expect_request("/oauth/token").respond_with_json(answer, status=400)

    with pytest.raises(OrcidError) as caught:
        oauth.exchange(Secret(TOKEN), "https://sync.example/back")

    shown = everything_shown(caught.value)
    assert not any(secret in shown for secret in SECRETS)
    assert "[hidden]" in shown


def test_no_secret_is_ever_part_of_an_address(
    httpserver: HTTPServer, client: OrcidClient, oauth: OAuth
) -> None:
    httpserver.expect_request(f"/v3.0/{SAMPLE_ID}/work/7").respond_with_data(status=204)
    httpserver.expect_request("/oauth/revoke").respond_with_data(status=200)

    client.delete_work("7")
    oauth.revoke(Secret(TOKEN))

    addresses = " ".join(request.url for request, _ in httpserver.log)
    assert not any(secret in addresses for secret in SECRETS)
    assert http.client.HTTPConnection.debuglevel == 0
    assert not any(secret in f"{client!r} {oauth!r} {vars(client)!r} {vars(oauth)!r}" for secret in SECRETS)
