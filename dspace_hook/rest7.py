"""The REST API of DSpace 7 and later: signing in, finding, reading, and the one kind of patch that we send."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from dspace_hook.item import Item, read_item
from dspace_hook.patching import Operation
from dspace_hook.wire import BY_ITSELF, Answer, Wire
from orcid_sync.contract import ItemReference, RepositoryError, Secret, WriteBackOutcome

_ITEM: Final = re.compile(r"/api/core/items/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/?$")
_OBJECT: Final = "/api/core/"
_HANDLE: Final = re.compile(r"^oai:[^:]+:(\d[\w.]*/\S+)$")
NOT_THERE: Final = frozenset({404, 405, 410})
WHICH_ADDRESS: Final = (
    "Look at the address (repository.url): it is that of DSpace's server, such as https://host/server."
)
_LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class Rest7:
    """One account's session. The CSRF token and the JWT are renewed by themselves (§3.1, §10.3)."""

    version = "7"

    def __init__(self, url: str, account: str, password: Secret, wire: Wire | None = None) -> None:
        self.base = re.sub(r"(/api)?/*$", "", url)
        self.account, self._password = account, password
        self.wire = wire or Wire()
        self._csrf = ""
        self._jwt = Secret("")
        self._registered: dict[str, bool] = {}

    # reading

    def root(self) -> Mapping[str, Any]:
        """What the API says of itself: `dspaceName`, `dspaceVersion`, `dspaceUI`."""
        answer = self.wire.send("GET", f"{self.base}/api")
        if answer.status in NOT_THERE:
            raise not_dspace(self.base)
        refuse(answer, "say what it is")
        said = answer.json()
        if not isinstance(said, Mapping) or "dspaceVersion" not in said:
            raise not_dspace(self.base)
        return said

    def find(self, reference: ItemReference) -> str:
        """The UUID of the item, "" when DSpace has none by these identifiers."""
        for identifier in identifiers(reference):
            answer = self.get(f"/api/pid/find?id={quote(identifier, safe='/:')}")
            if answer.status in (302, 303, 307) and _OBJECT in answer.headers.get("location", ""):
                found = _ITEM.search(answer.headers["location"])
                if found:  # else a community or collection
                    return found[1]
            elif answer.status not in (404, 501):  # 501: nobody there resolves DOIs
                refuse(answer, "find an item")
                answer.json()  # a web page is no answer
        return ""

    def item(self, uuid: str) -> Item | None:
        """The item as it is now, or None when there is none (any more)."""
        answer = self.get(f"/api/core/items/{uuid}")
        if answer.status == 404:
            return None
        refuse(answer, "show the item")
        try:
            return read_item(answer.json())
        except (KeyError, TypeError, ValueError, AttributeError):
            pass
        raise RepositoryError(WriteBackOutcome.POSTPONED, "DSpace's answer is no item.", BY_ITSELF)

    def is_registered(self, field: str) -> bool:
        """Whether the metadata registry has exactly this field. Asked once: a registry only grows."""
        if not self._registered.get(field):
            answer = self.get(f"/api/core/metadatafields/search/byFieldName?exactName={quote(field)}")
            if answer.status == 404:
                return False
            refuse(answer, "show its metadata registry")
            self._registered[field] = any(
                _name(each) == field for each in _embedded(answer, "metadatafields")
            )
        return self._registered[field]

    def get(self, path: str) -> Answer:
        """A GET as the account, signed in (again) when needed."""
        return self._signed("GET", path)

    # writing

    def patch(self, uuid: str, operations: Sequence[Operation]) -> None:
        """Change the item: all operations or none. Raises RepositoryError; after one without an answer
        (`UnreachableError`, 5xx, 429) the item has to be looked at."""
        body = json.dumps([operation.as_json() for operation in operations], ensure_ascii=False).encode()
        answer = self._signed("PATCH", f"/api/core/items/{uuid}", body)
        refuse(answer, "change the item")

    # the session

    def sign_in(self) -> None:
        """Raises RepositoryError; with a wrong account or password it stops the run."""
        if not self._csrf:
            self._keep_csrf(self.wire.send("GET", f"{self.base}/api/security/csrf"))
        form = {"user": self.account, "password": self._password.reveal()}
        answer = self._with_csrf("POST", f"{self.base}/api/authn/login", form)
        token = answer.headers.get("authorization", "")
        if answer.status == 200 and token:
            self._jwt = Secret(token.removeprefix("Bearer "))
            return
        if answer.status in NOT_THERE:
            raise not_dspace(self.base)
        if answer.status in (401, 403):
            raise RepositoryError(
                WriteBackOutcome.SIGN_IN_REFUSED,
                f"DSpace does not let {self.account or 'nobody'} sign in.",
                "Look at repository.account and its password, and whether DSpace allows signing in by password.",
                stops_the_run=True,
            )
        refuse(answer, "let us sign in")
        if _is_html(answer):
            answer.json()
        raise RepositoryError(WriteBackOutcome.POSTPONED, "DSpace let us sign in without a token.", BY_ITSELF)

    def close(self) -> None:
        self.wire.close()

    def _signed(self, method: str, path: str, body: bytes | None = None) -> Answer:
        """The answer, signed in; once more after a JWT that ran out (401: nothing was done)."""
        if not self._jwt and self.account:
            self.sign_in()
        answer = self._with_csrf(method, self.base + path, body)
        if answer.status == 401 and self.account:
            self._jwt = Secret("")
            self.sign_in()
            answer = self._with_csrf(method, self.base + path, body)
        return answer

    def _with_csrf(self, method: str, url: str, body: bytes | Mapping[str, str] | None) -> Answer:
        """The answer; once more when the CSRF token had changed (403 with a new one: nothing was done)."""
        answer = self._once(method, url, body)
        if answer.status == 403 and method != "GET" and self._keep_csrf(answer):
            answer = self._once(method, url, body)
        self._keep_csrf(answer)
        return answer

    def _once(self, method: str, url: str, body: bytes | Mapping[str, str] | None) -> Answer:
        headers = {"X-XSRF-TOKEN": self._csrf} if self._csrf and method != "GET" else {}
        if self._jwt and not isinstance(body, Mapping):
            headers["Authorization"] = f"Bearer {self._jwt.reveal()}"
        if isinstance(body, bytes):
            headers["Content-Type"] = "application/json"
        return self.wire.send(method, url, headers=headers, body=body)

    def _keep_csrf(self, answer: Answer) -> bool:
        """Whether the answer brought a token, which is kept."""
        token = answer.headers.get("dspace-xsrf-token", "")
        self._csrf = token or self._csrf
        return bool(token)


def identifiers(reference: ItemReference) -> list[str]:
    """Handles; without one the end of an OAI identifier, which is one in DSpace; DOIs where DSpace resolves them."""
    handles = list(reference.handles)
    handles = handles or [found[1] for oai in reference.oai_identifiers if (found := _HANDLE.match(oai))]
    return list(dict.fromkeys([*handles, *(f"doi:{doi}" for doi in reference.dois)]))


def _embedded(answer: Answer, name: str) -> Sequence[Mapping[str, Any]]:
    said = answer.json()
    found = said.get("_embedded", {}).get(name, []) if isinstance(said, Mapping) else []
    return [each for each in found if isinstance(each, Mapping)]


def _name(field: Mapping[str, Any]) -> str:
    schema = field.get("_embedded", {}).get("schema", {}).get("prefix", "")
    return ".".join(filter(None, (schema, field.get("element"), field.get("qualifier"))))


def not_dspace(base: str) -> RepositoryError:
    """What to raise where nothing of DSpace's REST API is."""
    reason = f"There is no REST API of DSpace at {base}."
    return RepositoryError(WriteBackOutcome.POSTPONED, reason, WHICH_ADDRESS, stops_the_run=True)


def refuse(answer: Answer, to_do: str) -> None:
    """Raise what an answer that is no success means."""
    status = answer.status
    if status < 300:
        return
    if status < 400:
        there = answer.headers.get("location", "").partition("/api")[0] or "another place"
        reason = f"DSpace is not at this address: it sends us on to {there}."
        raise RepositoryError(WriteBackOutcome.POSTPONED, reason, WHICH_ADDRESS, stops_the_run=True)
    if status in _LATER or status >= 500:
        reason = f"DSpace answered {status} when asked to {to_do}."
        raise RepositoryError(
            WriteBackOutcome.POSTPONED,
            reason,
            BY_ITSELF,
            retry_after=_seconds(answer.headers.get("retry-after", "")),
        )
    if status == 401:
        reason = f"DSpace answered 401 when asked to {to_do}, just after we signed in."
        raise RepositoryError(WriteBackOutcome.SIGN_IN_REFUSED, reason, "Look at repository.account.")
    if status == 403:
        if _is_html(answer):
            reason = f"A web page with 403 came when DSpace was asked to {to_do}: a bot shield, most likely."
            raise RepositoryError(
                WriteBackOutcome.POSTPONED, reason, "Let the administrator exempt us from it."
            )
        reason = f"The account may not {to_do}."
        raise RepositoryError(
            WriteBackOutcome.MAY_NOT_WRITE,
            reason,
            "Make it an administrator of the collection, or give it the right WRITE on its items.",
        )
    reason = f"DSpace answered {status} when asked to {to_do}."
    raise RepositoryError(
        WriteBackOutcome.REFUSED_BY_REPOSITORY,
        reason,
        "Look into DSpace's log of this minute; nothing was changed.",
    )


def _is_html(answer: Answer) -> bool:
    return "html" in answer.headers.get("content-type", "")


def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdecimal() else 0.0
