"""Pages as HTML, without a browser: escaping, ORCID's display rules, no script or style in the page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html
from web.house import Browser, University
from web.shown_pages import JOSIAH, MINE, PAGES, PEAT, WORK, frame

from orcid_sync.web.i18n import LANGUAGES, choose, partial_date
from orcid_sync.web.rendering import render
from orcid_sync.web.views import Badge, Done, Identifier, Invitation, MyPage, PersonShown, WorkPreview

EVIL = "<script>alert(1)</script>{{ 7 * 7 }}\"' onclick=x"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_in_every_language(name: str, language: str) -> None:
    page = html.document_fromstring(render(PAGES[name](language), frame(language)))
    assert page.get("lang") == language
    assert page.get("dir") == ("rtl" if language == "ar" else "ltr")
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("string(//title)").strip()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_script_style_or_request_that_the_strict_policy_would_refuse(name: str) -> None:
    page = html.document_fromstring(render(PAGES[name]("en"), frame()))
    assert page.xpath("//style | //@style | //@*[starts-with(name(), 'on')] | //script[not(@src)]") == []
    for address in page.xpath("//link/@href | //script/@src | //img/@src | //iframe/@src"):
        assert address.startswith("/")


@pytest.mark.parametrize("name", PAGES)
def test_every_form_that_changes_something_carries_the_csrf_token(name: str) -> None:
    page = html.document_fromstring(render(PAGES[name]("en"), frame()))
    for form in page.xpath("//form[@method='post']"):
        assert form.xpath(".//input[@name='csrf_token']/@value") == ["a-token"]


def test_a_title_is_text_wherever_it_stands() -> None:
    work = replace(WORK, title=EVIL, description=EVIL, citation=EVIL, source=EVIL, journal_title=EVIL)
    mine = replace(MINE[0], thesis=replace(PEAT, title=EVIL, work=work), names=(EVIL,), reason=EVIL)
    page = render(MyPage(replace(JOSIAH, name=EVIL), (mine,)), frame(institution=EVIL))
    assert "<script>alert" not in page
    assert "49" not in html.document_fromstring(page).xpath("string(//h1)")
    assert html.document_fromstring(page).xpath("//@onclick") == []


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    work = WorkPreview(
        "T", "dissertation-thesis", url="javascript:x", identifiers=(Identifier("uri", "a", "javascript:y"),)
    )
    mine = replace(MINE[0], thesis=replace(PEAT, record_url="javascript:z", work=work))
    assert 'href="javascript:' not in render(MyPage(JOSIAH, (mine,)), frame())


def test_an_authenticated_id_has_the_green_icon_and_its_full_address() -> None:
    page = html.fragment_fromstring(render(Badge(JOSIAH), frame()))
    (link,) = page.xpath("//a")
    assert link.get("href") == "https://orcid.org/0000-0002-1825-0097"
    assert link.text_content().strip() == "https://orcid.org/0000-0002-1825-0097"
    assert link.xpath("*[1]/@aria-label") == ["ORCID iD"]
    assert "#A6CE39" in html.tostring(link, encoding="unicode")


def test_an_id_that_nobody_confirmed_has_no_icon_and_says_so() -> None:
    page = html.fragment_fromstring(render(Badge(PersonShown("J.", JOSIAH.orcid_uri)), frame()))
    assert page.xpath("//*[local-name()='svg']") == []
    assert "not confirmed" in page.text_content()


def test_a_person_without_public_name_is_thanked_all_the_same() -> None:
    page = render(Done(replace(JOSIAH, name=""), ("show",)), frame())
    assert "Thank you</h1>" in page


@pytest.mark.parametrize(
    ("header", "remembered", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "", "de"),
        ("xx, fr;q=0.2, cs;q=0.9", "", "cs"),
        ("pt-BR", "", "pt"),
        ("ar-EG, en;q=0.5", "es", "es"),
        ("de", "klingon", "de"),
        ("zh-CN", "", "en"),
        ("", "", "en"),
        (";;q=,,*;q=abc", "", "en"),
        ("a" * 100_000, "", "en"),
    ],
)
def test_the_language_is_the_remembered_one_else_the_best_that_the_browser_names(
    header: str, remembered: str, language: str
) -> None:
    assert choose(header, remembered) == language


@pytest.mark.parametrize(
    ("written", "shown"), [("2026", "2026"), ("2026-05", "mai 2026"), ("2026-05-17", "17 mai 2026"), ("", "")]
)
def test_a_date_is_shown_as_exactly_as_it_is_sent(written: str, shown: str) -> None:
    assert partial_date(written, "fr") == shown


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Carberry, Josiah", "Josiah Carberry"),
        ("Josiah Carberry", "Josiah Carberry"),
        ("King, M. L., Jr.", "King, M. L., Jr."),
    ],
)
def test_a_person_is_addressed_as_she_is_spoken_to(written: str, spoken: str) -> None:
    invitation = PAGES["invitation"]("en")
    assert isinstance(invitation, Invitation)
    page = html.document_fromstring(render(replace(invitation, name=written), frame()))
    assert page.xpath("string(//p[@class='kicker'])") == f"For {spoken}"


def test_an_embargo_is_said_on_the_invitation(university: University, browser: Browser) -> None:
    thesis = university.arrives(rights="embargoed until 2099-01-07")
    page = browser.get(f"/i/{university.invites(thesis).token.reveal()}")
    assert "Kept back until 7 January 2099" in page.text


def test_an_embargo_that_is_over_is_not_said(university: University, browser: Browser) -> None:
    thesis = university.arrives(rights="embargoed until 2020-01-07")
    page = browser.get(f"/i/{university.invites(thesis).token.reveal()}")
    assert "Kept back" not in page.text
