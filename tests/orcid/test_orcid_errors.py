from __future__ import annotations

import json

import pytest
from orcid.bodies import SAMPLE_ID, TOKEN, WORK, error_xml
from pytest_httpserver import HTTPServer

from orcid_sync.orcid import errors
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.errors import CODES, OrcidError

WORK_PATH = f"/v3.0/{SAMPLE_ID}/work"


def refusal(
    httpserver: HTTPServer, client: OrcidClient, status: int, body: str, **headers: str
) -> OrcidError:
    """What adding a work raises when ORCID answers this."""
    httpserver.expect_request(WORK_PATH).respond_with_data(body, status=status, headers=headers)
    with pytest.raises(OrcidError) as caught:
        client.add_work(WORK)
    return caught.value


def test_every_code_of_orcid_has_a_meaning_and_a_remedy() -> None:
    assert set(CODES) == set(range(9000, 9063))
    for row in CODES.values():
        assert row.meaning.endswith(".")
        assert row.remedy.endswith(".")


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_raises_its_own_error(httpserver: HTTPServer, client: OrcidClient, code: int) -> None:
    error = refusal(httpserver, client, 400, error_xml(400, code, "what ORCID says"))

    assert type(error) is CODES[code].error
    assert (error.status, error.code, error.said) == (400, code, "what ORCID says")
    assert CODES[code].meaning in str(error)
    assert "what ORCID says" in str(error)


def test_an_unknown_code_keeps_its_number_and_text(httpserver: HTTPServer, client: OrcidClient) -> None:
    error = refusal(httpserver, client, 400, error_xml(400, 9999, "Something new."))

    assert type(error) is errors.WorkRefusedError
    assert error.code == 9999
    assert "Something new." in str(error)


def test_the_put_code_of_a_duplicate_is_read_from_the_sentence(
    httpserver: HTTPServer, client: OrcidClient
) -> None:
    message = (
        "409 Conflict: You have already added this activity (matched by external identifiers), please see "
        "element with put-code 733536. If you are trying to edit the item, please use PUT instead of POST."
    )

    error = refusal(httpserver, client, 409, error_xml(409, 9021, message))

    assert isinstance(error, errors.AlreadyThereError)
    assert error.put_code == "733536"


@pytest.mark.parametrize("told_by", ["header", "text"])
def test_a_merged_record_names_the_id_it_leads_to(
    httpserver: HTTPServer, client: OrcidClient, told_by: str
) -> None:
    primary = "0000-0001-5109-3700"
    message = (
        f"This account is deprecated. Please refer to account: https://orcid.org/{primary}. ORCID {SAMPLE_ID}"
    )
    headers = {"Location": f"https://api.orcid.org/v3.0/{primary}/work"} if told_by == "header" else {}

    error = refusal(httpserver, client, 409, error_xml(409, 9007, message), **headers)

    assert isinstance(error, errors.RecordMovedError)
    assert error.primary_id == primary


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, json.dumps({"error": "invalid_token", "error_description": "gone"}), errors.TokenRefusedError),
        (401, "", errors.TokenRefusedError),
        (403, json.dumps({"error": "forbidden"}), errors.RunStoppedError),
        (404, "<html><title>404</title></html>", errors.TryLaterError),
        (404, error_xml(404, 9001, "404 Not Found"), errors.RunStoppedError),
        (410, "", errors.NotFoundError),
        (429, "", errors.TryLaterError),
        (500, "", errors.TryLaterError),
        (503, "<html><h1>503 Service Temporarily Unavailable</h1></html>", errors.TryLaterError),
        (400, "<html>Bad Request</html>", errors.WorkRefusedError),
        (
            400,
            json.dumps({"response-code": 400, "developer-message": "no", "error-code": 9020}),
            errors.WorkRefusedError,
        ),
        (200, "", errors.TryLaterError),
        (302, "", errors.TryLaterError),
    ],
)
def test_answers_of_every_shape_become_a_typed_error(
    httpserver: HTTPServer, client: OrcidClient, status: int, body: str, expected: type[OrcidError]
) -> None:
    error = refusal(httpserver, client, status, body)

    assert type(error) is expected
    assert error.status == status


def test_a_json_error_keeps_its_code(httpserver: HTTPServer, client: OrcidClient) -> None:
    body = json.dumps({"response-code": 404, "developer-message": "not here", "error-code": 9016})

    error = refusal(httpserver, client, 404, body)

    assert isinstance(error, errors.NotFoundError)
    assert error.code == 9016


def test_the_token_that_orcid_echoes_is_hidden(httpserver: HTTPServer, client: OrcidClient) -> None:
    body = json.dumps({"error": "invalid_token", "error_description": f"Invalid access token: {TOKEN}"})

    error = refusal(httpserver, client, 401, body)

    assert str(error) == (
        "ORCID does not accept the permission. (401) "
        "ORCID says: invalid_token: Invalid access token: [hidden]"
    )
