"""The office at the command line: the list of whom to invite, claims, submissions, and the server."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from cli.running import Ran, run
from push.office import JOSIAH
from web.house import ADDRESS, Browser, University
from werkzeug.test import Client

from orcid_sync.web import serving
from orcid_sync.web.serving import Server


def orcid_sync(university: University, *arguments: object) -> Ran:
    return run("-c", university.folder, *arguments)


def listed(
    tmp_path: Path, *rows: str, head: str = "thesis,submission,role,name,email,orcid,title,known as"
) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def links(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_one_person_gets_one_link_for_all_her_theses(
    university: University, browser: Browser, tmp_path: Path
) -> None:
    university.arrives(1)
    university.arrives(2, title="Other pots")
    people = listed(
        tmp_path,
        '20.500.14999/1,,author,"Carberry, Josiah",josiah@mail.example,,',
        "20.500.14999/2,,author,Josiah Carberry,Josiah@mail.example,,",
        ',TO-9,author,"Newling, Nora",nora@mail.example,,A thesis to come',
    )
    out = tmp_path / "links.csv"

    made = orcid_sync(university, "invite", people, "--out", out)

    assert made.exit_code == 0, made.err
    josiah, nora = links(out)
    assert josiah["email"] == "josiah@mail.example"
    assert josiah["link"].startswith(f"{ADDRESS}/i/")
    page = browser.get(josiah["link"])
    assert "Cracked pots" in page.text
    assert "Other pots" in page.text
    assert "A thesis to come" in browser.get(nora["link"]).text
    assert oct(out.stat().st_mode)[-3:] == "600"
    assert josiah["link"] not in made.out + made.err


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",,author,A B,a@b.example,,", "thesis"),
        ("20.500.14999/1,TO-9,author,A B,a@b.example,,", "thesis"),
        ("20.500.14999/99,,author,A B,a@b.example,,", "thesis"),
        ("20.500.14999/1,,writer,A B,a@b.example,,", "role"),
        ("20.500.14999/1,,author,,a@b.example,,", "name"),
        ("20.500.14999/1,,author,Somebody Else,a@b.example,,", "name"),
        ("20.500.14999/1,,author,Josiah Carberry,no address,,", "email"),
        ("20.500.14999/1,,author,Josiah Carberry,a@b.example,0000-0002-1825-0098,", "orcid"),
        (",TO-10,author,A B,a@b.example,,", "title"),
        (",TO-10,author,A B,a@b.example,,A thesis,12", "known as"),
        ("20.500.14999/1,,author,Carberry, Josiah,a@b.example,,A thesis,10.5555/1", ""),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_made(
    university: University, tmp_path: Path, row: str, column: str
) -> None:
    university.arrives(1)
    good = ",TO-9,author,Nora Newling,nora@mail.example,,A thesis"
    made = orcid_sync(
        university, "invite", listed(tmp_path, good, row), "--out", tmp_path / "l.csv", "--json"
    )

    assert made.exit_code == 1
    (problem,) = [line for line in made.lines if "reason" in line]
    assert (problem["line"], problem["column"]) == (3, column)
    assert len(links(tmp_path / "l.csv")) == 1


@pytest.mark.parametrize("written", ["https://orcid.org/0000-0002-1825-0097", "0000000218250097"])
def test_an_id_is_kept_in_one_form(
    university: University, browser: Browser, tmp_path: Path, written: str
) -> None:
    university.arrives(1)
    row = f'20.500.14999/1,,author,"Carberry, Josiah",josiah@mail.example,{written},'
    orcid_sync(university, "invite", listed(tmp_path, row), "--out", tmp_path / "l.csv")
    (link,) = links(tmp_path / "l.csv")

    browser.get(link["link"])
    done = browser.at_orcid(browser.post(f"{link['link']}/accept", {"purpose": "thesis"}), JOSIAH)

    assert "Thank you" in done.heading


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("20.500.14999/1,,author,Josiah Carberry,other@mail.example,,", "email"),
        ("20.500.14999/2,,author,Josiah Carberry,josiah@mail.example,0009-9999-0063-3529,", "orcid"),
        ("20.500.14999/2,,author,Amina Haddad,josiah@mail.example,,", "name"),
    ],
)
def test_rows_that_contradict_each_other_are_named(
    university: University, tmp_path: Path, row: str, column: str
) -> None:
    university.arrives(1)
    university.arrives(
        2, title="Other pots", creator="Haddad, Amina" if column == "name" else "Carberry, Josiah"
    )
    first = f"20.500.14999/1,,author,Josiah Carberry,josiah@mail.example,{JOSIAH},"
    made = orcid_sync(
        university, "invite", listed(tmp_path, first, row), "--out", tmp_path / "l.csv", "--json"
    )

    (problem,) = [line for line in made.lines if "reason" in line]
    assert (problem["line"], problem["column"]) == (3, column)
    assert len(links(tmp_path / "l.csv")) == 1


def test_columns_may_be_spelled_as_offices_spell_them(university: University, tmp_path: Path) -> None:
    head = "Submission\tRole\tName\tE-mail\tORCID hint\tTitle\t"
    people = listed(
        tmp_path, f"TO-9\tauthor\tNewling, Nora\tnora@mail.example\t{JOSIAH}\tA thesis\t", head=head
    )
    assert orcid_sync(university, "invite", people, "--out", tmp_path / "l.csv").exit_code == 0


def test_a_list_that_is_none_is_refused(university: University, tmp_path: Path) -> None:
    assert orcid_sync(university, "invite", listed(tmp_path, head="who,what")).exit_code == 2
    assert (
        orcid_sync(university, "invite", listed(tmp_path, head="thesis,role,name,name,email")).exit_code == 2
    )
    (tmp_path / "latin.csv").write_bytes("thesis,role,name,email\n1,author,Müller,a@b.c".encode("latin-1"))
    assert orcid_sync(university, "invite", tmp_path / "latin.csv").exit_code == 2


def test_semicolons_and_a_byte_order_mark_are_read(university: University, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "submission;role;name;email;title\nTO-9;author;Newling, Nora;nora@mail.example;A thesis\n",
        encoding="utf-8-sig",
    )
    assert orcid_sync(university, "invite", path, "--out", tmp_path / "l.csv").exit_code == 0
    assert links(tmp_path / "l.csv")[0]["name"] == "Newling, Nora"


def test_a_spreadsheet_does_not_run_a_name(university: University, tmp_path: Path) -> None:
    people = listed(tmp_path, ',TO-9,author,"=HYPERLINK(1)",nora@mail.example,,A thesis')
    orcid_sync(university, "invite", people, "--out", tmp_path / "l.csv")
    assert links(tmp_path / "l.csv")[0]["name"] == "'=HYPERLINK(1)"


def test_claims_are_listed_and_decided(university: University, browser: Browser) -> None:
    university.arrives()
    page = browser.get("/claim?thesis=20.500.14999/1")
    first = page.tree.xpath("string(//input[@name='contributor']/@value)")
    form = {"thesis": "20.500.14999/1", "contributor": first, "purpose": "thesis"}
    browser.at_orcid(browser.post("/claim", form))

    waiting = orcid_sync(university, "claims", "list", "--json")
    assert waiting.exit_code == 1
    (one,) = waiting.lines
    assert (one["orcid"], one["why"]) == (JOSIAH, "no-proof")
    approved = orcid_sync(university, "claims", "approve", one["claim"], "--by", "Vera", "--json")
    assert approved.lines == [{"claim": one["claim"], "orcid": JOSIAH, "decision": "approve"}]
    assert orcid_sync(university, "claims", "reject", one["claim"]).exit_code == 2
    assert orcid_sync(university, "claims", "list").exit_code == 0
    assert len(university.store.claims.all()) == 1


def test_late_submissions_are_listed(university: University) -> None:
    university.store.submissions.keep("TO-9", title="A thesis")
    assert orcid_sync(university, "submissions", "list", "--json").lines == [
        {"submission": "TO-9", "title": "A thesis", "handed_in": f"{university.desk.clock():%Y-%m-%d}"}
    ]
    assert orcid_sync(university, "submissions", "list", "--late").exit_code == 0
    university.store.theses._view.change("UPDATE submission SET made_at = '2020-01-01T00:00:00.000000+00:00'")
    assert orcid_sync(university, "submissions", "list", "--late").exit_code == 1


def test_serve_answers_works_and_ends_when_told(university: University) -> None:
    path = f"/i/{university.invites().token.reveal()}"
    process = subprocess.Popen(
        [sys.executable, "-m", "orcid_sync", "-c", university.folder, "serve", "--port", "0", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout
        said = json.loads(process.stdout.readline())
        assert said["addresses"] == [ADDRESS]
        assert requests.get(f"{said['listening']}/health", timeout=10).json() == {"status": "ok"}
        assert requests.get(f"{said['listening']}/ready", timeout=10).json() == {"status": "ready"}
        assert "Cracked pots" in requests.get(f"{said['listening']}{path}", timeout=10).text
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=40)
    assert process.returncode == 0, err
    assert path.removeprefix("/i/") not in out + err


def test_the_small_work_sends_what_is_due(university: University, browser: Browser) -> None:
    path = f"/i/{university.invites().token.reveal()}"
    browser.get(path)
    browser.at_orcid(browser.post(f"{path}/accept", {"purpose": "thesis"}))
    with Server([university.desk], port=0):
        for _ in range(100):
            if university.at_orcid():
                break
            time.sleep(0.1)
    assert len(university.at_orcid()) == 1


def test_the_same_pages_by_wsgi(university: University, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCID_SYNC_CONFIG", str(university.folder))
    serving._wsgi.cache_clear()
    assert Client(serving.wsgi).get("/health").status_code == 200
    serving._wsgi.cache_clear()
