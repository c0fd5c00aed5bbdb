"""Pages of records as harvested, each saved whole: records, theses, contributors and checkpoint at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crosswalks.thesis import Thesis
from orcid_sync.outcomes import Outcome
from orcid_sync.store.harvests import Checkpoint, Harvest
from schemas.finding import Finding


class HarvestedRecord(NamedTuple):
    """One record of a page and what the crosswalk made of it.

    `outcome` is `Crosswalked.outcome`. `raw` is the metadata as the source wrote it (b"" for a deleted one);
    `work_digest` the digest of the work without claims ("" when there is no work).
    """

    identifier: str
    datestamp: str
    set_specs: tuple[str, ...] = ()
    deleted: bool = False
    raw: bytes = b""
    format: str = ""
    outcome: str = ""
    findings: tuple[Finding, ...] = ()
    thesis: Thesis | None = None
    work_digest: str = ""


class PageSaved(NamedTuple):
    """What a page changed. `outcomes` names each record that is new, changed or newly deleted, and each
    claim that had to be suspended because the record now names somebody else."""

    new: int
    changed: int
    unchanged: int
    deleted: int
    outcomes: tuple[Outcome, ...]


class Records:
    """The records of all sources, raw metadata kept verbatim."""

    def save_page(
        self,
        harvest: Harvest,
        records: Sequence[HarvestedRecord],
        checkpoint: Checkpoint,
        *,
        crosswalk_version: str = "",
        run_id: int | None = None,
    ) -> PageSaved:
        """Save records, theses, contributors and the checkpoint in one transaction.

        Saving the same page again changes nothing. A deleted record keeps everything it had. With `run_id`,
        the outcomes that a person may want to read are written to the log in the same transaction.
        """
        raise NotImplementedError
