"""The OAI-PMH client: oaipmh-scythe's verbs and configuration, our strict reading and our rules for the wire.

Scythe's own harvest() repairs broken XML in silence and parses each page three times, so it is replaced
whole. Importing this module costs a tenth of a second; do so where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx2
from lxml import etree
from oaipmh_scythe import Scythe
from oaipmh_scythe.config import HTTPConfig, RetryConfig
from oaipmh_scythe.iterator import VERBS_ELEMENTS, BaseOAIIterator
from oaipmh_scythe.response import OAIResponse

from orcid_sync.oai.errors import BadUrlError
from orcid_sync.oai.page import Answer, Page, accepted_errors, read_answer, read_page
from orcid_sync.oai.transport import RETRIES, Fetched, Limits, Transport
from orcid_sync.oai.walk import read_now, walk

if TYPE_CHECKING:
    from httpx2._types import AuthTypes

_OUR_ARGUMENTS = frozenset(
    {"verb", "metadataPrefix", "set", "from", "until", "resumptionToken", "identifier"}
)


class StrictResponse(OAIResponse):
    """Scythe's response, parsed once and strictly."""

    def __init__(self, answer: Answer, params: dict[str, str]) -> None:
        super().__init__(httpx2.Response(200), params)
        self.answer = answer

    @property
    def xml(self) -> etree._Element:
        return self.answer.root


class Pages(BaseOAIIterator):
    """Scythe's page iterator, ours: Pages of records for the verbs that list records, else scythe's items."""

    scythe: OaiClient

    def _next_response(self) -> None:
        """Nothing is fetched before it is asked for."""

    def __iter__(self) -> Iterator[Any]:
        if self.verb in {"ListRecords", "GetRecord"}:
            yield from self.scythe.pages(self.query)
        else:
            yield from self._items()

    def _items(self) -> Iterator[Any]:
        make = self.scythe.class_mapping[self.verb]
        for answer in walk(self.scythe.fetch, read_now(_read_list), self.query):
            found = answer.answer.root.iterfind(f".//{answer.answer.namespace}{VERBS_ELEMENTS[self.verb]}")
            yield from map(make, found)


class OaiClient(Scythe):
    """A client for one source. `contact` (an address or page) is told to the server with every request.

    Every failure is a SourceError. `hosts` may be redirected to beside the source's own.
    """

    def __init__(
        self,
        base_url: str,
        *,
        contact: str = "",
        timeout: float = 60,
        auth: AuthTypes | None = None,
        retries: RetryConfig = RETRIES,
        limits: Limits | None = None,
        hosts: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(
            clean_base_url(base_url),
            http_config=HTTPConfig(timeout=timeout, auth=auth, user_agent=_user_agent(contact)),
            retry_config=retries,
            iterator=Pages,
        )
        self._transport = Transport(retries, limits or Limits(), hosts)
        self._base = httpx2.URL(self.endpoint)

    def fetch(self, query: Mapping[str, str]) -> Fetched:
        """The answer to `query`, unread."""
        return self._transport.fetch(self.client, self._base, query)

    def harvest(self, query: dict[str, str]) -> StrictResponse:
        """The answer to one request, read strictly; an OAI-PMH error other than "nothing there" is raised."""
        return StrictResponse(_read_list(self.fetch(query)).answer, query)

    def pages(self, query: Mapping[str, str]) -> Iterator[Page]:
        """The pages of records that `query` begins."""
        return walk(self.fetch, read_now(_read_records), query)

    def first_page(self, query: Mapping[str, str]) -> Page:
        """The first page that `query` gives, and no request beyond it."""
        return _read_records(self.fetch(query))

    def close(self) -> None:
        """Close every connection, and end every wait for a retry."""
        self._transport.closed.set()
        super().close()


class _List:
    """One page of a list that holds no records."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.token = (answer.root.findtext(f".//{answer.namespace}resumptionToken") or "").strip()

    @property
    def ends(self) -> tuple[str, str]:
        specs = self.answer.root.findall(f".//{self.answer.namespace}setSpec") or [self.answer.root]
        return specs[0].text or "", specs[-1].text or ""


def _read_list(fetched: Fetched) -> _List:
    answer = read_answer(fetched.body, url=fetched.url, charset=fetched.charset)
    accepted_errors(answer)
    return _List(answer)


def _read_records(fetched: Fetched) -> Page:
    return read_page(fetched.body, url=fetched.url, charset=fetched.charset)


def clean_base_url(text: str) -> str:
    """The base URL in what a person pasted: without our own arguments. Raises SourceError when it is none."""
    parts = urlsplit(text.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadUrlError(
            "bad-url", "This is no web address.", "Write it with https:// and a host.", text.strip()
        )
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in _OUR_ARGUMENTS]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def _user_agent(contact: str) -> str:
    about = f" ({contact})" if contact else ""
    return f"orcid-etd-sync/{version('orcid-etd-sync')}{about}"
