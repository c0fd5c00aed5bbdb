"""DSpace's refusals: a status, one of its few sentences, and the body that carries them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

GENERIC: Final = "An exception has occurred"
INVALID: Final = "Request is invalid or incorrect"


class RefusedError(Exception):
    """An answer other than success; `plain` asks for one without a body."""

    def __init__(self, status: int, message: str = GENERIC, *, plain: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.plain = plain


def bad_request() -> RefusedError:
    """What DSpace cannot make sense of."""
    return RefusedError(400)


def invalid() -> RefusedError:
    """What Java calls an illegal argument."""
    return RefusedError(400, INVALID)


def unprocessable() -> RefusedError:
    """What is well written and cannot be done."""
    return RefusedError(422, "Unprocessable or invalid entity")


def not_found() -> RefusedError:
    """No such thing."""
    return RefusedError(404)


def broken() -> RefusedError:
    """DSpace's own failure."""
    return RefusedError(500)


def denied(*, signed_in: bool) -> RefusedError:
    """No right to it: another sentence for somebody who has not signed in."""
    return (
        RefusedError(403, "Access is denied")
        if signed_in
        else RefusedError(401, "Authentication is required")
    )


def body(error: RefusedError, path: str, moment: str) -> dict[str, Any]:
    """The JSON of a refusal."""
    return {
        "timestamp": moment,
        "status": error.status,
        "error": _phrase(error.status),
        "message": error.message,
        "path": path,
    }


def problem(status: int, detail: str, path: str) -> dict[str, Any]:
    """The JSON of a body that could not be read (RFC 9457), from 8.0 on."""
    return {
        "type": "about:blank",
        "title": _phrase(status),
        "status": status,
        "detail": detail,
        "instance": path,
    }


def _phrase(status: int) -> str:
    # Python 3.13 says "Unprocessable Content"; DSpace keeps the older name.
    return "Unprocessable Entity" if status == HTTPStatus.UNPROCESSABLE_ENTITY else HTTPStatus(status).phrase
