"""The Member API 3.0 for the works of one ORCID record, under one permission (orcid.md §4)."""

from __future__ import annotations

import re
from http import HTTPStatus

from lxml import etree

from orcid_sync.environments import Environment
from orcid_sync.orcid.affiliations import DegreeSummary, degree_summaries
from orcid_sync.orcid.answers import WorkSummary, complaint, parsed, summaries
from orcid_sync.orcid.errors import Complaint, NotFoundError, UnreachableError, orcid_error
from orcid_sync.orcid.wire import Bearer, Reply, Wire
from orcid_sync.secret import Secret

XML = "application/vnd.orcid+xml"
_PUT_CODE = re.compile(r"/[a-z-]+/(\d+)/?$")


class OrcidClient:
    """Adds, reads, updates and deletes works of `orcid_id` in the name of `client_id`.

    Every method raises an OrcidError (`orcid_sync.orcid.errors`) unless ORCID did what was asked.
    Only reading is repeated by itself; after an UnreachableError look before you write again.
    """

    def __init__(
        self,
        environment: Environment,
        client_id: str,
        orcid_id: str,
        token: Secret,
        *,
        wire: Wire | None = None,
    ) -> None:
        self.client_id = client_id
        self.orcid_id = orcid_id
        self._record = f"{environment.api}/{orcid_id}"
        self._token = token
        self._wire = wire or Wire()

    def __repr__(self) -> str:
        return f"OrcidClient({self.orcid_id}, {self.client_id})"

    def add_work(self, work: str) -> str:
        """The put-code that ORCID gave to the new work. Never repeated by itself: a POST adds each time."""
        return self.add("work", work)

    def update_work(self, put_code: str, work: str) -> etree._Element:
        """The work as ORCID holds it after the update, which may not be what was sent (orcid.md §12.10)."""
        return self.update("work", put_code, work)

    def delete_work(self, put_code: str) -> bool:
        """True when ORCID deleted the work, False when it was gone already."""
        return self.delete("work", put_code)

    def read_work(self, put_code: str) -> etree._Element:
        """The full work as it stands at ORCID."""
        return parsed(self._read(f"work/{put_code}"))

    def read_works(self) -> list[WorkSummary]:
        """All works of the ORCID record that the permission lets us see, whoever added them."""
        return list(summaries(parsed(self._read("works"))))

    def add(self, kind: str, item: str) -> str:
        """As `add_work`, for any kind of item (`education`)."""
        reply = self._write("POST", kind, item.encode(), HTTPStatus.CREATED)
        found = _PUT_CODE.search(reply.headers.get("location", ""))
        if not found:
            raise UnreachableError(
                Complaint(reply.status, location=reply.headers.get("location", "")),
                f"ORCID added the {kind} without telling its put-code.",
                "Nothing to do: the next run looks for it.",
            )
        return found.group(1)

    def update(self, kind: str, put_code: str, item: str) -> etree._Element:
        """As `update_work`, for any kind of item."""
        return parsed(self._write("PUT", f"{kind}/{put_code}", with_put_code(item, put_code), HTTPStatus.OK))

    def delete(self, kind: str, put_code: str) -> bool:
        """As `delete_work`, for any kind of item."""
        try:
            self._write("DELETE", f"{kind}/{put_code}", None, HTTPStatus.NO_CONTENT)
        except NotFoundError:
            return False
        return True

    def read_degrees(self, kind: str) -> list[DegreeSummary]:
        """All educations (or qualifications) of the record that the permission lets us see."""
        return list(degree_summaries(parsed(self._read(f"{kind}s")), kind))

    def try_token(self) -> None:
        """A short harmless read, to see whether ORCID still takes the token; what it says is not looked at."""
        self._read("keywords")

    def read_record(self) -> etree._Element:
        """The whole ORCID record (`record:record`) as far as the permission lets us see it."""
        return parsed(self._read("record"))

    def _read(self, path: str) -> Reply:
        reply = self._wire.get(
            f"{self._record}/{path}",
            auth=Bearer(self._token),
            headers={"Accept": XML},
            secrets=(self._token,),
        )
        return _expected(reply, HTTPStatus.OK)

    def _write(self, method: str, path: str, body: bytes | None, expected: HTTPStatus) -> Reply:
        headers = {"Accept": XML} if body is None else {"Accept": XML, "Content-Type": XML}
        reply = self._wire.send(
            method,
            f"{self._record}/{path}",
            auth=Bearer(self._token),
            headers=headers,
            body=body,
            secrets=(self._token,),
        )
        return _expected(reply, expected)


def _expected(reply: Reply, status: HTTPStatus) -> Reply:
    if reply.status != status:
        raise orcid_error(complaint(reply))
    return reply


def with_put_code(work: str, put_code: str) -> bytes:
    """The work as PUT wants it: with the put-code of the address (9019), without visibility (9035)."""
    root = etree.fromstring(work.encode())
    root.set("put-code", put_code)
    root.attrib.pop("visibility", None)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
