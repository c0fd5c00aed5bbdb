"""What may be sent when: the settings of `[push]`, for all sources and for each of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

import msgspec

Hold = Literal["embargoed", "unknown", "none"]
Role = Literal["author", "advisor", "committee", "other"]
Count = Annotated[int, msgspec.Meta(ge=0)]


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What holds for one source. Every default is the one that harms nobody; docs/sending.md explains them."""

    hold: Hold = "unknown"
    updates_at_once: Count = 20
    deletions_at_once: Count = 5
    crosswalk_changes: Literal["list", "send"] = "list"
    same_elsewhere: Literal["add", "skip"] = "add"
    roles: tuple[Role, ...] = ("author",)  # whose ORCID records the work is for
    education: bool = False
    # A staged roll-out: only these people, or the records of these sets; both empty: everybody.
    people: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policies:
    """The policy of each source: its own, or the general one."""

    general: Policy = field(default_factory=Policy)
    of_sources: Mapping[str, Policy] = field(default_factory=dict)

    def of(self, source: str) -> Policy:
        return self.of_sources.get(source, self.general)


# The invented theses of the rehearsal have no pages that anybody could look at.
REHEARSED = Policies(Policy(hold="embargoed"))
