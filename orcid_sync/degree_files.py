"""Use case: the degree of a thesis in a file, as the education or qualification that ORCID would get."""

from __future__ import annotations

from dataclasses import dataclass

from crosswalks.education import AffiliationKind, affiliation_xml, education
from crosswalks.institution import Institution
from orcid_sync.crosswalk_files import FileResult
from schemas.finding import Finding


@dataclass(frozen=True, slots=True)
class DegreeResult:
    """What became of the degree of one record. `document` is there exactly when `outcome` is its kind."""

    file: str
    identifier: str
    format: str
    kind: AffiliationKind
    outcome: str
    document: str | None
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """The contract of `orcid-sync crosswalk --as education --json`."""
        return {
            "file": self.file,
            "identifier": self.identifier or None,
            "format": self.format or None,
            "outcome": self.outcome,
            self.kind: self.document,
            "findings": [finding.as_json() for finding in self.findings],
        }


def degree_of(result: FileResult, *, institution: Institution | None, kind: AffiliationKind) -> DegreeResult:
    """The degree that `institution` may assert from this record, or why there is none."""
    made = result.crosswalked
    if made.thesis is None:
        return _result(result, kind, made.outcome, None, made.findings)
    decided = education(made.thesis, institution=institution or _NOBODY, kind=kind)
    if decided.value is None:
        return _result(result, kind, "refused", None, decided.findings)
    return _result(result, kind, kind, affiliation_xml(decided.value), decided.findings)


def _result(
    result: FileResult,
    kind: AffiliationKind,
    outcome: str,
    document: str | None,
    findings: tuple[Finding, ...],
) -> DegreeResult:
    made = result.crosswalked
    return DegreeResult(result.file, made.identifier, made.format, kind, outcome, document, findings)


_NOBODY = Institution("", "", "", "")
