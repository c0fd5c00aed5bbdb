"""The report that a librarian shows a colleague: what came in, what went out, what needs a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from crosswalks.crosswalk import Crosswalked
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.whole_files import write_whole

_SENT = (Happened.ADDED, Happened.UPDATED, Happened.ADOPTED)
_SOURCE_SHOWN = 20_000  # characters of a source record; a page of many MB opens in no browser


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, in one sentence, and what came of it."""

    title: str
    sentence: str
    outcomes: tuple[Outcome, ...] = ()

    @property
    def counts(self) -> list[tuple[str, int]]:
        return Counter(str(outcome.happened) for outcome in self.outcomes).most_common()

    def lines(self) -> Iterator[str]:
        """Every outcome with its reason, for a terminal; those that say the same share a line."""
        alike: dict[tuple[str, str], list[Outcome]] = {}
        for outcome in self.outcomes:
            alike.setdefault((str(outcome.happened), outcome.reason), []).append(outcome)
        for (happened, reason), outcomes in alike.items():
            which = (
                outcomes[0].title or outcomes[0].identifier
                if len(outcomes) == 1
                else f"{len(outcomes)} records"
            )
            yield f"  {happened:<13} {which}"
            yield f"  {'':<13} {reason}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as it came, beside what was made of it."""

    crosswalked: Crosswalked
    source_xml: str

    @property
    def title(self) -> str:
        thesis = self.crosswalked.thesis
        return thesis.title.text if thesis else self.crosswalked.identifier

    @property
    def excerpt(self) -> str:
        cut = len(self.source_xml) > _SOURCE_SHOWN
        return self.source_xml[:_SOURCE_SHOWN] + ("\n[…]" if cut else "")


@dataclass(slots=True)
class Report:
    """Collects steps and records; `write` makes one self-contained HTML file of them."""

    title: str
    made_at: datetime
    lead: str = ""
    steps: list[Step] = field(default_factory=list)
    records: list[Shown] = field(default_factory=list)

    def add(self, title: str, sentence: str, outcomes: Iterable[Outcome] = ()) -> Step:
        """The step, added at the end."""
        step = Step(title, sentence, tuple(outcomes))
        self.steps.append(step)
        return step

    @property
    def summary(self) -> list[tuple[int, str]]:
        """What came in, what went out, what needs a person: a number and what it counts, without the zeros."""
        outcomes = [outcome for step in self.steps for outcome in step.outcomes]
        said = [o for o in outcomes if not o.orcid_id and o.happened is not Happened.UNCHANGED]
        came_in = {o.identifier: o.happened for o in said}
        sent = {(o.identifier, o.orcid_id) for o in outcomes if o.happened in _SENT}
        removed = [o for o in outcomes if o.happened is Happened.REMOVED]
        counts = Counter(came_in.values())
        told = [
            (len(came_in), "records came in"),
            (counts[Happened.READY], "valid ORCID works made"),
            (counts[Happened.NOT_A_THESIS], "are no theses"),
            (counts[Happened.DELETED], "deleted at the repository"),
            (len(sent), "works brought to ORCID"),
            (len(removed), "removed again, as a person said"),
            (len(self.needs_a_person), "waiting for a person"),
        ]
        return [(number, what) for number, what in told if number or what.endswith("person")]

    @property
    def needs_a_person(self) -> Sequence[Outcome]:
        """The last word on each (record, person) that somebody has to act on."""
        last = {(o.identifier, o.orcid_id): o for step in self.steps for o in step.outcomes}
        return [o for o in last.values() if o.needs_a_person or o.happened is Happened.KEPT]

    def write(self, path: Path) -> Path:
        """The HTML file at `path`: no script, no request to anywhere, readable on paper."""
        page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        template = page.from_string(
            (files("orcid_sync") / "pages" / "report.html").read_text(encoding="utf-8")
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_whole(path, template.render(report=self))


def ready(crosswalked: Crosswalked) -> Outcome:
    """What the crosswalk made of a record, as an outcome."""
    happened = {
        "work": Happened.READY,
        "not-a-thesis": Happened.NOT_A_THESIS,
        "deleted": Happened.DELETED,
        "refused": Happened.REFUSED,
        "unreadable": Happened.UNREADABLE,
    }[crosswalked.outcome]
    serious = [f for f in crosswalked.findings if f.severity == "error"] or list(crosswalked.findings)
    told = serious[0] if serious and happened is not Happened.READY else None
    return Outcome(
        crosswalked.identifier,
        happened,
        told.message if told else "A valid ORCID work can be made of it.",
        told.remedy if told else "",
        title=crosswalked.thesis.title.text if crosswalked.thesis else "",
        code=told.code if told else "",
    )
