"""An item and its metadata as DSpace's REST API shows them, every property of every value kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from orcid_sync.contract import Value

VIRTUAL: Final = "virtual::"
_KNOWN: Final = frozenset({"value", "language", "authority", "confidence", "place"})


@dataclass(frozen=True, slots=True)
class Stored:
    """One value as stored. `more` are properties that newer versions add by themselves (10: `securityLevel`): sent back
    as read, and no part of what a value is compared by."""

    text: str
    language: str | None = None
    authority: str | None = None
    confidence: int = -1
    more: tuple[tuple[str, Any], ...] = field(default=(), compare=False)

    @property
    def is_virtual(self) -> bool:
        """Whether it comes from a related item: DSpace answers 200 to a change of it and ignores it (§10.2)."""
        return (self.authority or "").startswith(VIRTUAL)

    @property
    def value(self) -> Value:
        return Value(self.text, self.language, self.authority, self.confidence)

    def with_authority(self, authority: str | None, confidence: int) -> Stored:
        return replace(self, authority=authority, confidence=confidence)

    def as_json(self) -> dict[str, Any]:
        """All that DSpace would otherwise set to null or, for the confidence, to 0 (§10.2)."""
        return {
            "value": self.text,
            "language": self.language,
            "authority": self.authority,
            "confidence": self.confidence,
            **dict(self.more),
        }


@dataclass(frozen=True, slots=True)
class Item:
    """An item; `metadata` holds the values of each field in their order."""

    uuid: str
    handle: str = ""
    metadata: Mapping[str, tuple[Stored, ...]] = field(default_factory=dict)
    withdrawn: bool = False
    entity_type: str = ""

    def values(self, name: str) -> tuple[Stored, ...]:
        """The values of one field, () when it has none."""
        return self.metadata.get(name, ())

    def digest(self, fields: Iterable[str]) -> str:
        """Tells whether the values of `fields` are still the same."""
        said = [
            self.uuid,
            [[name, [each.as_json() for each in self.values(name)]] for name in sorted(fields)],
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def read_item(answered: Mapping[str, Any]) -> Item:
    """The item in an answer of `/api/core/items/{uuid}`. Raises KeyError or TypeError when it is none."""
    metadata = answered["metadata"]
    return Item(
        uuid=str(answered["uuid"]),
        handle=str(answered.get("handle") or ""),
        metadata={name: tuple(_stored(each) for each in values) for name, values in metadata.items()},
        withdrawn=bool(answered.get("withdrawn")),
        entity_type=str(answered.get("entityType") or ""),
    )


def _stored(value: Mapping[str, Any]) -> Stored:
    confidence = value.get("confidence")
    return Stored(
        text=str(value.get("value") or ""),
        language=value.get("language"),
        authority=value.get("authority"),
        confidence=-1 if confidence is None else int(confidence),
        more=tuple(sorted((name, each) for name, each in value.items() if name not in _KNOWN)),
    )
