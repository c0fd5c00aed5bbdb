"""JSON Patch as DSpace understands it, which is not RFC 6902: pure, from metadata to metadata (§3.3, §10.1, §10.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dspace_hook.double import refused, values
from dspace_hook.double.quirks import Quirks
from dspace_hook.double.values import Metadata, Value

METADATA: Final = "/metadata"
KNOWN: Final = ("add", "remove", "replace", "move", "copy")
PROPERTIES: Final = ("value", "language", "authority", "confidence")


@dataclass(frozen=True, slots=True)
class Patched:
    """An item as far as a patch can change it; `metadata` has the virtual values too."""

    metadata: Metadata
    withdrawn: bool = False
    discoverable: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """What a patch has to know of the repository besides the item."""

    quirks: Quirks
    registered: Callable[[str], bool]
    keeps_authority: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as it was sent; `value` is None where there was none."""

    op: str
    path: str
    value: Any = None
    origin: str = ""

    @property
    def field(self) -> str:
        """`dc.title` of `/metadata/dc.title/0`; empty when no field is named."""
        return self._part(2)

    @property
    def index(self) -> str | None:
        """`0` of `/metadata/dc.title/0`."""
        return self._part(3) or None

    @property
    def property(self) -> str | None:
        """`authority` of `/metadata/dc.title/0/authority`."""
        return self._part(4) or None

    def _part(self, position: int) -> str:
        parts = self.path.split("/")
        return parts[position] if len(parts) > position else ""


def read(document: object) -> list[Operation]:
    """The operations of a request body; RefusedError as DSpace refuses it."""
    if not isinstance(document, list):
        raise refused.invalid()
    return [_operation(entry) for entry in document]


def apply(before: Patched, operations: Sequence[Operation], rules: Rules) -> Patched:
    """The item after all operations, or RefusedError: one that fails undoes all (§10.1)."""
    after = before
    for operation in operations:
        after = _applied(after, operation, rules)
    return after


def _operation(entry: object) -> Operation:
    if not isinstance(entry, dict):
        raise refused.broken()
    op, path = entry.get("op"), entry.get("path")
    # `test` is not known, and whatever lacks op or path ends in a NullPointerException.
    if op not in KNOWN or not isinstance(path, str):
        raise refused.broken()
    return Operation(op, path, entry.get("value"), str(entry.get("from") or ""))


def _applied(item: Patched, operation: Operation, rules: Rules) -> Patched:
    if operation.op == "replace" and operation.path.strip().lower() in ("/withdrawn", "/discoverable"):
        return _flagged(item, operation)
    if not operation.path.startswith(METADATA):
        raise refused.bad_request()
    if not rules.registered(operation.field):
        return _unregistered(item, operation, rules)
    if operation.op == "replace" and operation.value is None:
        raise refused.bad_request()
    list_before = item.metadata.get(operation.field, ())
    list_after = _CHANGES[operation.op](list_before, operation, rules)
    others = {name: held for name, held in item.metadata.items() if name != operation.field}
    return replace(item, metadata=others | ({operation.field: list_after} if list_after else {}))


def _flagged(item: Patched, operation: Operation) -> Patched:
    if not isinstance(operation.value, bool | str):
        raise refused.bad_request()
    wanted = str(operation.value).lower() == "true"
    if operation.path.strip().lower() == "/withdrawn":
        return replace(item, withdrawn=wanted)
    return replace(item, discoverable=wanted)


def _unregistered(item: Patched, operation: Operation, rules: Rules) -> Patched:
    if operation.op in ("add", "replace"):
        _given(operation)
    if operation.field and not rules.quirks.replace_wipes:
        raise refused.unprocessable()
    if operation.op != "replace":
        raise refused.bad_request()
    # No field, or one that is not registered: the whole item is cleared, and the answer is 200.
    return replace(
        item, metadata={name: tuple(filter(_is_virtual, held)) for name, held in item.metadata.items()}
    )


def _is_virtual(value: Value) -> bool:
    return value.virtual


def _given(operation: Operation) -> Value:
    """The value of an operation: of an array only the first one counts."""
    given = operation.value
    if isinstance(given, str):
        return Value(given, confidence=0)
    if isinstance(given, list):
        given = given[0] if given else None
    try:
        return values.from_json(given)
    except ValueError:
        raise refused.bad_request() from None


def _added(held: tuple[Value, ...], operation: Operation, rules: Rules) -> tuple[Value, ...]:
    new = values.stored(_given(operation), keeps_authority=rules.keeps_authority(operation.field))
    # Any index but "-" is taken for 0.
    return (*held, new) if operation.index == "-" else (new, *held)


def _removed(held: tuple[Value, ...], operation: Operation, rules: Rules) -> tuple[Value, ...]:
    if operation.index is None:
        return tuple(filter(_is_virtual, held))
    at = _position(operation.index, held)
    return held if held[at].virtual else held[:at] + held[at + 1 :]


def _replaced(held: tuple[Value, ...], operation: Operation, rules: Rules) -> tuple[Value, ...]:
    given = _given(operation)
    if operation.index is None:
        new = values.stored(given, keeps_authority=rules.keeps_authority(operation.field))
        return (*filter(_is_virtual, held), new)
    at = _position(operation.index, held)
    if held[at].virtual:
        return held
    if operation.property is None:
        # In place, so that even where no authorities are kept this one stays (§10.13).
        return (*held[:at], given, *held[at + 1 :])
    return (*held[:at], _with_property(held[at], operation), *held[at + 1 :])


def _with_property(value: Value, operation: Operation) -> Value:
    text = operation.value if isinstance(operation.value, str) else None
    match operation.property:
        case "confidence":
            return replace(value, confidence=_number(text))
        case "value":
            return replace(value, value=text or "")
        case "language":
            return replace(value, language=text)
        case "authority":
            return replace(value, authority=text)
        case _:
            return value


def _moved(held: tuple[Value, ...], operation: Operation, rules: Rules) -> tuple[Value, ...]:
    # DSpace swaps the two: the value at `path` goes to the place of `from` (read from code, all versions).
    start, end = _number(operation.index), _number(Operation("", operation.origin).index)
    if start == end or not (0 <= start < len(held) and 0 <= end < len(held)):
        raise refused.invalid()
    rest = held[:start] + held[start + 1 :]
    return (*rest[:end], held[start], *rest[end:])


def _copied(held: tuple[Value, ...], operation: Operation, rules: Rules) -> tuple[Value, ...]:
    origin = held[_position(Operation("", operation.origin).index, held)]
    return (*held, values.stored(origin, keeps_authority=rules.keeps_authority(operation.field)))


def _position(index: str | None, held: Sequence[Value]) -> int:
    at = _number(index)
    if not 0 <= at < len(held):
        raise refused.unprocessable()
    return at


def _number(text: str | None) -> int:
    try:
        return int(text or "")
    except ValueError:
        raise refused.invalid() from None


_CHANGES: Final[dict[str, Callable[[tuple[Value, ...], Operation, Rules], tuple[Value, ...]]]] = {
    "add": _added,
    "remove": _removed,
    "replace": _replaced,
    "move": _moved,
    "copy": _copied,
}
