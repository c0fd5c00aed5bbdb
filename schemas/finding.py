"""A finding: something about a record that a person should know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person should know about one record, in words she can act on.

    `code` is stable and documented in docs/findings.md; scripts branch on it, never on `message`.
    `error` means that the record cannot be sent as it stands, `warning` that somebody should look,
    `info` that we made a decision worth knowing. `field` names the source field or the element path.
    """

    code: str
    severity: Severity
    field: str
    message: str
    remedy: str = ""
    value: str = ""
    line: int | None = None

    def as_json(self) -> dict[str, str]:
        """The five keys that `--json` promises (docs/commands.md)."""
        return {
            "code": self.code,
            "severity": self.severity,
            "field": self.field,
            "message": self.message,
            "remedy": self.remedy,
        }
