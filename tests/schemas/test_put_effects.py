"""What ORCID's comparison of an update with the stored work sees (orcid.md §3.4, §12.10)."""

from __future__ import annotations

import pytest
from documents import work
from lxml import etree

from schemas.rules import put_effect

TITLE = "Tidal mixing in the fictional Brant estuary"
DATE = "<common:publication-date><common:year>2024</common:year></common:publication-date>"
FULL_DATE = DATE.replace(
    "</common:year>", "</common:year><common:month>06</common:month><common:day>05</common:day>"
)
NO_DATE = (DATE, "")
TYPE = "<work:type>dissertation-thesis</work:type>"
CITATION = (
    TYPE,
    "<work:citation><work:citation-type>ris</work:citation-type><work:citation-value>x</work:citation-value>"
    f"</work:citation>{TYPE}",
)
TRANSLATED = (
    "</work:title>",
    '<common:translated-title language-code="de">Gezeiten</common:translated-title></work:title>',
)
COUNTRY = ("</work:work>", "<common:country>CZ</common:country></work:work>")
NOTHING = ("", "")

UPDATES = {
    "nothing at all": (NOTHING, NOTHING, "no change"),
    "month and day added": (NOTHING, (DATE, FULL_DATE), "no change"),
    "month and day removed": ((DATE, FULL_DATE), NOTHING, "written"),
    "day changed": ((DATE, FULL_DATE), (DATE, FULL_DATE.replace("05<", "06<")), "written"),
    "month with one digit": ((DATE, FULL_DATE), (DATE, FULL_DATE.replace("06<", "6<")), "no change"),
    "date removed": (NOTHING, NO_DATE, "no change"),
    "date added": (NO_DATE, NOTHING, "written"),
    "citation removed": (CITATION, NOTHING, "no change"),
    "citation added": (NOTHING, CITATION, "written"),
    "citation changed": (CITATION, (TYPE, CITATION[1].replace(">x<", ">y<")), "written"),
    "translated title removed": (TRANSLATED, NOTHING, "no change"),
    "translated title added": (NOTHING, TRANSLATED, "written"),
    "case of an identifier's URL": (NOTHING, ("https://hdl.handle", "HTTPS://HDL.handle"), "no change"),
    "an identifier's URL": (NOTHING, ("https://hdl.handle.net/", "https://repo.example.edu/"), "written"),
    "case of the title": (NOTHING, (TITLE, TITLE.upper()), "written"),
    "a relationship": (NOTHING, (">self<", ">version-of<"), "written"),
    "country added": (NOTHING, COUNTRY, "written"),
    "country removed": (COUNTRY, NOTHING, "written"),
    "visibility repeated": (NOTHING, ("<work:work ", '<work:work visibility="public" '), "no change"),
    "visibility changed": (NOTHING, ("<work:work ", '<work:work visibility="private" '), "written"),
}


@pytest.mark.parametrize(("stored", "sent", "effect"), UPDATES.values(), ids=UPDATES)
def test_an_update_is_stored_only_if_orcids_comparison_sees_it(
    stored: tuple[str, str], sent: tuple[str, str], effect: str
) -> None:
    assert put_effect(work(stored), work(sent)) == effect


def test_contributors_after_the_fiftieth_and_e_mails_are_not_compared() -> None:
    def crowd(size: int, email: str) -> etree._Element:
        one = f"<work:contributor><work:credit-name>A. Example</work:credit-name>{email}</work:contributor>"
        return work(("</work:work>", f"<work:contributors>{one * size}</work:contributors></work:work>"))

    email = "<work:contributor-email>a@example.edu</work:contributor-email>"

    assert put_effect(crowd(50, ""), crowd(60, email)) == "no change"
    assert put_effect(crowd(49, ""), crowd(50, "")) == "written"
