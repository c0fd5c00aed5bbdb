"""Looks at the works of an ORCID record before anything is added or repeated (orcid.md §4.7)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from orcid_sync.orcid.answers import WorkSummary
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.likeness import alike
from orcid_sync.orcid.works import added_by, shares_identifier
from orcid_sync.store import Candidate


@dataclass(frozen=True, slots=True)
class Seen:
    """What an ORCID record holds of one thesis: the put-code of our own work with the same `self` identifier
    ("" when there is none), the works of other sources that share it, and works that only look the same."""

    put_code: str
    elsewhere: tuple[WorkSummary, ...]
    alike: tuple[WorkSummary, ...]


def look(client: OrcidClient, work: etree._Element) -> Seen:
    """What the record holds of this work. Raises OrcidError."""
    works = client.read_works()
    same = [one for one in works if shares_identifier(work, one)]
    ours = [one.put_code for one in same if added_by(one, client.client_id)]
    others = tuple(one for one in same if not added_by(one, client.client_id))
    alike_only = tuple(alike(work, (one for one in works if one not in same)))
    return Seen(ours[0] if ours else "", others, alike_only)


def source_of(summary: WorkSummary) -> str:
    """Who added a work, in words."""
    return summary.source_name or summary.source_client_id or "the person herself"


def candidate(summary: WorkSummary) -> Candidate:
    """A work as the person sees it who decides whether it is the same."""
    title = ": ".join(part for part in (summary.title, summary.subtitle) if part)
    return Candidate(summary.put_code, title, summary.year, source_of(summary), summary.url)
