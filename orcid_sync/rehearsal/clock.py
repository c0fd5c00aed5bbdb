"""The rehearsal's clock: real time, shifted on demand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time of the rehearsal; `advance` and `set` move it, and it goes on from there."""

    def __init__(self) -> None:
        self._shift = timedelta()

    def now(self) -> datetime:
        """The time, in UTC and whole milliseconds as ORCID writes it."""
        moment = datetime.now(UTC) + self._shift
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass; a negative number goes back."""
        self._shift += timedelta(seconds=seconds)

    def set(self, moment: datetime) -> None:
        """Make it `moment` now."""
        self._shift = moment - datetime.now(UTC)
