"""Instants as text: UTC, ISO 8601, of one width, so that both databases compare them as they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload


@overload
def written(at: datetime) -> str: ...
@overload
def written(at: None) -> None: ...
def written(at: datetime | None) -> str | None:
    """`2026-11-22T10:00:00.000000+00:00`."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")


@overload
def instant(text: str) -> datetime: ...
@overload
def instant(text: None) -> None: ...
def instant(text: str | None) -> datetime | None:
    """What `written` wrote, as an aware datetime."""
    return None if text is None else datetime.fromisoformat(text)
