"""Metadata values as DSpace keeps them: in order, with language, authority and confidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

Metadata = Mapping[str, tuple["Value", ...]]
UNSET: Final = -1
VIRTUAL: Final = "virtual::"
# What Java's trim() takes off.
BLANK: Final = "".join(map(chr, range(0x21)))


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one field; its place is its position among the values of the field."""

    value: str
    language: str | None = None
    authority: str | None = None
    confidence: int = UNSET

    @property
    def virtual(self) -> bool:
        """Whether it comes from a relationship with another item, and is not stored here."""
        return (self.authority or "").startswith(VIRTUAL)


def stored(given: Value, *, keeps_authority: bool) -> Value:
    """What DSpace makes of a value that is added: trimmed, and without the authority where none is kept (§10.13)."""
    text = "".join(" " if _is_control(one) else one for one in given.value.strip(BLANK))
    language = given.language.strip(BLANK) if given.language is not None else None
    if not keeps_authority:
        return Value(text, language)
    return replace(given, value=text, language=language, authority=given.authority or None)


def from_json(document: object) -> Value:
    """A value as REST writes it; ValueError when it is none. An omitted confidence is 0, as in Java (§10.2)."""
    if not isinstance(document, dict):
        raise ValueError("a value is an object")
    try:
        confidence = int(document.get("confidence") or 0)
    except (TypeError, ValueError):
        raise ValueError("confidence is a whole number") from None
    texts = [document.get(name) for name in ("value", "language", "authority")]
    if any(isinstance(text, dict | list) for text in texts):
        raise ValueError("value, language and authority are texts")
    value, language, authority = (None if text is None else str(text) for text in texts)
    return Value(value or "", language, authority, confidence)


def as_json(values: Sequence[Value], *, security_level: bool = False) -> list[dict[str, Any]]:
    """The values of one field as REST writes them."""
    return [
        {
            "value": one.value,
            "language": one.language,
            "authority": one.authority,
            "confidence": one.confidence,
            "place": place,
            **({"securityLevel": 0} if security_level else {}),
        }
        for place, one in enumerate(values)
    ]


def without_virtual(metadata: Metadata) -> dict[str, tuple[Value, ...]]:
    """The values that are stored with the item itself; a field without any is left out."""
    own = {field: tuple(one for one in values if not one.virtual) for field, values in metadata.items()}
    return {field: values for field, values in own.items() if values}


def first(values: Iterable[Value]) -> str | None:
    """The text of the first value."""
    return next((one.value for one in values), None)


def _is_control(character: str) -> bool:
    return (character < " " and character not in "\t\n\r") or "\x7f" <= character < "\xa0"
