"""A first look at a real repository, read-only: what it offers, and what would become of its theses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from crosswalks import Profile, crosswalk_page
from orcid_sync.crosswalk_files import Works
from orcid_sync.demo_folder import fresh_folder
from orcid_sync.errors import Stopped
from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.errors import SourceError
from orcid_sync.oai.page import Record
from orcid_sync.oai.probe import Probe, probe
from orcid_sync.report import Report, Shown, ready

MOST_RECORDS = 200


class NothingToReadError(Stopped):
    """The repository serves no format that we read."""


def survey(base_url: str, out: Path, say: Callable[[str], None]) -> Report:
    """Harvest at most 200 records of the sets that hold theses, in the best format, and report what they become.

    In `out` lie afterwards one XML file per work, and report.html. Nothing is stored and nothing is sent.
    Raises SourceError (after the report of what was read until then) or NothingToReadError.
    """
    found = probe(base_url)
    sentences = list(found.sentences())
    for sentence in sentences:
        say(sentence)
    if found.best is None:
        raise NothingToReadError("It serves no format that we read.", base_url, "See docs/add-a-format.md.")
    report = Report(f"What ORCID would get from {found.name or base_url}", datetime.now(UTC))
    report.lead = "A first look: nothing was stored and nothing was sent."
    report.add("What the repository offers", " ".join(sentences))
    works = Works(fresh_folder(out) / "works")
    broken_off: SourceError | None = None
    try:
        for shown in _read(found, found.best.prefix, report.made_at.date()):
            works.write(shown.crosswalked)
            report.records.append(shown)
    except SourceError as error:
        broken_off = error
    outcomes = [ready(shown.crosswalked) for shown in report.records]
    sentence = f"Records read in the format {found.best.prefix}: {len(outcomes)}."
    if broken_off:
        sentence += f" Then the repository stopped us: {broken_off}"
    step = report.add("What becomes of its records", sentence, outcomes)
    say(
        f"\n{sentence}\n    {', '.join(f'{number} {happened}' for happened, number in step.counts) or 'none'}"
    )
    report.write(out / "report.html")
    if broken_off:
        raise broken_off
    return report


def _read(found: Probe, prefix: str, today: date) -> Iterator[Shown]:
    """The records of the thesis sets, one set after the other, or of the whole repository when it names none."""
    seen: set[str] = set()
    # A specification of a set that the repository names "theses" proves it for its records (metadata.md D7).
    profile = Profile(thesis_sets=tuple(offered.spec for offered in found.thesis_sets))
    with OaiClient(found.base_url) as client:
        for set_spec in [offered.spec for offered in found.thesis_sets] or [""]:
            query = {"verb": "ListRecords", "metadataPrefix": prefix} | (
                {"set": set_spec} if set_spec else {}
            )
            for page in client.pages(query):
                # A record may stand in several sets.
                fresh = [record for record in page.records if record.source.identifier not in seen]
                fresh = fresh[: MOST_RECORDS - len(seen)]
                yield from _shown(fresh, profile, today)
                seen.update(record.source.identifier for record in fresh)
                if len(seen) == MOST_RECORDS:
                    return


def _shown(records: list[Record], profile: Profile, today: date) -> list[Shown]:
    made = crosswalk_page([record.source for record in records], profile=profile, today=today)
    return [
        Shown(crosswalked, record.raw.decode()) for crosswalked, record in zip(made, records, strict=True)
    ]
