"""A repository that costs almost nothing: pages made beforehand, served over loopback from a process of its own."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from urllib.parse import parse_qs, urlsplit

from benchmarks.records import PAGE_SIZE, pages

_IDENTIFY = (
    b'<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-15T10:00:00Z'
    b"</responseDate><request>http://127.0.0.1/oai</request><Identify><repositoryName>Bench</repositoryName>"
    b"<baseURL>http://127.0.0.1/oai</baseURL><protocolVersion>2.0</protocolVersion><adminEmail>a@bench.example"
    b"</adminEmail><earliestDatestamp>2000-01-01T00:00:00Z</earliestDatestamp><deletedRecord>persistent"
    b"</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify></OAI-PMH>"
)


@contextmanager
def repository(records: int) -> Iterator[str]:
    """The OAI-PMH base URL of a running repository with so many records."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(records, theirs), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/oai"
    finally:
        process.terminate()
        process.join()


def _serve(records: int, tell: Connection) -> None:
    made = list(pages(records))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            if query.get("verb") == ["Identify"]:
                body = _IDENTIFY
            else:
                token = query.get("resumptionToken", ["t0"])[0]
                body = made[int(token[1:]) // PAGE_SIZE]
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    # Without it Nagle and delayed acknowledgement add 40 ms to each page.
    Handler.wbufsize = -1
    Handler.disable_nagle_algorithm = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tell.send(server.server_address[1])
    server.serve_forever()


if __name__ == "__main__":
    with repository(1000) as url:
        print(url)
        time.sleep(3600)
