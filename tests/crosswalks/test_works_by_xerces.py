"""Every document that we make, judged by the engine that ORCID runs: lxml is not the one that decides there."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from format_samples import FOLDER, SAMPLES
from hypothesis import HealthCheck, Phase, given, settings
from invented_thesis import CRACKED_POTS
from wild_records import FORMATS, WILD_RECORDS, WildRecord, source_record
from xerces import Xerces

from crosswalks import Profile, crosswalk
from crosswalks.crosswalk import Crosswalked
from crosswalks.education import AffiliationKind, Institution, affiliation_xml, education
from crosswalks.thesis import FuzzyDate
from crosswalks.work import to_xml, work_of
from orcid_sync.crosswalk_files import crosswalk_paths

pytestmark = pytest.mark.xerces

TODAY = datetime.date(2026, 1, 1)
SYNTHETIC = sorted((Path(__file__).parent / "synthetic").glob("*.xml"))
PROFILES = (
    Profile(),
    Profile(citation="bibtex", journal_title="grantor", country="AT", language="de", second_title="subtitle"),
    Profile(
        roleless="advisor",
        author_role="http://credit.niso.org/contributor-roles/writing-original-draft/",
        split_subtitle=False,
        id_uris="https://sandbox.orcid.org/",
    ),
)
# Every name a record can state gets the sample iD, so that documents with iDs are judged too.
SOMEBODY = "0000-0002-1825-0097"


def works_of(made: Crosswalked, profile: Profile) -> Iterator[str]:
    """The author's and the advisor's document, without and with authenticated iDs."""
    if made.thesis is None or made.work_xml is None:
        return
    yield made.work_xml
    authenticated = {person.stated: SOMEBODY for person in made.thesis.people}
    yield to_xml(work_of(made.thesis, profile=profile, authenticated=authenticated).value, put_code="42")
    advisors = work_of(made.thesis, profile=profile, authenticated=authenticated, record_of="advisor")
    yield to_xml(advisors.value)


def complaints(judge: Xerces, documents: Iterator[str]) -> list[tuple[str, str]]:
    said = ((judge.complaint(document.encode(), "work"), document) for document in documents)
    return [(complaint, document) for complaint, document in said if complaint]


@pytest.mark.parametrize("profile", PROFILES, ids=["careful", "wordy", "odd"])
def test_the_works_of_all_samples_are_valid(judge: Xerces, profile: Profile) -> None:
    paths = [str(path) for path in (*SAMPLES, *SYNTHETIC)]
    results = [
        result.crosswalked
        for result in crosswalk_paths(paths, sys.stdin.buffer, profile=profile, today=TODAY)
    ]
    documents = [document for made in results for document in works_of(made, profile)]
    assert len(documents) > 2 * len(paths)
    assert complaints(judge, iter(documents)) == []


def test_the_golden_works_are_valid(judge: Xerces) -> None:
    golden = sorted(FOLDER.glob("*/*.work.xml"))
    assert golden
    assert complaints(judge, (path.read_text(encoding="utf-8") for path in golden)) == []


@pytest.mark.corpus
@pytest.mark.parametrize("profile", PROFILES, ids=["careful", "wordy", "odd"])
def test_the_works_of_real_records_are_valid(judge: Xerces, corpus: Path, profile: Profile) -> None:
    documents = [
        document
        for result in crosswalk_paths([str(corpus)], sys.stdin.buffer, profile=profile, today=TODAY)
        for document in works_of(result.crosswalked, profile)
    ]
    assert len(documents) > 500
    assert complaints(judge, iter(documents)) == []


@pytest.mark.parametrize("name", FORMATS)
@settings(
    max_examples=150,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(wild=WILD_RECORDS)
def test_the_works_of_wild_records_are_valid(judge: Xerces, name: str, wild: WildRecord) -> None:
    for profile in PROFILES:
        made = crosswalk(source_record(FORMATS[name](wild)), profile=profile, today=TODAY)
        assert complaints(judge, works_of(made, profile)) == []


@pytest.mark.parametrize("kind", ["education", "qualification"])
def test_degrees_are_valid(judge: Xerces, kind: AffiliationKind) -> None:
    dates = (None, FuzzyDate(2020), FuzzyDate(2020, 9), FuzzyDate(2020, 9, 30))
    institution = Institution(
        "Université & Söhne", "Nowhere", "DE", "05k89ew48", other_names=(CRACKED_POTS.degree.grantor,)
    )
    for started, conferred in product(dates, dates):
        made = education(
            CRACKED_POTS, institution=institution, started=started, conferred=conferred, kind=kind
        ).value
        assert made is not None
        assert judge.complaint(affiliation_xml(made).encode(), kind) == ""
