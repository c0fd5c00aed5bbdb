"""The invented people, and the two members whose clients act for them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Literal

State = Literal["active", "deactivated", "locked", "deprecated", "unclaimed"]


@dataclass(frozen=True, slots=True)
class Member:
    """A member organization's client as ORCID knows it."""

    client_id: str
    secret: str
    name: str


@dataclass(frozen=True, slots=True)
class TypedWork:
    """A work that stands on an ORCID record from the start; `source` is a client id, "" for the person."""

    title: str
    type: str
    year: int
    kind: str
    value: str
    url: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person and the state of her ORCID record."""

    orcid_id: str
    given_names: str
    family_name: str
    email: str
    state: State = "active"
    primary: str = ""
    public_name: bool = True
    default_visibility: str = "public"
    works: tuple[TypedWork, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"

    @property
    def shown_name(self) -> str | None:
        """The name that others may see; None when she keeps it private."""
        return self.name if self.public_name else None


MEMBERS: Final = {
    member.client_id: member
    for member in (
        Member("APP-REHEARSAL0000001", "rehearsal-secret-1", "Rehearsal University Repository"),
        Member("APP-REHEARSAL0000002", "rehearsal-secret-2", "Other Invented Library"),
    )
}


def invented_people() -> list[Person]:
    """The people of people.toml, in its order."""
    text = (files(__package__) / "people.toml").read_text(encoding="utf-8")
    return [_person(entry) for entry in tomllib.loads(text)["person"]]


def _person(entry: dict[str, Any]) -> Person:
    works: Sequence[dict[str, Any]] = entry.pop("work", ())
    return Person(**entry, works=tuple(TypedWork(**work) for work in works))
