"""Where a site keeps authenticated iDs: read from its configuration, judged before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from orcid_sync.contract import SettingsError

Form = Literal["name-and-id", "id", "authority", "person"]
PERSON_ID: Final = "person.identifier.orcid"
# `replace` is never sent, but no field name may lead a path astray either.
FIELD: Final = re.compile(r"[A-Za-z0-9_]+\.[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)?")
# dspace.object.owner on a Person item hands the account to somebody else (dspace.md §3.3).
_NEVER: Final = re.compile(r"dspace\.(?!orcid\.authenticated$).*|relation\..*|dc\.description\.provenance")
_CONTENT: Final = re.compile(r"dc\.(title|contributor|creator|date|description|type|subject|publisher)\b.*")

CONTRIBUTORS: Final[Mapping[str, tuple[str, ...]]] = {
    "author": ("dc.contributor.author", "dc.creator"),
    "advisor": ("dc.contributor.advisor", "dc.contributor.supervisor"),
    "committee": ("dc.contributor.committeemember", "dc.contributor.committeeMember"),
}
STOCK_WARNING: Final = (
    "stock oai_dc and etdms show dc.identifier.orcid as an identifier of the thesis itself, "
    "and with several authors it does not say whose it is"
)


@dataclass(frozen=True, slots=True)
class Target:
    """One place for the iDs of one role.

    `name-and-id`: `Name::iD` in `field`. `id`: the bare iD in `field`. `authority`: the authority of the
    contributor's own value, with `prefix` before the iD. `person`: the Person item that the value is related to.
    """

    role: str
    form: Form
    field: str = ""
    prefix: str = ""

    def __str__(self) -> str:
        return f"{self.role}={self.field or self.form}{' ' + self.prefix if self.prefix else ''}"


@dataclass(frozen=True, slots=True)
class Targets:
    """All places; `authenticated_on` is a field for when the person signed in, "" for none."""

    of_role: Mapping[str, tuple[Target, ...]]
    authenticated_on: str = ""

    @property
    def all(self) -> tuple[Target, ...]:
        return tuple(target for targets in self.of_role.values() for target in targets)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that have to be in the registry."""
        named = [PERSON_ID if each.form == "person" else each.field for each in self.all]
        return tuple(dict.fromkeys(name for name in [*named, self.authenticated_on] if name))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What speaks against a target that was chosen all the same."""
        return (STOCK_WARNING,) if "dc.identifier.orcid" in self.fields else ()

    def __str__(self) -> str:
        on = f"; authenticated on {self.authenticated_on}" if self.authenticated_on else ""
        return ", ".join(map(str, self.all)) + on


def read_targets(options: Mapping[str, Any]) -> Targets:
    """The targets in `[repository.targets]`; authors in `orcid.author` when it says nothing.

    Raises SettingsError.
    """
    wished = options.get("targets") or {"author": "orcid.author"}
    if not isinstance(wished, Mapping):
        raise SettingsError("repository.targets has to be a section with a line per role.")
    authenticated_on = _field(
        options.get("authenticated_on") or "", "repository.authenticated_on", empty=True
    )
    return Targets({role: _of_role(role, spec) for role, spec in wished.items()}, authenticated_on)


def _of_role(role: str, spec: object) -> tuple[Target, ...]:
    if role not in CONTRIBUTORS:
        raise SettingsError(f"repository.targets.{role}: the roles are {', '.join(CONTRIBUTORS)}.")
    specs = spec if isinstance(spec, Sequence) and not isinstance(spec, str) else [spec]
    targets = tuple(_target(role, str(each).strip()) for each in specs)
    if len({target.field or target.form for target in targets}) < len(targets):
        raise SettingsError(f"repository.targets.{role}: each place once.")
    return targets


def _target(role: str, spec: str) -> Target:
    """`orcid.author`, `dc.identifier.orcid`, `authority`, `authority will be referenced::ORCID::`, `person`."""
    if spec == "person":
        return Target(role, "person")
    if spec == "authority" or spec.startswith("authority "):
        return Target(role, "authority", prefix=spec.removeprefix("authority").strip())
    field, _, form = spec.partition(" ")
    field = _field(field, f"repository.targets.{role}")
    if form not in ("", "Name::iD", "iD"):
        raise SettingsError(f"repository.targets.{role}: after the field comes Name::iD or iD, not “{form}”.")
    with_name = form == "Name::iD" or (not form and field.startswith("orcid."))
    return Target(role, "name-and-id" if with_name else "id", field)


def _field(name: object, setting: str, *, empty: bool = False) -> str:
    field = str(name)
    if empty and not field:
        return ""
    if not FIELD.fullmatch(field):
        raise SettingsError(f"{setting}: “{field}” is no field; one is written schema.element.qualifier.")
    if _NEVER.fullmatch(field) or _CONTENT.fullmatch(field):
        raise SettingsError(f"{setting}: {field} is never written, because it means something else.")
    return field
