"""What a person looks at, and the switches."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import html
from rehearsal.documents import affiliation, work
from rehearsal.member_client import MEMBER, STUDENT, Client

from orcid_sync.rehearsal import Limit, Rehearsal
from orcid_sync.rehearsal.control import ACTS

SAMPLE = Path(__file__).resolve().parents[1] / "schemas" / "samples" / "write" / "work-full-3.0.json"


def control(rehearsal: Rehearsal, path: str, /, **wishes: Any) -> requests.Response:
    return requests.post(f"{rehearsal.url}/__rehearsal__/{path}", json=wishes, timeout=10)


def check_digit(orcid_id: str) -> str:
    total = 0
    for digit in orcid_id.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


@pytest.mark.parametrize("path", ["/", f"/{STUDENT}", "/0009-9999-0039-5954", "/nobody", "/oauth/authorize"])
def test_every_page_says_that_it_is_a_rehearsal_and_loads_nothing_from_elsewhere(
    rehearsal: Rehearsal, path: str
) -> None:
    page = html.fromstring(requests.get(rehearsal.url + path, timeout=10).text)

    assert "Rehearsal — not ORCID" in page.findtext(".//title")
    assert "Rehearsal — not ORCID" in page.text_content()
    assert not page.xpath("//img | //iframe | //*[@src] | //link[not(starts-with(@href, 'data:'))]")


def test_a_record_page_shows_works_and_their_sources(rehearsal: Rehearsal) -> None:
    page = requests.get(f"{rehearsal.url}/0009-9999-0015-8385", timeout=10).text

    assert "Names that point at people" in page
    assert "Other Invented Library" in page


def test_a_record_page_groups_works_and_shows_affiliations_and_who_may_see_them(
    rehearsal: Rehearsal, client: Client, other_client: Client
) -> None:
    client.send("POST", f"{STUDENT}/work", work("Cracked pots"))
    other_client.send("POST", f"{STUDENT}/work", work("Cracked pots, again"))
    client.send("POST", f"{STUDENT}/education", affiliation())
    page = html.fromstring(requests.get(f"{rehearsal.url}/{STUDENT}", timeout=10).text)

    assert [one.text for one in page.iter("h2")] == ["Education and qualifications (1)", "Works (2)"]
    group = next(one for one in page.iter("article") if "Cracked pots" in one.text_content())
    assert "The same work from 1 other source" in group.text_content()
    assert "Rehearsal University Repository" in group.text_content()
    assert group.text_content().count("Visible to everyone") == 2


def test_a_record_page_knows_when_it_is_out_of_date(rehearsal: Rehearsal, client: Client) -> None:
    address = f"{rehearsal.url}/{STUDENT}"

    def changes() -> int:
        return int(requests.get(f"{address}/changes", timeout=10).json()["changes"])

    shown = html.fromstring(requests.get(address, timeout=10).text).get_element_by_id("record")
    assert int(shown.get("data-changes")) == changes()
    put_code = client.send("POST", f"{STUDENT}/work", work()).headers["Location"].rpartition("/")[2]
    assert int(shown.get("data-changes")) < (after := changes())
    control(rehearsal, "visibility", orcid_id=STUDENT, put_code=int(put_code), visibility="private")
    assert changes() > after
    assert requests.get(f"{rehearsal.url}/nobody/changes", timeout=10).status_code == 404


@pytest.mark.parametrize("path", ["/", f"/{STUDENT}", "/oauth/authorize"])
def test_pages_can_be_used_by_everybody(rehearsal: Rehearsal, path: str) -> None:
    wishes = {
        "client_id": MEMBER,
        "response_type": "code",
        "scope": "openid",
        "redirect_uri": "http://127.0.0.1/",
    }
    page = html.fromstring(requests.get(rehearsal.url + path, wishes, timeout=10).text)

    assert page.get("lang") == "en"
    assert len(page.findall(".//h1")) == len(page.findall(".//main")) == 1
    levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert not page.xpath("//meta[@http-equiv='refresh']")
    for field in page.xpath("//input[not(@type='hidden')] | //select"):
        assert field.xpath("ancestor::label")
    for links in page.xpath("//a"):
        assert links.text_content().strip()


def test_people_have_right_check_digits_every_state_and_a_token_that_works(rehearsal: Rehearsal) -> None:
    people = requests.get(f"{rehearsal.url}/__rehearsal__/people", timeout=10).json()

    assert len(people) >= 5
    assert {one["state"] for one in people} == {"active", "deactivated", "locked", "deprecated", "unclaimed"}
    assert all(one["orcid_id"][-1] == check_digit(one["orcid_id"]) for one in people)
    for one in people:
        answer = Client(rehearsal.url, one["access_token"], requests.Session()).send(
            "GET", f"{one['orcid_id']}/person"
        )
        assert answer.status == (200 if one["state"] == "active" else 301 if one["primary"] else 409)


def test_calls_are_noted_without_tokens(rehearsal: Rehearsal, client: Client) -> None:
    client.send("GET", f"{STUDENT}/works")

    calls = requests.get(f"{rehearsal.url}/__rehearsal__/calls", timeout=10).json()

    assert [(one["method"], one["path"], one["query"], one["status"]) for one in calls] == [
        ("GET", f"/v3.0/{STUDENT}/works", "", 200)
    ]
    assert client.token not in str(calls)


@pytest.mark.parametrize(
    ("path", "wishes"),
    [
        ("nonsense", {}),
        ("next", {"half": "orcid", "answer": "nonsense"}),
        ("next", {"half": "neither", "answer": "500"}),
        ("next", {"half": "orcid", "answer": "500", "unknown": 1}),
        ("next", {"half": "oai", "answer": "503", "times": "x"}),
        ("next", {"half": "oai", "answer": "503", "after": None}),
        ("next", {"half": "oai", "answer": "503", "path": 5}),
        ("next", {"half": [], "answer": "503"}),
        ("next", {}),
        ("advance", {"seconds": "soon"}),
        ("advance", {"days": 10**12}),
        ("delete-work", {"orcid_id": STUDENT, "put_code": 1}),
        ("delete-work", {"orcid_id": STUDENT}),
        ("revoke", {"orcid_id": "nobody"}),
        ("state", {"orcid_id": STUDENT, "state": "happy"}),
        ("state", {"orcid_id": STUDENT, "state": "deprecated"}),
        ("visibility", {"orcid_id": STUDENT, "put_code": 1234567, "visibility": "x"}),
        ("retitle", {"identifier": "oai:nowhere:1", "title": "x"}),
        ("delete-thesis", {}),
    ],
)
def test_a_wrong_switch_says_why(rehearsal: Rehearsal, path: str, wishes: dict[str, Any]) -> None:
    answer = control(rehearsal, path, **wishes)

    assert answer.status_code in (400, 404)
    assert answer.json()["error"]


def test_a_control_body_that_is_no_object_is_refused(rehearsal: Rehearsal) -> None:
    for body in (b"[]", b"{", b"\xff"):
        assert requests.post(f"{rehearsal.url}/__rehearsal__/next", body, timeout=10).status_code == 400


def test_reset_makes_everything_new(rehearsal: Rehearsal) -> None:
    control(rehearsal, "state", orcid_id=STUDENT, state="locked")
    control(rehearsal, "advance", days=400)
    control(rehearsal, "next", half="orcid", answer="500", times=0)
    control(rehearsal, "reset")

    client = Client(rehearsal.url, rehearsal.ready_token(STUDENT), requests.Session())
    assert client.send("GET", f"{STUDENT}/works").status == 200


def test_the_rate_limit_answers_503_in_html_once_the_burst_is_used_up() -> None:
    with Rehearsal(limit=Limit(per_second=0.001, burst=3)) as rehearsal, requests.Session() as session:
        client = Client(rehearsal.url, rehearsal.ready_token(STUDENT), session)
        answers = [client.send("GET", f"{STUDENT}/works") for _ in range(5)]
        pages = session.get(rehearsal.oai_url, timeout=10)

    assert [answer.status for answer in answers] == [200, 200, 200, 503, 503]
    assert answers[-1].headers["Content-Type"] == "text/html"
    assert pages.status_code == 200


def test_without_a_limit_nothing_is_turned_away() -> None:
    with Rehearsal(limit=None) as rehearsal, requests.Session() as session:
        client = Client(rehearsal.url, rehearsal.ready_token(STUDENT), session)
        assert {client.send("GET", f"{STUDENT}/works").status for _ in range(50)} == {200}


def test_it_stops_cleanly_even_with_connections_open() -> None:
    before = threading.active_count()
    with Rehearsal() as rehearsal:
        idle = socket.create_connection(("127.0.0.1", int(rehearsal.url.rpartition(":")[2])))
        requests.get(rehearsal.oai_url, timeout=10)

    assert idle.recv(1) == b""
    idle.close()
    assert threading.active_count() == before
    with pytest.raises(requests.ConnectionError):
        requests.get(rehearsal.oai_url, timeout=2)


def test_many_people_at_once_find_their_works() -> None:
    with Rehearsal() as rehearsal:
        results: list[int] = []

        def read(orcid_id: str) -> None:
            with requests.Session() as session:
                client = Client(rehearsal.url, rehearsal.ready_token(orcid_id), session)
                results.extend(client.send("GET", f"{orcid_id}/works").status for _ in range(10))

        threads = [threading.Thread(target=read, args=(STUDENT,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert results == [200] * 80


def test_both_members_are_listed(rehearsal: Rehearsal) -> None:
    members = requests.get(f"{rehearsal.url}/__rehearsal__/members", timeout=10).json()

    assert [one["client_id"] for one in members] == [MEMBER, "APP-REHEARSAL0000002"]


def test_every_act_is_documented() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "rehearsal.md").read_text("utf-8")

    assert [act for act in ACTS if f"| `POST {act}`" not in text] == []


@pytest.mark.curl
def test_the_curl_examples_work_as_written(rehearsal: Rehearsal, tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "rehearsal.md").read_text("utf-8")
    part = text[text.index("## Try it with curl") : text.index("## In pytest")]
    lines = "\n".join(line[4:] for line in part.splitlines() if line.startswith("    "))
    (tmp_path / "work.xml").write_text(work(), "utf-8")
    shutil.copy(SAMPLE, tmp_path / "work.json")

    done = subprocess.run(
        ["bash", "-eu", "-c", lines.replace("http://127.0.0.1:8080", rehearsal.url)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("HTTP/1.1 201") == 3  # two works and a webhook
    assert "code=" in done.stdout
    assert "invalid_grant" in done.stdout  # THECODE stands for the code that came back
    assert '"put-code"' in done.stdout
