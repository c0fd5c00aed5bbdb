"""A source that answers what a test tells it to: its pages, and what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from werkzeug import Request, Response

from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.page import Page

Make = Callable[..., OaiClient]
XML = "text/xml; charset=UTF-8"


def a_page(*numbers: int, token: str = "", extra: str = "") -> str:
    records = "".join(
        f"<record><header><identifier>oai:x:{n}</identifier><datestamp>2025-01-01</datestamp></header>"
        f"<metadata><dc xmlns='urn:dc'><title>Thesis {n}</title></dc></metadata></record>"
        for n in numbers
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-01-01T00:00:00Z</responseDate><request>x</request>{extra}"
        f"<ListRecords>{records}<resumptionToken>{token}</resumptionToken></ListRecords></OAI-PMH>"
    )


def an_error(code: str) -> str:
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="{code}">no</error></OAI-PMH>'


class Script:
    """Answers with the given responses in turn, the last one for ever; remembers what was asked."""

    def __init__(self, *answers: str | bytes | Response | Callable[[Request], Response]) -> None:
        self.answers, self.asked = list(answers), list[Request]()

    def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer) and not isinstance(answer, Response):
            answer = answer(request)
        return answer if isinstance(answer, Response) else Response(answer, content_type=XML)


Scripted = Callable[..., Script]


def harvested(client: OaiClient) -> list[str]:
    pages: Iterator[Page] = client.list_records(metadata_prefix="oai_dc")  # type: ignore[assignment] # ours yields Pages
    return [record.source.identifier for page in pages for record in page.records]
