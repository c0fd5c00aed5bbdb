"""`orcid-sync demo --web`: the story in a browser, and its ends."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cli.running import command, run
from lxml import html
from werkzeug.test import Client

from orcid_sync.config import load_config
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.site import create_site
from orcid_sync.tour import ROOT, Tour, rehearsal_site, sandbox_site, tour_application

ADDRESS = "http://127.0.0.1:8766"
JOSIAH = "0000-0002-1825-0097"


@pytest.fixture
def rehearsal() -> Iterator[Rehearsal]:
    with Rehearsal() as running:
        yield running


@pytest.fixture
def tour(tmp_path: Path, rehearsal: Rehearsal) -> Iterator[Tour]:
    made = Tour.begin(rehearsal_site(tmp_path, rehearsal.url, ADDRESS + ROOT), rehearsal.url)
    with made.desk.store:
        yield made


class Visitor:
    """Somebody who clicks through the tour."""

    def __init__(self, tour: Tour, rehearsal: Rehearsal) -> None:
        self._client, self._rehearsal = Client(tour_application(tour)), rehearsal

    def get(self, path: str) -> html.HtmlElement:
        answer = self._client.get(path.removeprefix(ADDRESS), base_url=ADDRESS, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return html.fromstring(answer.text)

    def press(self, page: html.HtmlElement, action: str, **more: str) -> str:
        """Where the button leads."""
        (form,) = page.xpath(f"//form[@action='{action}']")
        fields = {name: value for name, value in form.form_values() if value is not None}
        answer = self._client.post(action, data=fields | more, base_url=ADDRESS)
        return answer.headers["Location"]

    def says_yes(self, link: str, orcid_id: str) -> html.HtmlElement:
        asked = self.press(self.get(link), f"{link}/accept")
        return self.get(self._rehearsal.sign_in(asked, orcid_id))


def test_the_story_from_yes_to_update(tour: Tour, rehearsal: Rehearsal) -> None:
    visitor = Visitor(tour, rehearsal)
    lead = visitor.get("/")
    link = lead.xpath("//a[starts-with(., 'open the invitation')]/@href")[0]
    assert "Thank you" in visitor.says_yes(link, JOSIAH).text_content()

    assert visitor.press(visitor.get("/"), "/run").startswith("/")
    assert [str(one.happened) for one in tour.outcomes] == ["added"]
    visitor.press(visitor.get("/"), "/correct")
    assert [str(one.happened) for one in tour.outcomes] == ["updated"]
    assert "corrected" in visitor.get(f"{ROOT}/me").xpath("string(//h3)")


def test_another_name_waits_until_the_office_says_yes(tour: Tour, rehearsal: Rehearsal) -> None:
    visitor = Visitor(tour, rehearsal)
    visitor.says_yes(tour.links[0].url, "0009-9999-0007-9193")
    assert "1 waiting" in visitor.get("/").text_content()
    visitor.press(visitor.get("/"), "/approve")
    assert tour.waiting == 0
    assert len(tour.desk.store.claims.all()) == 1


def test_another_page_in_the_browser_cannot_press_the_buttons(tour: Tour) -> None:
    client = Client(tour_application(tour))
    assert client.post("/run", data={"key": "guessed"}).status_code == 404
    assert client.post("/anything").status_code == 404


def test_the_sandbox_gets_the_members_credentials_and_leaves_her_site_alone(tmp_path: Path) -> None:
    create_site(
        tmp_path / "own", institution="Example", environment="sandbox", client_id="APP-0123456789ABCDEF"
    )
    (tmp_path / "own" / "client-secret").write_text("hush\n")
    before = sorted(path.name for path in (tmp_path / "own").iterdir())
    member = load_config(tmp_path / "own" / "orcid-sync.toml")

    site = sandbox_site(tmp_path / "out", member, ADDRESS + ROOT)

    assert site.config.orcid.environment == "sandbox"
    assert site.config.orcid.client_id == "APP-0123456789ABCDEF"
    assert site.config.client_secret().reveal() == "hush"
    assert (tmp_path / "out" / "site" / "client-secret").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in (tmp_path / "own").iterdir()) == before


@pytest.mark.parametrize(
    "redirect_uri", ["", "https://theses.example/orcid/callback", "http://127.0.0.1:8766/x"]
)
def test_a_redirect_uri_that_does_not_fit_is_said_with_the_one_that_does(
    tmp_path: Path, redirect_uri: str
) -> None:
    create_site(tmp_path, institution="Example", environment="sandbox", client_id="APP-0123456789ABCDEF")
    config = tmp_path / "orcid-sync.toml"
    config.write_text(config.read_text().replace('redirect_uri = ""', f'redirect_uri = "{redirect_uri}"'))
    ran = run(
        "--config", config, "demo", "--web", "--orcid-sandbox", "--no-browser", "--out", tmp_path / "out"
    )
    assert ran.exit_code == 2
    assert "/university/orcid/callback" in ran.err


def test_a_site_of_another_orcid_is_refused(tmp_path: Path) -> None:
    create_site(tmp_path, institution="Example", environment="rehearsal")
    ran = run("--config", tmp_path / "orcid-sync.toml", "demo", "--web", "--orcid-sandbox", "--no-browser")
    assert ran.exit_code == 2
    assert "sandbox" in ran.sentence


def test_web_and_url_do_not_go_together(tmp_path: Path) -> None:
    assert run("demo", "--web", "--url", "http://127.0.0.1:9/oai", "--out", tmp_path).exit_code == 2
    assert run("demo", "--orcid-sandbox", "--out", tmp_path).exit_code == 2


def test_it_says_where_it_answers_and_ends_when_told(tmp_path: Path) -> None:
    words = command("demo", "--web", "--no-browser", "--port", "0", "--json", "--out", tmp_path / "out")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stdout
        told = json.loads(demo.stdout.readline())
        assert "whole story" in requests.get(told["url"], timeout=20).text
        demo.send_signal(signal.SIGINT)
        _, said = demo.communicate(timeout=30)
    assert demo.returncode == 0
    assert said == "The demo is over.\n"
