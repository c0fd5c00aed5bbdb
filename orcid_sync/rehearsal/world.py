"""Everything the rehearsal remembers, in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from lxml import etree
from stdnum.iso7064 import mod_11_2

from orcid_sync.rehearsal import deposits
from orcid_sync.rehearsal.calls import Calls
from orcid_sync.rehearsal.clock import Clock
from orcid_sync.rehearsal.deposits import Deposit
from orcid_sync.rehearsal.grants import ALL_SCOPES, Grants
from orcid_sync.rehearsal.people import MEMBERS, Person, State, TypedWork, invented_people
from orcid_sync.rehearsal.records import FIRST_PUT_CODE, Activity, OrcidRecord
from orcid_sync.rehearsal.repository import Repository
from orcid_sync.rehearsal.scripts import Scripts
from orcid_sync.rehearsal.shapes import COMMON, WORK
from orcid_sync.rehearsal.webhook import Webhooks

FIRST_MEMBER: Final = next(iter(MEMBERS))
FIRST_NEW_ORCID_ID: Final = 999_991_000_000  # 0009-9999-1000-000…


class SignedIn(NamedTuple):
    """Who has signed in with a browser, and when."""

    orcid_id: str
    at: datetime


class World:
    """The state behind all routes. Whoever changes it, or reads more than one value, holds `lock`."""

    def __init__(
        self,
        deposits_at_start: Callable[[], Iterable[Deposit]] = deposits.invented,
        people: Callable[[], Iterable[Person]] = invented_people,
        *,
        page_size: int = 10,
    ) -> None:
        self.lock = threading.RLock()
        # Held while webhooks are called, which may come back with requests of their own.
        self.delivering = threading.Lock()
        self.calls = Calls()
        self.scripts = Scripts()
        self._deposits_at_start = deposits_at_start
        self._people = people
        self._page_size = page_size
        self.reset()

    def reset(self) -> None:
        """Make everything as it was at the start."""
        with self.lock:
            self.clock = Clock()
            self.started = self.clock.now()
            self.webhooks = Webhooks()
            self.calls.clear()
            self.scripts.clear()
            self.repository = Repository(
                self._deposits_at_start(), now=lambda: self.clock.now(), page_size=self._page_size
            )
            self.grants = Grants()
            self.sessions: dict[str, SignedIn] = {}
            self.locked_members: set[str] = set()
            self.records: dict[str, OrcidRecord] = {}
            self._next_put_code = FIRST_PUT_CODE
            self._next_orcid_id = FIRST_NEW_ORCID_ID
            for person in self._people():
                self.add_person(person)
                for client_id in MEMBERS:
                    token = self.ready_token(person.orcid_id, client_id)
                    self.grants.issue(client_id, person.orcid_id, ALL_SCOPES, self.clock.now(), token=token)

    def ready_token(self, orcid_id: str, client_id: str = FIRST_MEMBER) -> str:
        """The text of the access token that every person has granted to each member from the start."""
        return f"rehearsal-{client_id[-1]}-{orcid_id}"

    def record_or_stranger(self, orcid_id: str) -> OrcidRecord:
        """The record, or an empty one of nobody, so that the checks that come first can be made."""
        return self.records.get(orcid_id) or OrcidRecord(Person(orcid_id, "", "", ""), self.clock.now())

    def add_activity(
        self, record: OrcidRecord, kind: str, content: etree._Element, client_id: str
    ) -> Activity:
        """Put an activity on a record, under the next put-code and the person's default visibility."""
        now, put_code = self.clock.now(), self.new_put_code()
        xml, visibility = etree.tostring(content), record.person.default_visibility
        activity = Activity(kind, put_code, xml, client_id, now, now, visibility)
        record.activities[put_code] = activity
        record.changed(now)
        return activity

    def new_put_code(self) -> int:
        """A number that nothing else has."""
        self._next_put_code += 1
        return self._next_put_code - 1

    def set_state(self, orcid_id: str, state: State, primary: str = "") -> None:
        """Change the state of a record; KeyError when there is none."""
        with self.lock:
            record = self.records[orcid_id]
            record.person = replace(record.person, state=state, primary=primary)
            record.changed(self.clock.now())

    def person_with(self, email: str) -> Person | None:
        """The person who has this e-mail address."""
        people = (record.person for record in self.records.values())
        return next((person for person in people if email and person.email.lower() == email.lower()), None)

    def new_orcid_id(self) -> str:
        """An iD that nobody has yet: a right check digit, outside the blocks that ORCID assigns."""
        digits = f"{self._next_orcid_id:015d}"
        self._next_orcid_id += 1
        whole = digits + mod_11_2.calc_check_digit(digits)
        return "-".join(whole[place : place + 4] for place in range(0, 16, 4))

    def add_person(self, person: Person) -> OrcidRecord:
        """A new ORCID record, with what its person has typed herself."""
        record = OrcidRecord(person, self.clock.now())
        self.records[person.orcid_id] = record
        for typed in person.works:
            self.add_activity(record, "work", _typed(typed), typed.source)
        return record


def _typed(typed: TypedWork) -> etree._Element:
    root = etree.Element(f"{{{WORK}}}work", nsmap={"work": WORK, "common": COMMON})
    title = etree.SubElement(root, f"{{{WORK}}}title")
    etree.SubElement(title, f"{{{COMMON}}}title").text = typed.title
    etree.SubElement(root, f"{{{WORK}}}type").text = typed.type
    date = etree.SubElement(root, f"{{{COMMON}}}publication-date")
    etree.SubElement(date, f"{{{COMMON}}}year").text = str(typed.year)
    one = etree.SubElement(etree.SubElement(root, f"{{{COMMON}}}external-ids"), f"{{{COMMON}}}external-id")
    parts = {"type": typed.kind, "value": typed.value, "url": typed.url, "relationship": "self"}
    for part, text in parts.items():
        etree.SubElement(one, f"{{{COMMON}}}external-id-{part}").text = text
    return root
