from __future__ import annotations

import pytest
from lxml import etree

from orcid_sync.orcid.answers import WorkSummary
from orcid_sync.orcid.likeness import alike, folded


def work(title: str, *, subtitle: str = "", translated: str = "", year: str = "2020") -> etree._Element:
    return etree.fromstring(
        f"""<work:work xmlns:work="http://www.orcid.org/ns/work" xmlns:common="http://www.orcid.org/ns/common">
          <work:title><common:title>{title}</common:title><common:subtitle>{subtitle}</common:subtitle>
            <common:translated-title>{translated}</common:translated-title></work:title>
          <common:publication-date><common:year>{year}</common:year></common:publication-date>
        </work:work>"""
    )


def typed(title: str, year: str = "2020", subtitle: str = "") -> WorkSummary:
    return WorkSummary("7", title, year, (), "", subtitle=subtitle)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (work("Über das Moor"), typed("UBER DAS MOOR.")),
        (work("Co-operation in Łódź"), typed("Cooperation in Lodz")),
        (work("Cracked pots", subtitle="A history of clay"), typed("Cracked pots: a history of clay")),
        (work("Cracked pots: a history of clay"), typed("Cracked Pots", subtitle="A History of Clay")),
        (work("The cracked pots of Rehearsal", subtitle="A history"), typed("The cracked pots of Rehearsal")),
        (work("Rozbité hrnce", translated="Cracked pots"), typed("Cracked pots")),
        (work("Cracked pots", year="2020"), typed("Cracked pots", "2021")),
        (work("Cracked pots"), typed("Cracked pots", "")),
        (work("論文の題"), typed("論文の題")),
    ],
)
def test_the_same_title_is_found_however_it_is_written(ours: etree._Element, theirs: WorkSummary) -> None:
    assert alike(ours, [theirs]) == [theirs]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (work("Cracked pots"), typed("Cracked pans")),
        (work("Cracked pots"), typed("Cracked pots", "2022")),
        (work("Pots", subtitle="A history"), typed("Pots")),
        (work("Cracked pots and pans", subtitle="A history"), typed("Cracked pots and pans: a theory")),
        (work("???"), typed("!!!")),
        (work("Cracked pots"), typed("")),
    ],
)
def test_another_title_or_time_is_another_work(ours: etree._Element, theirs: WorkSummary) -> None:
    assert alike(ours, [theirs]) == []


def test_folding_keeps_letters_and_digits_alone() -> None:
    assert folded("Æsop’s “Fables”, 2nd ed.") == "aesopsfables2nded"
