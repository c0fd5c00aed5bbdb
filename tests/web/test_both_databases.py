"""The whole way once on each database: invited, said yes, sent, another name, disconnected, erased."""

from __future__ import annotations

from pathlib import Path

from push.office import JOSIAH
from web.conftest import SETTINGS, STAFF
from web.house import Browser, University

from orcid_sync.rehearsal import Rehearsal


def test_the_whole_way(tmp_path: Path, rehearsal: Rehearsal, database_url: str) -> None:
    university = University(tmp_path / "site", rehearsal, settings=SETTINGS, database=database_url)
    with university.store as store:
        browser = Browser(university)
        path = f"/i/{university.invites().token.reveal()}"
        browser.get(path)
        done = browser.at_orcid(browser.post(f"{path}/accept", {"purpose": ["thesis", "show"]}))
        assert "Thank you" in done.heading
        assert [str(one.happened) for one in university.push()] == ["added"]
        (claim,) = store.claims.all()
        browser.post(f"/me/theses/{claim.id}/name", {"name": ""})
        assert [str(one.happened) for one in university.push()] == ["updated"]
        typed = ("Cracked+pots", "20.500.14999/1", "Cracked%00pots", "%ED%A0%80Cracked+pots")
        for page in ("/me", "/me/data", *(f"/claim?thesis={one}" for one in typed)):
            assert browser.get(page).status == 200

        other = Browser(university)
        asking = other.get("/claim?thesis=20.500.14999/1")
        first = asking.tree.xpath("string(//input[@name='contributor']/@value)")
        form = {"thesis": "20.500.14999/1", "contributor": first, "purpose": "thesis"}
        other.at_orcid(other.post("/claim", form), "0009-9999-0007-9193")
        staff = Browser(university)
        staff.signs_in(STAFF)
        assert staff.get("/staff").status == 200
        assert staff.get(f"/staff/claims?after={'9' * 40}").status == 200
        assert staff.post(f"/staff/claims/{'9' * 40}/reject").status == 404
        (reject,) = staff.get("/staff/claims").tree.xpath("//form[contains(@action, '/reject')]/@action")
        assert staff.post(reject).status == 303

        browser.get("/me/disconnect")
        browser.post("/me/disconnect", {"works": "remove", "repository_id": "remove", "sure": "yes"})
        assert university.at_orcid() == []
        assert store.departures.unfinished() == []
        assert browser.get("/me").status == 401

        browser.signs_in()
        browser.post("/me/erase", {"sure": "yes"})
        assert store.forgetting.held(JOSIAH) == {}
        store.visits.forget_old()
