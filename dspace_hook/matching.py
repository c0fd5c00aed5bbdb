"""Finds a claimed contributor among the values of an item. In doubt nobody is found, and a person decides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crosswalks.decide.names import person_name
from crosswalks.decide.text import fold, one_line, unescape
from dspace_hook.item import Item, Stored
from dspace_hook.targets import CONTRIBUTORS
from orcid_sync.contract import ContributorClaim

_BIRTH_YEAR = re.compile(r",?\s+\(?(?:1[0-9]|20)[0-9]{2}\s*[-–—]?\s*(?:[12][0-9]{3})?\)?\.?$")


class NamesakesError(LookupError):
    """Several values could be the person."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(" and ".join(f"“{name}”" for name in names))


class Place:
    """The one value that names the person, and where it stands."""

    __slots__ = ("field", "index", "stored")

    def __init__(self, field: str, index: int, stored: Stored) -> None:
        self.field, self.index, self.stored = field, index, stored


def find(item: Item, claim: ContributorClaim) -> Place | None:
    """Where the item names the claimed person in her role, or None. Raises NamesakesError.

    The first field that names her counts: sites that write authors twice write them alike.
    """
    wanted = {form for name in (claim.stated, *claim.names) for form in forms(name)}
    for field in CONTRIBUTORS.get(claim.role, ()):
        places = [
            Place(field, index, stored)
            for index, stored in enumerate(item.values(field))
            if wanted & forms(stored.text)
        ]
        if len(places) > 1:
            raise NamesakesError([place.stored.text for place in places])
        if places:
            return places[0]
    return None


def forms(name: str) -> frozenset[str]:
    """The name for comparison, in the order "given family" as well as it can be told.

    OAI texts of 7.6.6, 8.3, 9.2 and 10.0 are escaped once more than REST's (§1.4: `O&apos;Brien`); Vireo adds
    years of birth; case, accents' spelling and white space differ between the two ways to the same value.
    """
    plain = _BIRTH_YEAR.sub("", one_line(unescape(name)[0]))
    family, comma, given = plain.partition(",")
    texts = {plain, f"{given} {family}"} if comma else {plain}
    read = person_name(plain).name
    return frozenset(filter(None, (fold(text) for text in (*texts, read))))
