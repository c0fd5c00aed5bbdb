"""A refusal: one reason for which ORCID's server would not take a document."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.finding import Finding


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason of ORCID's server, with the HTTP status and the error code it answers.

    Of the two codes a wrong enumeration value may get, `code` is that of today's servers (9012; 9051 until
    build 2.149). `field` is the element path, `message` and `remedy` are ours: ORCID's own texts are
    localised and belong to the rehearsal.
    """

    status: int
    code: int
    field: str
    message: str
    remedy: str = ""

    def as_finding(self) -> Finding:
        """The same reason for a person who has not sent anything yet."""
        return Finding(f"orcid-{self.code}", "error", self.field, self.message, self.remedy)
