"""The page of a thesis where it stands in an unusual place."""

from __future__ import annotations

import datetime

import pytest

from crosswalks import Profile, Work, crosswalk

DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>On pots</dc:title><dc:type>Thesis</dc:type>{}</oai_dc:dc>'
)


def work_of(*fields: tuple[str, str]) -> Work:
    record = DC.format("".join(f"<dc:{name}>{text}</dc:{name}>" for name, text in fields))
    made = crosswalk(record.encode(), profile=Profile(), today=datetime.date(2026, 1, 1))
    assert made.work is not None
    return made.work


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("http://eprints.example.edu/123/", "http://eprints.example.edu/123/1/thesis.pdf"),
        (
            "https://eprints.example.edu/id/eprint/123/",
            "http://eprints.example.edu/id/eprint/123/7/a%20b.pdf",
        ),
        ("http://eprints.example.edu/123", "http://eprints.example.edu/123/1/thesis.pdf"),
    ],
)
def test_eprints_writes_the_page_as_a_relation_beside_the_file(page: str, file: str) -> None:
    work = work_of(("identifier", file), ("relation", page))
    assert [(one.kind, one.value) for one in work.external_ids] == [("uri", page)]
    assert work.url == page


@pytest.mark.parametrize(
    "relation",
    [
        "http://eprints.example.edu/12/",
        "http://eprints.example.edu/",
        "https://doi.org/10.99999/other.1",
        "http://other.example.edu/123/",
    ],
)
def test_another_relation_is_no_page_of_the_thesis(relation: str) -> None:
    fields = [("identifier", "http://eprints.example.edu/123/1/thesis.pdf"), ("relation", relation)]
    assert (
        work_of(*fields, ("identifier", "https://doi.org/10.99999/own.1")).url
        == "https://doi.org/10.99999/own.1"
    )


def test_the_page_of_the_archive_comes_before_that_of_the_number() -> None:
    work = work_of(
        ("identifier", "NNT : 2019EXEM0012"), ("identifier", "https://theses.hal.science/tel-01234567")
    )
    assert [one.kind for one in work.external_ids] == ["hal", "other-id"]
    assert work.url == "https://theses.hal.science/tel-01234567"
