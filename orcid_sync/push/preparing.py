"""Makes the work that would be sent now, from the stored metadata, with today's crosswalk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from lxml import etree

from crosswalks.crosswalk import Crosswalked, crosswalk
from crosswalks.errors import CrosswalkError
from crosswalks.profile import Profile
from crosswalks.records import NotXmlError, SourceRecord, parse
from crosswalks.shown_names import with_shown_names
from crosswalks.work import RecordOf
from orcid_sync.orcid.works import canonical_digest
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push.access import AccessRule
from orcid_sync.push.reasons import outcome_of
from orcid_sync.store import Content, Push, Store


@dataclass(frozen=True, slots=True)
class Prepared:
    """A work that passed the schema, ORCID's server rules and our own caution, ready to be sent.

    `skip_same_elsewhere`: it is not added where another source has added the thesis.
    """

    xml: str
    element: etree._Element
    digest: str
    skip_same_elsewhere: bool = False


class _People(NamedTuple):
    """By the name as stated: the iDs of those who signed in, and the names that others wish for."""

    authenticated: Mapping[str, str]
    shown: Mapping[str, str]


class Preparing:
    """Makes works, and says why when none can be made."""

    def __init__(
        self,
        store: Store,
        profile_of: Callable[[str], Profile],
        clock: Callable[[], datetime],
        access: AccessRule | None = None,
    ) -> None:
        self._access = access
        self._store = store
        self._profile_of = profile_of
        self._clock = clock

    def prepare(self, push: Push) -> Prepared | Outcome:
        """The work for this push as its source states it now, or the outcome that says why there is none."""
        with self._store.reading():
            content = self._store.theses.content_of(push.thesis_id)
            people = _People(self._authenticated(push), self._store.claims.shown_names(push.thesis_id))
        if content is None:
            return _refused(push, "no-content", "No source supplies this thesis any more.")
        try:
            crosswalked = self._crosswalk(push, content, people)
        except (CrosswalkError, NotXmlError) as error:
            return _refused(push, "unreadable", f"The stored record cannot be read: {error}")
        if crosswalked.work_xml is None:
            return _refusal(push, crosswalked)
        held = self._access.held(push, content, crosswalked.thesis) if self._access else None
        if held:
            return held
        xml = crosswalked.work_xml
        skip = self._access.skips_same_elsewhere(content) if self._access else False
        return Prepared(xml, etree.fromstring(xml.encode()), canonical_digest(xml), skip)

    def _crosswalk(self, push: Push, content: Content, people: _People) -> Crosswalked:
        record = SourceRecord(
            content.identifier, content.datestamp, content.set_specs, False, parse(content.raw)
        )
        profile, authenticated = self._profile_of(content.profile), people.authenticated
        record_of: RecordOf = "advisor" if push.role == "advisor" else "author"
        made = crosswalk(
            record,
            profile=profile,
            today=self._clock().date(),
            authenticated=authenticated,
            record_of=record_of,
        )
        return with_shown_names(
            made, people.shown, profile=profile, authenticated=authenticated, record_of=record_of
        )

    def _authenticated(self, push: Push) -> Mapping[str, str]:
        """Name as stated → iD, of those who signed in and whose permission stands."""
        claimed = self._store.claims.authenticated(push.thesis_id)
        return {
            stated: orcid_id
            for stated, orcid_id in claimed.items()
            if orcid_id == push.orcid_id or self._store.permissions.usable(orcid_id)
        }


def _refusal(push: Push, crosswalked: Crosswalked) -> Outcome:
    """The first error that the crosswalk found, which is why there is no work."""
    finding = next((one for one in crosswalked.findings if one.severity == "error"), None)
    if finding is None:
        return _refused(push, crosswalked.outcome, "The record is no thesis any more.")
    return _refused(push, finding.code, finding.message, finding.remedy)


def _refused(push: Push, code: str, reason: str, remedy: str = "") -> Outcome:
    remedy = remedy or f"Look at the record: orcid-sync crosswalk, identifier {push.identifier}."
    return outcome_of(push, Happened.REFUSED, reason, remedy, code=code)
