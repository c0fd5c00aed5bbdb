"""Crosswalks the stored records of due works: those of a batch at once, or one that is asked for alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from itertools import groupby
from typing import NamedTuple

from crosswalks.crosswalk import Crosswalked, crosswalk, crosswalk_page
from crosswalks.errors import CrosswalkError
from crosswalks.profile import Profile
from crosswalks.records import NotXmlError, SourceRecord, parse
from crosswalks.work import RecordOf
from orcid_sync.store import Content


class Asked(NamedTuple):
    """All that the work of a stored record depends on, but for the day. `authenticated`: name as stated, iD."""

    content: Content
    authenticated: tuple[tuple[str, str], ...]
    record_of: RecordOf


class Crosswalks:
    """What today's crosswalk makes of stored records, under the profiles that `profile_of` gives."""

    def __init__(self, profile_of: Callable[[str], Profile], today: Callable[[], date]) -> None:
        self.profile_of = profile_of
        self._today = today
        self._made = dict[tuple[Asked, date], Crosswalked]()

    def ahead(self, asked: Sequence[Asked]) -> None:
        """Make these now, page by page, for `made` to take; what was made before and not taken is dropped."""
        self._made.clear()
        # Once each, for a page knows its records by their identifiers.
        once = {one.content.identifier: one for one in asked}.values()
        for (profile, record_of), page in groupby(sorted(once, key=_page), key=_page):
            with suppress(
                CrosswalkError, NotXmlError
            ):  # it is said of the record itself, when its turn comes
                self._make(list(page), self.profile_of(profile), record_of)

    def made(self, asked: Asked) -> Crosswalked:
        """What the record becomes. Raises CrosswalkError and NotXmlError."""
        made = self._made.pop((asked, self._today()), None)
        return made or crosswalk(
            _record(asked.content),
            profile=self.profile_of(asked.content.profile),
            today=self._today(),
            authenticated=dict(asked.authenticated),
            record_of=asked.record_of,
        )

    def _make(self, page: list[Asked], profile: Profile, record_of: RecordOf) -> None:
        today = self._today()
        authenticated = {one.content.identifier: dict(one.authenticated) for one in page}
        made = crosswalk_page(
            [_record(one.content) for one in page],
            profile=profile,
            today=today,
            authenticated_by=authenticated.__getitem__,
            record_of=record_of,
        )
        for one, crosswalked in zip(page, made, strict=True):
            if crosswalked.work_xml is not None:  # else the reason is asked for alone
                self._made[one, today] = crosswalked


def _page(asked: Asked) -> tuple[str, RecordOf]:
    return asked.content.profile, asked.record_of


def _record(content: Content) -> SourceRecord:
    return SourceRecord(content.identifier, content.datestamp, content.set_specs, False, parse(content.raw))
