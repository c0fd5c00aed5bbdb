"""Makes the work that would be sent now, from the stored metadata, with today's crosswalk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from lxml import etree

from crosswalks.crosswalk import Crosswalked
from crosswalks.errors import CrosswalkError
from crosswalks.profile import Profile
from crosswalks.records import NotXmlError
from crosswalks.shown_names import with_shown_names
from crosswalks.work import RecordOf
from orcid_sync.orcid.works import canonical_digest, text_digest
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push.access import AccessRule
from orcid_sync.push.crosswalking import Asked, Crosswalks
from orcid_sync.push.reasons import outcome_of
from orcid_sync.store import Content, Push, Store


@dataclass(frozen=True, slots=True)
class Prepared:
    """A work that passed the schema, ORCID's server rules and our own caution, ready to be sent.

    `skip_same_elsewhere`: it is not added where another source has added the thesis.
    """

    xml: str
    element: etree._Element
    digest: str  # of the text as it is: of one work written in two ways there are two
    skip_same_elsewhere: bool = False

    def says_what_was_sent(self, push: Push) -> bool:
        """Whether it is what was sent last, however that was written; never when a person wants it sent again."""
        if not push.sent_digest or not push.sent_xml:
            return False
        return self.xml == push.sent_xml or canonical_digest(self.xml) == canonical_digest(push.sent_xml)


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
        self._crosswalks = Crosswalks(profile_of, lambda: clock().date())

    def ahead(self, pushes: Sequence[Push]) -> None:
        """Make the works of these pushes at once, which costs half; each `prepare` still reads what holds by then,
        and only takes a work that was made of the same."""
        with self._store.reading():
            read = [(push, *self._read(push)) for push in pushes if push.action != "remove"]
        asked = (self._asked(push, content, people) for push, content, people in read if content)
        self._crosswalks.ahead(list(asked))

    def prepare(self, push: Push) -> Prepared | Outcome:
        """The work for this push as its source states it now, or the outcome that says why there is none."""
        with self._store.reading():
            content, people = self._read(push)
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
        return Prepared(xml, etree.fromstring(xml.encode()), text_digest(xml), skip)

    def _read(self, push: Push) -> tuple[Content | None, _People]:
        content = self._store.theses.content_of(push.thesis_id)
        return content, _People(self._authenticated(push), self._store.claims.shown_names(push.thesis_id))

    def _asked(self, push: Push, content: Content, people: _People) -> Asked:
        record_of: RecordOf = "advisor" if push.role == "advisor" else "author"
        return Asked(content, tuple(people.authenticated.items()), record_of)

    def _crosswalk(self, push: Push, content: Content, people: _People) -> Crosswalked:
        asked = self._asked(push, content, people)
        return with_shown_names(
            self._crosswalks.made(asked),
            people.shown,
            profile=self._crosswalks.profile_of(content.profile),
            authenticated=people.authenticated,
            record_of=asked.record_of,
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
