"""A client of DSpace's REST API that does as it is told, and what the double holds meanwhile."""

from __future__ import annotations

from typing import Any

import requests

from dspace_hook.double import HOOK, DoubleServer
from dspace_hook.double.values import Value

HANDLE = "123456789/7"
ONE = [
    {"op": "add", "path": "/metadata/orcid.author/-", "value": {"value": "Doe, Jane::0000-0002-1825-0097"}}
]


class Client:
    """A client that keeps its cookie, its CSRF token and its JSON Web Token."""

    def __init__(self, url: str, account: tuple[str, str] | None = HOOK) -> None:
        self.url = url
        self.session = requests.Session()
        self.ask("GET", "/api/security/csrf")
        if account:
            form = {"user": account[0], "password": account[1]}
            assert self.ask("POST", "/api/authn/login", data=form).status_code == 200

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        answer = self.session.request(method, self.url + path, timeout=10, allow_redirects=False, **more)
        for name, sent in (("DSPACE-XSRF-TOKEN", "X-XSRF-TOKEN"), ("Authorization", "Authorization")):
            if name in answer.headers:
                self.session.headers[sent] = answer.headers[name]
        return answer

    def patch(self, uuid: str, operations: object) -> requests.Response:
        return self.ask("PATCH", f"/api/core/items/{uuid}", json=operations)


def uuid_of(dspace: DoubleServer, handle: str = HANDLE) -> str:
    return dspace.items[handle].uuid


def values(dspace: DoubleServer, field: str, handle: str = HANDLE) -> list[Value]:
    return list(dspace.world.metadata(dspace.items[handle]).get(field, ()))
