"""When a degree was conferred: what sources call so, and what only looks like it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from crosswalks import Profile, crosswalk
from crosswalks.education import Institution, education
from crosswalks.thesis import FuzzyDate, Thesis

MARC = (
    '<record xmlns="http://www.loc.gov/MARC21/slim">'
    '<datafield tag="245"><subfield code="a">On pots</subfield></datafield>'
    '<datafield tag="502"><subfield code="b">Ph.D.</subfield><subfield code="c">Example University</subfield>'
    '<subfield code="d">{}</subfield></datafield></record>'
)
UKETD = (
    '<uketd_dc:uketddc xmlns:uketd_dc="http://naca.central.cranfield.ac.uk/ethos-oai/2.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>On pots</dc:title>'
    "<dcterms:issued>2019-10</dcterms:issued><dcterms:dateAccepted>{}</dcterms:dateAccepted></uketd_dc:uketddc>"
)
DIM = (
    '<dim xmlns="http://www.dspace.org/xmlns/dspace/dim"><field mdschema="dc" element="title">On pots</field>'
    '<field mdschema="dc" element="type">Thesis</field>'
    '<field mdschema="dc" element="date" qualifier="issued">2019-11-02</field>{}</dim>'
)
EXAMPLE = Institution("Example University", "Nowhere", "DE", "05k89ew48")


def thesis_of(record: str) -> Thesis:
    made = crosswalk(record.encode(), profile=Profile(), today=datetime.date(2026, 1, 1))
    assert made.thesis is not None
    return made.thesis


def dim(*fields: tuple[str, str, str]) -> str:
    written = '<field mdschema="{}" element="{}" qualifier="{}">{}</field>'
    return DIM.format(
        "".join(written.format(*name.split("."), qualifier, text) for name, qualifier, text in fields)
    )


@pytest.mark.parametrize(
    ("record", "conferred"),
    [
        (MARC.format("2019"), FuzzyDate(2019)),
        (UKETD.format("2019-09-30"), FuzzyDate(2019, 9, 30)),
        (dim(("dc.date", "awarded", "2019-09")), FuzzyDate(2019, 9)),
        (dim(("thesis.degree", "date", "2019-09-30")), FuzzyDate(2019, 9, 30)),
        (
            dim(("dc.date", "conferred", "2019"), ("thesis.degree", "date", "2019-09-30")),
            FuzzyDate(2019, 9, 30),
        ),
        # The thesis' own dates are not it, and what is unsure is left out.
        (dim(("dc.date", "submitted", "2019-06-01"), ("dc.date", "defended", "2019-08-01")), None),
        (dim(("dc.date", "accepted", "2019-08-01")), None),
        (dim(("dc.date", "awarded", "[2019?]")), None),
        (dim(("dc.date", "awarded", "2019-09-30T10:11:12Z")), None),
        (dim(("dc.date", "awarded", "2018"), ("thesis.degree", "date", "2019")), None),
    ],
)
def test_only_a_date_that_the_source_calls_so_is_the_conferral(
    record: str, conferred: FuzzyDate | None
) -> None:
    assert thesis_of(record).conferred == conferred


def test_the_records_conferral_ends_the_education_unless_the_registrar_knows_better() -> None:
    thesis = thesis_of(MARC.format("2019"))
    own, registrar = (
        education(thesis, institution=EXAMPLE, conferred=given).value
        for given in (None, FuzzyDate(2019, 9, 30))
    )
    assert own is not None
    assert registrar is not None
    assert (str(own.end), str(registrar.end)) == ("2019", "2019-09-30")


def test_a_profile_names_the_institution_that_confers(tmp_path: Path) -> None:
    from orcid_sync.config import read_profile

    path = tmp_path / "college.toml"
    path.write_text(
        '[institution]\nname = "Example College"\ncity = "Nowhere"\ncountry = "DE"\nror = "05k89ew48"\n'
        'other_names = ["EC"]\n'
    )
    assert read_profile(path).institution == Institution(
        "Example College", "Nowhere", "DE", "05k89ew48", other_names=("EC",)
    )
