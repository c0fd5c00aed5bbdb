"""The REST API of DSpace 6 (`/rest`), from its code and not from a running server (dspace.md §3.5).

It shows no authorities and changes whole fields, so only fields of our own are written through it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from dspace_hook.item import Item, Stored
from dspace_hook.patching import Append, Operation, Remove
from dspace_hook.rest7 import NOT_THERE, identifiers, not_dspace, refuse
from dspace_hook.wire import Answer, Wire
from orcid_sync.contract import ItemReference, RepositoryError, Secret, WriteBackOutcome

_RIGHTS: Final = "Give the account the right WRITE on the theses' collections and their items."


class Rest6:
    """One account's session, kept in a cookie."""

    def __init__(self, url: str, account: str, password: Secret, wire: Wire | None = None) -> None:
        self.base = url.rstrip("/")
        self.account, self._password = account, password
        self.wire = wire or Wire()
        self._signed_in = False
        self._registered: set[str] = set()

    def find(self, reference: ItemReference) -> str:
        """The UUID of the item, "" when DSpace has none by its handles."""
        for handle in identifiers(reference):
            if handle.startswith("doi:"):
                continue
            answer = self._get(f"/handle/{quote(handle)}")
            if answer.status != 404:
                refuse(answer, "find an item")
                found = answer.json()
                if isinstance(found, dict) and found.get("type", "item") == "item":
                    return str(found.get("uuid", ""))
        return ""

    def item(self, uuid: str) -> Item | None:
        """The item as it is now, or None when there is none (any more)."""
        answer = self._get(f"/items/{uuid}")
        if answer.status == 404:
            return None
        refuse(answer, "show the item")
        said = answer.json()
        withdrawn = str(said.get("withdrawn", "")).lower() == "true"
        return Item(uuid, str(said.get("handle") or ""), self._metadata(uuid), withdrawn)

    def _metadata(self, uuid: str) -> dict[str, tuple[Stored, ...]]:
        answer = self._get(f"/items/{uuid}/metadata")
        refuse(answer, "show the item's metadata")
        metadata: dict[str, tuple[Stored, ...]] = {}
        for entry in answer.json():
            field = str(entry["key"])
            stored = Stored(str(entry.get("value") or ""), entry.get("language"))
            metadata[field] = (*metadata.get(field, ()), stored)
        return metadata

    def is_registered(self, field: str) -> bool:
        """Whether the metadata registry has this field."""
        if field not in self._registered:
            schema, _, rest = field.partition(".")
            answer = self._get(f"/registries/schema/{schema}/metadata-fields/{rest.replace('.', '/')}")
            if answer.status == 404:
                return False
            refuse(answer, "show its metadata registry")
            self._registered.add(field)
        return True

    def patch(self, uuid: str, operations: Sequence[Operation]) -> None:
        """The same as one or more calls, a field at a time. Raises RepositoryError."""
        for field in dict.fromkeys(operation.field for operation in operations):
            self._write(uuid, field, [each for each in operations if each.field == field])

    def sign_in(self) -> None:
        """Raises RepositoryError; with a wrong account or password it stops the run."""
        form = {"email": self.account, "password": self._password.reveal()}
        answer = self.wire.send("POST", f"{self.base}/login", body=form)
        if answer.status in NOT_THERE:
            raise not_dspace(self.base)
        if answer.status in (401, 403):
            reason = f"DSpace does not let {self.account or 'nobody'} sign in."
            step = "Look at repository.account and its password."
            raise RepositoryError(WriteBackOutcome.SIGN_IN_REFUSED, reason, step, stops_the_run=True)
        refuse(answer, "let us sign in")
        self._signed_in = True

    def close(self) -> None:
        self.wire.close()

    def _write(self, uuid: str, field: str, operations: Sequence[Operation]) -> None:
        """POST appends, and leaves what others wrote alone; PUT replaces a field, and moves the datestamp."""
        values = list(self._metadata(uuid).get(field, ()))
        was_empty = not values
        for operation in operations:
            if isinstance(operation, Remove):
                if values[operation.index : operation.index + 1] != [operation.stored]:
                    raise RepositoryError(
                        WriteBackOutcome.CHANGED_MEANWHILE, f"{field} was edited in this moment."
                    )
                del values[operation.index]
        added = [operation.stored for operation in operations if isinstance(operation, Append)]
        only_adds = len(added) == len(operations)
        if not (values or added):
            reason = f"DSpace 6 cannot take the last value of {field} away by REST."
            raise RepositoryError(WriteBackOutcome.CANNOT_BE_WRITTEN, reason, "Remove it by hand in DSpace.")
        if only_adds and not was_empty:
            self._send("POST", uuid, field, added)
        else:
            self._send("PUT", uuid, field, [*values, *added])

    def _send(self, method: str, uuid: str, field: str, values: Sequence[Stored]) -> None:
        entries = [{"key": field, "value": each.text, "language": each.language} for each in values]
        answer = self._signed(method, f"/items/{uuid}/metadata", json.dumps(entries).encode())
        if answer.status == 401:  # 6 says so to whoever may not write
            reason = "The account may not change the item."
            raise RepositoryError(WriteBackOutcome.MAY_NOT_WRITE, reason, _RIGHTS)
        refuse(answer, "change the item")

    def _get(self, path: str) -> Answer:
        return self._signed("GET", path)

    def _signed(self, method: str, path: str, body: bytes | None = None) -> Answer:
        """The answer, signed in; once more after a session that ran out."""
        fresh = not self._signed_in and bool(self.account)
        if fresh:
            self.sign_in()
        headers: dict[str, Any] = {"Content-Type": "application/json"} if body is not None else {}
        answer = self.wire.send(method, self.base + path, headers=headers, body=body)
        if answer.status == 401 and self.account and not fresh:
            self.sign_in()
            answer = self.wire.send(method, self.base + path, headers=headers, body=body)
        return answer
