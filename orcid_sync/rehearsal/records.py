"""The ORCID records of the invented people: what stands on them, who put it there, who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from sys import intern
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from orcid_sync.rehearsal.people import Person
from orcid_sync.rehearsal.shapes import COMMON
from schemas.rules.normalise import normalised

if TYPE_CHECKING:
    from orcid_sync.rehearsal.notifications import Notification

FIRST_PUT_CODE: Final = 1234567
GROUPING: Final = ("self", "version-of")  # orcid.md §4.6


class ExternalId(NamedTuple):
    """An external id as ORCID compares it: the normalised value, or the raw one where that is empty."""

    kind: str
    value: str
    relationship: str


@dataclass(slots=True)
class Activity:
    """One work or affiliation. `xml` is what its source sent; `client_id` "" is the person herself.

    Text, not a tree: a thousand people with a hundred works each then fit into 300 MB.
    """

    kind: str
    put_code: int
    xml: bytes
    client_id: str
    created: datetime
    modified: datetime
    visibility: str
    ids: frozenset[ExternalId] = field(init=False)

    def __post_init__(self) -> None:
        self.ids = external_ids(self.content)

    @property
    def content(self) -> etree._Element:
        """What its source sent, as a tree of one's own."""
        return etree.fromstring(self.xml)

    def replace(self, content: etree._Element, now: datetime) -> None:
        """Take new content in the place of the old."""
        self.xml, self.modified, self.ids = etree.tostring(content), now, external_ids(content)

    def with_attributes(self) -> etree._Element:
        """The content with its put-code and visibility, as a client would send it back."""
        root = self.content
        root.set("put-code", str(self.put_code))
        root.set("visibility", self.visibility)
        return root


@dataclass(slots=True)
class OrcidRecord:
    """A person and the activities on her ORCID record, by put-code in the order of their adding."""

    person: Person
    created: datetime
    activities: dict[int, Activity] = field(default_factory=dict)
    notifications: dict[int, Notification] = field(default_factory=dict)
    wants_notifications: bool = True
    modified: datetime = field(init=False)
    changes: int = 0

    def __post_init__(self) -> None:
        self.modified = self.created

    def changed(self, now: datetime) -> None:
        """Note that something on the record is no longer as it was; webhooks and pages look for this."""
        self.modified, self.changes = now, self.changes + 1

    def of_kind(self, kind: str) -> list[Activity]:
        """The activities of one kind."""
        return [activity for activity in self.activities.values() if activity.kind == kind]

    def duplicate(
        self, kind: str, ids: Iterable[ExternalId], client_id: str, *, besides: int = 0
    ) -> Activity | None:
        """The activity of the same source with one of these `self` ids, if any (9021, orcid.md §3.3)."""
        own = {one for one in ids if one.relationship == "self"}
        for activity in self.of_kind(kind):
            if activity.client_id == client_id and activity.put_code != besides and own & activity.ids:
                return activity
        return None


def external_ids(content: etree._Element) -> frozenset[ExternalId]:
    """The ids of a work or affiliation as ORCID compares them."""
    return frozenset(_external_ids(content))


def _external_ids(content: etree._Element) -> Iterator[ExternalId]:
    for one in content.iterfind(f"{{{COMMON}}}external-ids/{{{COMMON}}}external-id"):
        kind, value, relationship = (
            intern((one.findtext(f"{{{COMMON}}}external-id-{part}") or "").strip())
            for part in ("type", "value", "relationship")
        )
        yield ExternalId(kind, normalised(kind, value) or value, relationship)


def groups(works: Iterable[Activity]) -> list[list[Activity]]:
    """Works that share a `self` or `version-of` id stand in one group, transitively (orcid.md §4.6)."""
    found: list[tuple[set[tuple[str, str]], list[Activity]]] = []
    for work in works:
        keys = {(one.kind, one.value) for one in work.ids if one.relationship in GROUPING}
        joined = [group for group in found if group[0] & keys]
        found = [group for group in found if not group[0] & keys]
        members = [one for _, earlier in joined for one in earlier]
        found.append((keys.union(*(earlier for earlier, _ in joined)), [*members, work]))
    return [members for _, members in found]
