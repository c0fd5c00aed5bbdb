"""What differs between DSpace's versions, as switches: seen on 7.6.2 and 8.1, read from code for the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

Version = tuple[int, ...]
SEEN: Final = ("7.6.2", "8.1")
ROOT: Final = "/server"
_CLEARED_BY_7: Final = (
    "Path=/server; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax"
)
_CLEARED_BY_8: Final = (
    "Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:10 GMT; Path=/server; HttpOnly; SameSite=Lax"
)


@dataclass(frozen=True, slots=True)
class Quirks:
    """How one DSpace behaves. Section numbers are those of our notes on DSpace.

    `replace_wipes`: a `replace` on a field that is not registered clears the whole item (§3.3, §10.1).
    `any_request_gives_csrf`: the CSRF cookie comes with any answer; otherwise only when asked for (§3.1).
    `csrf_endpoint`: it can be asked for at `/api/security/csrf`. `csrf_cookie_twice`: it is set twice in one
    answer. `cleared_cookie`: how the old one is ended.
    `problem_json`: unreadable bodies are answered in words (RFC 9457). `has_ldn`: COAR Notify (§4.2).
    `date_available`: a deposit gets `dc.date.available` (§10.6); without it `earliestDatestamp` says "now".
    `oai_root_status`: what `/oai/` answers (§10.6). `escapes_twice`: OAI text is escaped twice (§1.4).
    `fractional_datestamps`: OAI stamps have fractions of a second (§1.4).
    `security_level`: each value carries one (10). `virtual_orcid`: a publication shows the iDs of its authors'
    items as virtual values (§1.5).
    """

    version: str
    replace_wipes: bool = False
    any_request_gives_csrf: bool = False
    csrf_endpoint: bool = True
    csrf_cookie_twice: bool = True
    cleared_cookie: str = _CLEARED_BY_8
    problem_json: bool = True
    has_ldn: bool = True
    date_available: bool = False
    oai_root_status: int = 500
    escapes_twice: bool = False
    fractional_datestamps: bool = False
    security_level: bool = False
    virtual_orcid: bool = False

    @property
    def rest_root(self) -> str:
        """Where its REST API is."""
        return ROOT if self.major > 6 else "/rest"

    @property
    def oai_root(self) -> str:
        """Below what its OAI-PMH half is: in 6 it is a web application of its own."""
        return ROOT if self.major > 6 else ""

    @property
    def major(self) -> int:
        """The first number of the version."""
        return _numbers(self.version)[0]


def of(version: str) -> Quirks:
    """The behaviour of a version from 6.0 on; ValueError when it is none. 6 has another REST API, and no quirks."""
    numbers = _numbers(version)
    if numbers[0] < 6:
        raise ValueError(f"{version} is older than what is played here; the oldest is 6.0")
    old = numbers[0] <= 7
    return Quirks(
        version,
        replace_wipes=_wipes(numbers),
        any_request_gives_csrf=old,
        csrf_endpoint=numbers >= (7, 6, 2),
        csrf_cookie_twice=not old,
        cleared_cookie=_CLEARED_BY_7 if old else _CLEARED_BY_8,
        problem_json=not old,
        has_ldn=not old,
        date_available=old,
        oai_root_status=400 if old else 500,
        escapes_twice=_escapes_twice(numbers),
        fractional_datestamps=(9, 0) <= numbers < (9, 2),
        security_level=numbers[0] >= 10,
        virtual_orcid=(8, 4) <= numbers < (9,) or numbers >= (9, 3),
    )


def _numbers(version: str) -> Version:
    if not re.fullmatch(r"\d+(\.\d+){0,2}", version):
        raise ValueError(f"{version!r} is no version; write it like 8.1")
    numbers = tuple(int(part) for part in version.split("."))
    return numbers if len(numbers) > 1 else (*numbers, 0)


def _wipes(numbers: Version) -> bool:
    # Mended by commit e559af1841, which is in 7.6.4, 8.2, 9.1 and 10.0 (§3.3).
    return (7,) <= numbers < (7, 6, 4) or (8,) <= numbers < (8, 2) or (9,) <= numbers < (9, 1)


def _escapes_twice(numbers: Version) -> bool:
    broken = (((7, 6, 6), (8,)), ((8, 3), (8, 5)), ((9, 2), (9, 4)), ((10,), (10, 1)))
    return any(first <= numbers < mended for first, mended in broken)
