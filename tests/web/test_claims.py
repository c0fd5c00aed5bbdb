"""The claim page: who may say that a thesis is hers, and what proves it."""

from __future__ import annotations

from pathlib import Path

import pytest
from push.office import AMELIE, JOSIAH
from web.conftest import STAFF
from web.house import ETD, Browser, Page, University

TADHG = "0009-9999-0015-8385"


def confirmed(browser: Browser, thesis: str = "20.500.14999/1", **form: object) -> Page:
    """The person says that she is the first one named."""
    page = browser.get(f"/claim?thesis={thesis}")
    first = page.tree.xpath("string(//input[@name='contributor']/@value)")
    return browser.post("/claim", {"thesis": thesis, "contributor": first, "purpose": ["thesis"], **form})


@pytest.mark.parametrize(
    "typed",
    ["20.500.14999/1", "https://hdl.handle.net/20.500.14999/1", "oai:repository.example:20.500.14999/1"],
)
def test_a_thesis_is_found_by_what_it_is_known_as(
    university: University, browser: Browser, typed: str
) -> None:
    university.arrives()
    page = browser.get("/claim", query_string={"thesis": typed})

    assert "Cracked pots" in page.text
    assert page.tree.xpath("//input[@name='contributor']")


def test_a_thesis_is_found_by_its_title(university: University, browser: Browser) -> None:
    university.arrives(title="Cracked pots of the early period")
    page = browser.get("/claim", query_string={"thesis": "CRACKED POTS of the"})

    choose, *_ = page.tree.xpath("//main//a[contains(@href, 'thesis=')]/@href")
    assert "Is this" in browser.get(choose).text or browser.get(choose).tree.xpath(
        "//input[@name='contributor']"
    )


def test_a_name_alone_proves_nothing(university: University, browser: Browser) -> None:
    university.arrives()
    asked = browser.at_orcid(confirmed(browser))

    assert "noted" in asked.heading
    assert university.store.claims.all() == []
    (waiting,) = university.store.claim_requests.waiting()
    assert (waiting.wanted.doubt, waiting.orcid_id) == ("no-proof", JOSIAH)
    assert university.push() == []
    assert "office decides" in browser.get("/me").text


def test_the_id_in_the_repository_s_metadata_proves_it(university: University, browser: Browser) -> None:
    university.arrives(creator="Byrne, Tadhg", creator_id=TADHG)

    proved = browser.at_orcid(confirmed(browser), TADHG)

    assert "yours" in proved.heading
    (claim,) = university.store.claims.all()
    assert (claim.orcid_id, claim.proof) == (TADHG, "hint-confirmed")


def test_somebody_else_s_thesis_is_not_taken(university: University, browser: Browser) -> None:
    path = f"/i/{university.invites().token.reveal()}"
    browser.get(path)
    browser.at_orcid(browser.post(f"{path}/accept", {"purpose": "thesis"}))

    thief = Browser(university)
    thief.at_orcid(confirmed(thief), AMELIE)

    (claim,) = university.store.claims.all()
    assert claim.orcid_id == JOSIAH
    staff = Browser(university)
    staff.signs_in(STAFF)
    staff.get("/staff/claims")
    (waiting,) = university.store.claim_requests.waiting()
    refused = staff.post(f"/staff/claims/{waiting.id}/approve")
    assert refused.status == 409
    assert [one.orcid_id for one in university.store.claims.all()] == [JOSIAH]


def test_a_contributor_of_another_thesis_cannot_be_chosen(university: University, browser: Browser) -> None:
    university.arrives(1)
    other = university.arrives(2, title="Other pots")
    browser.get("/claim?thesis=20.500.14999/1")
    form = {"thesis": "20.500.14999/1", "purpose": "thesis", "contributor": other.contributors[0].id}

    assert browser.post("/claim", form).status == 422


def test_the_etd_system_gets_her_back(university: University, browser: Browser) -> None:
    university.arrives()
    page = browser.get("/claim", query_string={"thesis": "20.500.14999/1", "return": f"{ETD}/submission/7"})
    assert page.tree.xpath("string(//main//input[@name='return']/@value)") == f"{ETD}/submission/7"

    asked = browser.at_orcid(confirmed(browser, **{"return": f"{ETD}/submission/7"}))

    assert asked.tree.xpath(f"//a[@href='{ETD}/submission/7']")


def test_a_no_at_orcid_keeps_nothing_of_a_claim(university: University, browser: Browser) -> None:
    university.arrives()
    browser.at_orcid(confirmed(browser), deny=True)

    assert university.store.permissions.all() == []
    assert university.store.claim_requests.waiting() == []


# staff


@pytest.fixture
def staff(university: University) -> Browser:
    browser = Browser(university)
    browser.signs_in(STAFF)
    return browser


def test_the_staff_approve_a_claim_and_it_is_sent(
    university: University, browser: Browser, staff: Browser
) -> None:
    university.arrives()
    browser.at_orcid(confirmed(browser))
    page = staff.get("/staff/claims")
    assert "Carberry" in page.text
    (approve,) = page.tree.xpath("//form[contains(@action, '/approve')]/@action")

    assert "approved" in staff.post(approve).location
    (claim,) = university.store.claims.all()
    assert (claim.orcid_id, claim.proof) == (JOSIAH, "staff")
    (request,) = university.store.claim_requests.of_person(JOSIAH)
    assert request.decided_by == STAFF
    assert [str(one.happened) for one in university.push()] == ["added"]


def test_the_staff_reject_a_claim_and_it_is_not_asked_again(
    university: University, browser: Browser, staff: Browser
) -> None:
    university.arrives()
    browser.at_orcid(confirmed(browser))
    (reject,) = staff.get("/staff/claims").tree.xpath("//form[contains(@action, '/reject')]/@action")
    assert "rejected" in staff.post(reject).location
    assert staff.post(reject).status == 409

    browser.at_orcid(confirmed(browser))

    assert university.store.claim_requests.waiting() == []
    assert university.store.claims.all() == []


def test_only_the_staff_see_the_staff_s_pages(university: University, browser: Browser) -> None:
    assert browser.get("/staff").status == 401
    browser.signs_in(JOSIAH)
    assert browser.get("/staff").status == 403
    assert browser.get("/staff/claims").status == 403
    assert browser.post("/staff/claims/1/approve").status == 403


def test_the_staff_see_numbers_and_drafts(university: University, staff: Browser) -> None:
    page = staff.get("/staff")
    assert page.status == 200
    assert "draft" in page.text.lower()


def test_a_claim_of_a_withdrawn_thesis_is_not_offered(university: University, browser: Browser) -> None:
    thesis = university.arrives()
    university.store.theses._view.change(
        "UPDATE record SET deleted_at = :now WHERE thesis_id = :thesis", thesis=thesis.id
    )

    assert not browser.get("/claim?thesis=20.500.14999/1").tree.xpath("//input[@name='contributor']")


def test_the_site_s_folder_is_not_served(university: University, browser: Browser, tmp_path: Path) -> None:
    assert browser.get("/static/../orcid-sync.key").status == 404
    assert browser.get("/logo").status == 404
