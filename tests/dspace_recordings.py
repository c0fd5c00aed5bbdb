"""Exchanges recorded from running DSpace servers, and playing them against another one."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

RECORDINGS = Path(__file__).parent / "dspace" / "recordings"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
# What a client acts upon. Cookies and tokens are compared by their attributes, not by their values.
RELEVANT = (
    "Content-Type",
    "Location",
    "DSPACE-XSRF-TOKEN",
    "Set-Cookie",
    "Authorization",
    "WWW-Authenticate",
)
# These search a whole repository, or its registry: what else is in it differs, so that only the shape counts.
SHAPE_ONLY = ("search-by-iD", "search-newest", "schemas", "schemas-again", "field-search-parts")


@dataclass(frozen=True)
class Exchange:
    """One recorded request and its answer."""

    name: str
    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    answer_headers: dict[str, str]
    answer: str

    @property
    def document(self) -> Any:
        """The answer's JSON; None when there is none."""
        return json.loads(self.answer) if self.answer.startswith(("{", "[")) else None

    @property
    def turns_session(self) -> bool:
        """Whether it gives other tokens, or ends a session."""
        return "DSPACE-XSRF-TOKEN" in self.answer_headers or self.name.startswith(("log", "rw-community"))

    @property
    def writes(self) -> bool:
        return self.method != "GET" and self.status < 300

    @property
    def touches(self) -> set[str]:
        """The objects that it names, or that it made."""
        sent = set(UUID.findall(self.path + self.body)) | set(
            re.findall(r"[\d.]+/\d+|ldnservices", self.path)
        )
        made = self.document if self.status == 201 else None
        return sent | ({made["id"], made.get("handle")} if isinstance(made, dict) else set())


def recorded(version: str, rename: Callable[[str], str] = str) -> list[Exchange]:
    """All exchanges with one version, in order; `rename` changes each line before it is read."""
    lines = (RECORDINGS / f"rest-{version}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_exchange(json.loads(rename(line))) for line in lines]


def _exchange(line: dict[str, Any]) -> Exchange:
    asked, answered = line["request"], line["response"]
    return Exchange(
        line["name"],
        asked["method"],
        asked["path"],
        asked["headers"],
        asked["body"] or "",
        answered["status"],
        answered["headers"],
        answered["body"] or "",
    )


@dataclass
class Player:
    """Plays exchanges against the server at `base`, signed in as recorded, and learns its ids by the way."""

    base: str
    admin: tuple[str, str]
    password: str = "Plain-secret-1"
    names: dict[str, str] = field(default_factory=dict)
    session: requests.Session = field(default_factory=requests.Session)
    token: str = ""
    old_token: str = ""
    jwt: str = ""
    plain_user: str = ""

    def play(self, exchange: Exchange) -> requests.Response:
        """Send one request as it was recorded, with this server's ids and tokens."""
        if exchange.name == "rw-community":
            self.sign_in()
        if exchange.name == "create-eperson":
            self.plain_user = json.loads(exchange.body)["email"]
        answer = self.session.request(
            exchange.method,
            self.base + self.translated(exchange.path),
            data=self._body(exchange).encode(),
            headers=self._headers(exchange),
            allow_redirects=False,
            timeout=10,
        )
        self._remember(answer)
        self._learn(exchange, answer)
        return answer

    def sign_in(self) -> None:
        """Begin a session of its own."""
        self._remember(self.session.get(f"{self.base}/api/security/csrf", timeout=10))
        form = {"user": self.admin[0], "password": self.admin[1]}
        answer = self.session.post(
            f"{self.base}/api/authn/login", form, headers={"X-XSRF-TOKEN": self.token}, timeout=10
        )
        self._remember(answer)

    def translated(self, text: str) -> str:
        """A recorded text with this server's ids."""
        text = text.replace("{base}", self.base)
        if not self.names:
            return text
        known = sorted(self.names, key=len, reverse=True)
        pattern = "|".join(
            rf"(?<![\w.]){re.escape(name)}(?!\w)" if "/" in name else re.escape(name) for name in known
        )
        return re.sub(pattern, lambda found: self.names[found[0]], text)

    def _body(self, exchange: Exchange) -> str:
        user, password = self.admin
        if exchange.name == "login-plain-user":
            user, password = self.plain_user, self.password
        elif exchange.name == "create-eperson":
            password = self.password
        body = exchange.body.replace("{user}", user).replace("{password}", password)
        return self.translated(body)

    def _headers(self, exchange: Exchange) -> dict[str, str]:
        token = self.old_token if exchange.name == "patch-old-csrf" else self.token
        jwt = "not.a.token" if exchange.name == "patch-bad-jwt" else self.jwt
        return {
            name: text.replace("{token}", token).replace("{jwt}", jwt)
            for name, text in exchange.headers.items()
        }

    def _remember(self, answer: requests.Response) -> None:
        if new := answer.headers.get("DSPACE-XSRF-TOKEN"):
            self.old_token, self.token = self.token, new
        if bearer := answer.headers.get("Authorization"):
            self.jwt = bearer.removeprefix("Bearer ")

    def _learn(self, exchange: Exchange, answer: requests.Response) -> None:
        if (
            exchange.status == answer.status_code == 201
            and "application/json" in answer.headers["Content-Type"]
        ):
            before, after = exchange.document, answer.json()
            for key in ("id", "handle"):
                if isinstance(before.get(key), str):
                    self.names[before[key]] = after[key]
        if exchange.name == "status-admin":
            person = "_links", "eperson", "href"
            before, after = (
                _down(one, person).rpartition("/")[2] for one in (exchange.document, answer.json())
            )
            self.names[before] = after

    def differences(self, exchange: Exchange, answer: requests.Response) -> list[str]:
        """In what an answer differs from the recorded one: status, relevant headers, body."""
        found = []
        if answer.status_code != exchange.status:
            found.append(f"status {answer.status_code} instead of {exchange.status}: {answer.text[:300]}")
        mine = {name: text for name, text in answer.headers.items() if name.lower() in _LOWER}
        theirs = {name: self.translated(text) for name, text in exchange.answer_headers.items()}
        found += _other_headers(theirs, mine)
        if exchange.document is None:
            found += [f"body {answer.text[:300]!r} instead of none"] if answer.text else []
        elif not found:
            shape_only = exchange.name in SHAPE_ONLY
            found += _other(
                json.loads(self.translated(exchange.answer)), answer.json(), "", shape_only=shape_only
            )
        return found


_LOWER = {name.lower() for name in RELEVANT}


def _down(document: Any, path: Iterable[str]) -> Any:
    for key in path:
        document = document[key]
    return document


def _other_headers(theirs: dict[str, str], mine: dict[str, str]) -> Iterator[str]:
    before, after = ({name.lower(): _plain(text) for name, text in one.items()} for one in (theirs, mine))
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield f"header {name}: {after.get(name)!r} instead of {before.get(name)!r}"


def _plain(text: str) -> str:
    text = re.sub(r"DSPACE-XSRF-COOKIE=[^;]*", "DSPACE-XSRF-COOKIE=…", text)
    return (
        "…" if re.fullmatch(r"\{token\}|" + UUID.pattern, text) else re.sub(r"^Bearer .*", "Bearer …", text)
    )


def _other(theirs: Any, mine: Any, where: str, *, shape_only: bool) -> Iterator[str]:
    if isinstance(theirs, dict) and isinstance(mine, dict):
        yield from _other_object(theirs, mine, where, shape_only=shape_only)
    elif isinstance(theirs, list) and isinstance(mine, list):
        if len(theirs) != len(mine) and not shape_only:
            yield f"{where}: {len(mine)} entries instead of {len(theirs)}"
        for number, (before, after) in enumerate(zip(theirs, mine, strict=False)):
            yield from _other(before, after, f"{where}[{number}]", shape_only=shape_only)
    elif not (_same_shape(theirs, mine) if shape_only else _same(theirs, mine, where)):
        yield f"{where}: {mine!r} instead of {theirs!r}"


def _other_object(
    theirs: dict[str, Any], mine: dict[str, Any], where: str, *, shape_only: bool
) -> Iterator[str]:
    # Which fields an item has is a matter of the item, which pages there are one of how many it finds.
    free = shape_only and where.endswith((".metadata", "._links"))
    if theirs.keys() != mine.keys() and not free:
        yield f"{where}: keys {sorted(mine)} instead of {sorted(theirs)}"
    for key in theirs.keys() & mine.keys():
        yield from _other(theirs[key], mine[key], f"{where}.{key}", shape_only=shape_only)


def _same_shape(theirs: Any, mine: Any) -> bool:
    return type(theirs) is type(mine) or None in (theirs, mine)


def _same(theirs: Any, mine: Any, where: str) -> bool:
    if type(theirs) is not type(mine):
        return False
    if not isinstance(theirs, str):
        # Numbers of registered fields depend on what else is registered.
        return bool(theirs == mine) or where.endswith(("].id", "schema.id"))
    theirs, mine = (_without_own(text) for text in (theirs, mine))
    return bool(theirs == mine)


def _without_own(text: str) -> str:
    """A text without what each server says differently: times, numbers of fields, and where its pages are."""
    text = MOMENT.sub("T", text)
    text = re.sub(r"(metadatafields|metadataschemas)/\d+", r"\1/N", text)
    return "…" if text.startswith("http://127.0.0.1:") and "/server" not in text else text


def reordered(exchanges: Sequence[Exchange], chance: random.Random) -> list[Exchange]:
    """The same exchanges in another order in which each still finds what it needs."""
    waiting = {number: set(_needed(exchanges, number)) for number in range(len(exchanges))}
    order: list[Exchange] = []
    while waiting:
        number = chance.choice([one for one, needs in waiting.items() if not needs])
        del waiting[number]
        order.append(exchanges[number])
        for needs in waiting.values():
            needs.discard(number)
    return order


def _needed(exchanges: Sequence[Exchange], number: int) -> Iterator[int]:
    """The earlier exchanges that have to come before this one."""
    later = exchanges[number]
    for earlier in range(number):
        one = exchanges[earlier]
        if _sharing(one, later) or one.turns_session or later.turns_session:
            yield earlier


def _sharing(one: Exchange, other: Exchange) -> bool:
    """Whether one of the two writes what the other one reads or writes."""
    if not (one.writes or other.writes):
        return False
    searches = any("search/objects" in each.path for each in (one, other))
    return searches or bool(one.touches & other.touches)
