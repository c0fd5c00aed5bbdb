"""A value that never shows itself: tokens and client secrets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

HIDDEN = "[hidden]"


class Secret:
    """Holds a token or a client secret; only `reveal()` gives it out, right where it is sent or encrypted."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled: it would leave this process in clear text")


def redacted(text: str, secrets: Iterable[Secret]) -> str:
    """`text` without the secrets. ORCID echoes the token in its 401 (orcid.md §3.6)."""
    for secret in secrets:
        if secret:
            text = text.replace(secret.reveal(), HIDDEN)
    return text
