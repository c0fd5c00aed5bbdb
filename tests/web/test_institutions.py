"""Several institutions behind one door: nothing of one is seen or used by another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from push.office import AMELIE, JOSIAH
from web.conftest import SETTINGS
from web.house import API_KEY, Browser, University

from orcid_sync.config import FILE_NAME
from orcid_sync.errors import ConfigError
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.web.app import application
from orcid_sync.web.serving import open_desks

OTHER = list(MEMBERS)[1]


@pytest.fixture
def north(tmp_path: Path, rehearsal: Rehearsal) -> Iterator[University]:
    made = University(tmp_path / "north", rehearsal, "North University", "/north", SETTINGS)
    with made.store:
        yield made


@pytest.fixture
def south(tmp_path: Path, rehearsal: Rehearsal) -> Iterator[University]:
    """Another client id, another logo and colour, the same kind of theses; nobody is staff, nobody has a key."""
    folder = tmp_path / "south"
    folder.mkdir()
    (folder / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    text = folder / "texts" / "en"
    text.mkdir(parents=True)
    own = "version: 7\nstatus: approved\n\nOur own words at {institution}.\n"
    (text / "consent.md").write_text(own, encoding="utf-8")
    made = University(
        folder, rehearsal, "South University", "/south", 'logo = "logo.svg"\ncolour = "#7a0019"', OTHER
    )
    with made.store:
        yield made


@pytest.fixture
def browser(north: University, south: University) -> Browser:
    return Browser(north, south)


def yes(browser: Browser, university: University, orcid_id: str = JOSIAH) -> str:
    path = f"{university.root}/i/{university.invites().token.reveal()}"
    browser.get(path)
    browser.at_orcid(browser.post(f"{path}/accept", {"purpose": "thesis"}), orcid_id)
    return path


def test_each_has_its_own_client_id_name_logo_and_colour(browser: Browser, south: University) -> None:
    at_north, at_south = browser.get("/north/"), browser.get("/south/")
    assert "North University" in at_north.text
    assert "South University" not in at_north.text
    assert "Our own words at South University" in at_south.text
    assert at_south.tree.xpath("//header//img/@src") == ["/south/logo"]
    assert browser.get("/south/logo").status == 200
    assert browser.get("/north/logo").status == 404
    assert "#7a0019" in browser.get("/south/theme.css").response.get_data(as_text=True)
    asked = browser.post("/south/sign-in", {"csrf_token": at_south.csrf})
    assert f"client_id={OTHER}" in asked.location


def test_a_yes_to_one_is_no_yes_to_the_other(browser: Browser, north: University, south: University) -> None:
    yes(browser, north)

    assert len(north.store.claims.all()) == 1
    assert north.store.permissions.usable(JOSIAH)
    for nothing in (
        south.store.claims.all(),
        south.store.permissions.all(),
        south.store.consents.of_person(JOSIAH),
    ):
        assert nothing == []
    assert browser.get("/north/me").status == 200
    assert browser.get("/south/me").status == 401


def test_a_link_of_one_does_not_open_at_the_other(
    browser: Browser, north: University, south: University
) -> None:
    token = north.invites().token.reveal()
    assert browser.get(f"/south/i/{token}").status == 404
    assert browser.get(f"/north/i/{token}").status == 200


def test_a_session_of_one_is_none_at_the_other(browser: Browser, north: University) -> None:
    yes(browser, north)
    cookie = browser.client.get_cookie("orcid-sync", "127.0.0.1", "/north/")
    assert cookie
    browser.client.set_cookie("orcid-sync", cookie.value, domain="127.0.0.1", path="/south/")
    assert browser.get("/south/me").status == 401


def test_an_answer_to_one_is_none_to_the_other(browser: Browser, north: University) -> None:
    browser.get("/north/")
    back = north.rehearsal.sign_in(browser.post("/north/sign-in").location, AMELIE)
    assert browser.get(back.replace("/north/", "/south/")).status == 400


def test_theses_staff_and_keys_stay_where_they_are(
    browser: Browser, north: University, south: University
) -> None:
    north.arrives()
    assert browser.get("/north/claim?thesis=20.500.14999/1").tree.xpath("//input[@name='contributor']")
    assert not browser.get("/south/claim?thesis=20.500.14999/1").tree.xpath("//input[@name='contributor']")
    yes(browser, south)
    key = {"Authorization": f"Bearer {API_KEY}"}
    assert browser.get(f"/south/api/people/{JOSIAH}/badge", headers=key).status == 401
    assert browser.get(f"/north/api/people/{JOSIAH}/badge", headers=key).status == 404


def test_one_database_can_serve_both(tmp_path: Path, rehearsal: Rehearsal) -> None:
    made = University(tmp_path / "one", rehearsal, "One University", "/one", SETTINGS)
    other = University(
        tmp_path / "two",
        rehearsal,
        "Two University",
        "/two",
        "",
        OTHER,
        database=tmp_path / "one" / "orcid-sync.db",
    )
    with made.store, other.store:
        browser = Browser(made, other)
        path = yes(browser, made)
        assert other.store.theses.find("20.500.14999/1") is None
        assert browser.get(path.replace("/one/", "/two/")).status == 404
        assert other.store.claims.all() == []
        assert other.store.invitations.counts() == (0, 0, 0)


def test_what_is_nowhere_is_not_found(browser: Browser) -> None:
    for path in ("/", "/east/", "/northern/", "/me"):
        assert browser.get(path).status == 404
    assert browser.get("/health").status == 200


def test_two_sites_cannot_have_one_address(north: University) -> None:
    with pytest.raises(ConfigError, match="same address"):
        application([north.desk, north.desk])


def test_one_secret_never_counts_for_two(
    north: University, south: University, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCID_SYNC_CLIENT_SECRET", "shared")
    folders = [str(north.folder / FILE_NAME), str(south.folder / FILE_NAME)]
    with pytest.raises(ConfigError, match="2 institutions"), open_desks(folders):
        pass
