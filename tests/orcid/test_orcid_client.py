from __future__ import annotations

import socket
import threading
import time

import pytest
from lxml import etree
from orcid.bodies import CLIENT_ID, SAMPLE_ID, TOKEN, WORK, WORKS, error_xml
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from orcid_sync.environments import rehearsal
from orcid_sync.orcid.answers import ExternalId, WorkSummary
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.errors import TryLaterError, UnreachableError
from orcid_sync.orcid.wire import Wire
from orcid_sync.secret import Secret

RECORD = f"/v3.0/{SAMPLE_ID}"


def test_adding_a_work_gives_the_put_code_of_the_location(
    httpserver: HTTPServer, client: OrcidClient
) -> None:
    location = f"{httpserver.url_for(RECORD)}/work/733536"
    httpserver.expect_ordered_request(
        f"{RECORD}/work",
        method="POST",
        data=WORK.encode(),
        headers={
            "Authorization": f"Bearer {TOKEN}",
            "Content-Type": "application/vnd.orcid+xml",
            "Accept": "application/vnd.orcid+xml",
            "Accept-Language": "en",
        },
    ).respond_with_data(status=201, headers={"Location": location})

    assert client.add_work(WORK) == "733536"

    httpserver.check()


def test_an_update_carries_the_put_code_and_never_a_visibility(
    httpserver: HTTPServer, client: OrcidClient
) -> None:
    seen: list[etree._Element] = []

    def answer(request: Request) -> Response:
        seen.append(etree.fromstring(request.get_data()))
        return Response(request.get_data(), content_type="application/vnd.orcid+xml")

    httpserver.expect_request(f"{RECORD}/work/7", method="PUT").respond_with_handler(answer)

    stored = client.update_work("7", WORK)

    assert dict(seen[0].attrib) == {"put-code": "7"}
    assert stored.get("put-code") == "7"


def test_deleting_tells_whether_the_work_was_still_there(httpserver: HTTPServer, client: OrcidClient) -> None:
    httpserver.expect_oneshot_request(f"{RECORD}/work/7", method="DELETE").respond_with_data(status=204)
    gone = error_xml(404, 9016, "404 Not Found: The resource was not found.")
    httpserver.expect_request(f"{RECORD}/work/7", method="DELETE").respond_with_data(gone, status=404)

    assert client.delete_work("7") is True
    assert client.delete_work("7") is False


def test_the_list_of_works_names_source_identifiers_title_and_year(
    httpserver: HTTPServer, client: OrcidClient
) -> None:
    httpserver.expect_request(f"{RECORD}/works", method="GET").respond_with_data(WORKS)

    ours, theirs = client.read_works()

    assert ours == WorkSummary(
        "733536",
        "Über das Moor",
        "2020",
        (ExternalId("handle", "20.500/1", "self"),),
        "APP-0123456789ABCDEF",
        visibility="public",
    )
    assert theirs == WorkSummary("733537", "Über das Moor", "", (), "APP-FEDCBA9876543210", SAMPLE_ID)


def test_single_works_and_the_whole_record_can_be_read(httpserver: HTTPServer, client: OrcidClient) -> None:
    httpserver.expect_request(f"{RECORD}/work/7").respond_with_data(WORK)
    httpserver.expect_request(f"{RECORD}/record").respond_with_data(
        "<record:record xmlns:record='r' path='/x'/>"
    )

    assert etree.QName(client.read_work("7")).localname == "work"
    assert client.read_record().get("path") == "/x"


def test_reading_is_repeated_when_orcid_is_busy(httpserver: HTTPServer, client: OrcidClient) -> None:
    httpserver.expect_ordered_request(f"{RECORD}/works").respond_with_data("<html>busy</html>", status=503)
    httpserver.expect_ordered_request(f"{RECORD}/works").respond_with_data(
        status=429, headers={"Retry-After": "1"}
    )
    httpserver.expect_ordered_request(f"{RECORD}/works").respond_with_data(WORKS)

    assert len(client.read_works()) == 2


def test_reading_gives_up_after_three_tries(httpserver: HTTPServer, client: OrcidClient) -> None:
    httpserver.expect_request(f"{RECORD}/works").respond_with_data(
        "<html><b>Bad Gateway</b></html>", status=502, headers={"Retry-After": "120"}
    )

    with pytest.raises(TryLaterError) as caught:
        client.read_works()

    assert len(httpserver.log) == 3
    assert caught.value.retry_after == 120
    assert "Bad Gateway" in str(caught.value)
    assert "<b>" not in str(caught.value)


@pytest.mark.parametrize("write", ["add", "update", "delete"])
def test_a_write_is_never_repeated_by_itself(httpserver: HTTPServer, client: OrcidClient, write: str) -> None:
    httpserver.expect_request(f"{RECORD}/work").respond_with_data(status=503)
    httpserver.expect_request(f"{RECORD}/work/7").respond_with_data(status=503)
    writes = {
        "add": lambda: client.add_work(WORK),
        "update": lambda: client.update_work("7", WORK),
        "delete": lambda: client.delete_work("7"),
    }

    with pytest.raises(TryLaterError):
        writes[write]()

    assert len(httpserver.log) == 1


def test_a_redirect_is_not_followed(httpserver: HTTPServer, client: OrcidClient) -> None:
    httpserver.expect_request(f"{RECORD}/works").respond_with_data(
        status=302, headers={"Location": httpserver.url_for("/elsewhere")}
    )

    with pytest.raises(TryLaterError):
        client.read_works()

    assert {request.path for request, _ in httpserver.log} == {f"{RECORD}/works"}


def test_an_answer_that_never_comes_ends_in_time(httpserver: HTTPServer, client: OrcidClient) -> None:
    def sleep(_: Request) -> Response:
        time.sleep(1.5)
        return Response(status=201)

    httpserver.expect_request(f"{RECORD}/work").respond_with_handler(sleep)

    with pytest.raises(UnreachableError):
        client.add_work(WORK)


def test_an_answer_that_is_cut_off_is_no_answer(wire: Wire) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(WORKS.encode())}\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def cut_off() -> None:
            for _ in range(3):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(head.encode() + WORKS.encode()[:-30])

        threading.Thread(target=cut_off, daemon=True).start()
        environment = rehearsal(f"http://127.0.0.1:{listening.getsockname()[1]}")
        client = OrcidClient(environment, CLIENT_ID, SAMPLE_ID, Secret(TOKEN), wire=wire)

        with pytest.raises(UnreachableError):
            client.read_works()


def test_a_page_that_is_no_xml_is_not_taken_for_an_answer(
    httpserver: HTTPServer, client: OrcidClient
) -> None:
    httpserver.expect_request(f"{RECORD}/works").respond_with_data("Welcome to the hotel & its network")

    with pytest.raises(TryLaterError, match="not ORCID's"):
        client.read_works()


def test_a_201_without_location_means_look_again(httpserver: HTTPServer, client: OrcidClient) -> None:
    httpserver.expect_request(f"{RECORD}/work").respond_with_data(status=201)

    with pytest.raises(UnreachableError, match="without telling its put-code"):
        client.add_work(WORK)
