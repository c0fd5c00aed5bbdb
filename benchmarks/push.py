"""What a push costs beside its HTTP calls: python -m benchmarks.push [works].

Client CPU time per push, the audit included, against a canned server that always says 201, next to a bare loop of
`requests` with the same bodies and the same look first, in turns in one run. The bar: at most twice.
"""

from __future__ import annotations

import os
import signal
import socket
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import requests
from cryptography.fernet import Fernet
from lxml import etree
from stdnum.iso7064 import mod_11_2

from crosswalks.crosswalk import crosswalk_page
from crosswalks.profile import Profile
from crosswalks.records import SourceRecord
from orcid_sync import environments
from orcid_sync.orcid.client import XML, OrcidClient
from orcid_sync.orcid.limiter import SharedPace
from orcid_sync.orcid.wire import Wire
from orcid_sync.orcid.works import canonical_digest
from orcid_sync.outcomes import Happened
from orcid_sync.push import push_due
from orcid_sync.secret import Secret
from orcid_sync.site import written_to
from orcid_sync.store import Checkpoint, HarvestedRecord, Permission, Store

BAR, ROUNDS = 2.0, 5
SCOPES = ("/activities/update", "/read-limited")
_TODAY = datetime(2026, 1, 5, tzinfo=UTC)
_WORKS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<activities:works path="/0000-0002-1825-0097/works" '
    b'xmlns:activities="http://www.orcid.org/ns/activities"/>'
)
_LISTED = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (
    XML.encode(), len(_WORKS), _WORKS,
)  # fmt: skip


def serve(listening: socket.socket) -> None:
    """Answer every GET with an empty list of works and every POST with 201, as cheaply as can be."""
    put_code = 1000
    while True:
        client, _ = listening.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = b""
        while True:
            while b"\r\n\r\n" not in received:
                piece = client.recv(65536)
                if not piece:
                    break
                received += piece
            else:
                head, _, received = received.partition(b"\r\n\r\n")
                at = head.lower().find(b"content-length:")
                length = int(head[at + 15 :].partition(b"\r\n")[0]) if at > 0 else 0
                while len(received) < length:
                    received += client.recv(65536)
                received = received[length:]
                if head.startswith(b"GET"):
                    client.sendall(_LISTED)
                    continue
                put_code += 1
                path = head.split(b" ", 2)[1]
                client.sendall(
                    b"HTTP/1.1 201 Created\r\nLocation: http://orcid.example%s/%d\r\nContent-Length: 0\r\n\r\n"
                    % (path, put_code)
                )
                continue
            break
        client.close()


def orcid_ids(number: int) -> list[str]:
    """Invented iDs with right check digits."""
    made = []
    for one in range(number):
        digits = f"{999_991_000_000 + one:015d}"
        whole = digits + mod_11_2.calc_check_digit(digits)
        made.append("-".join(whole[place : place + 4] for place in range(0, 16, 4)))
    return made


def metadata(number: int) -> bytes:
    """An invented thesis with what a good repository states."""
    return f"""<thesis xmlns="http://www.ndltd.org/standards/metadata/etdms/1.1/">
  <title xml:lang="en">Cracked pots of the rehearsal, part {number}: a history of clay</title>
  <creator>Number {number}, Ada</creator>
  <subject>pottery</subject><subject>clay</subject>
  <description xml:lang="en">{"An invented abstract about pots that have cracked in the kiln. " * 20}</description>
  <contributor role="advisor">Lindqvist, Amélie</contributor>
  <publisher>Rehearsal University</publisher>
  <date>2020-05-17</date>
  <type>Doctoral thesis</type>
  <identifier>https://hdl.handle.net/20.500.14999/{number}</identifier>
  <language>en</language>
  <degree>
    <name>Doctor of Philosophy</name><level>doctoral</level><grantor>Rehearsal University</grantor>
  </degree>
</thesis>""".encode()


def fill(store: Store, works: int) -> None:
    """So many theses, each claimed by a person who said yes."""
    source = store.sources.add("repository", "https://repository.example/oai", "oai_etdms")
    harvest = store.harvests.begin(source)
    raws = [metadata(number) for number in range(works)]
    records = [
        SourceRecord(f"oai:repository.example:{number}", "2026-01-05", (), False, etree.fromstring(raw))
        for number, raw in enumerate(raws)
    ]
    page = [
        HarvestedRecord(
            made.identifier, "2026-01-05", (), False, raw, made.format, made.outcome, made.findings, made.thesis,
            canonical_digest(made.work_xml or ""),
        )
        for raw, made in zip(raws, crosswalk_page(records, profile=Profile(), today=_TODAY.date()), strict=True)
    ]  # fmt: skip
    store.records.save_page(harvest, page, Checkpoint(response_date="2026-01-05T00:00:00Z"))
    store.harvests.finish(harvest)
    for record, orcid_id in zip(page, orcid_ids(works), strict=True):
        thesis = store.theses.find(record.identifier)
        if thesis is None:
            raise LookupError(record.identifier)
        store.permissions.keep(orcid_id, scopes=SCOPES, access_token=Secret(f"token-of-{orcid_id}"))
        store.claims.make(thesis.contributors[0].id, orcid_id, proof="rehearsal")


def pushed(store: Store, url: str, limit: int) -> float:
    """CPU seconds of pushing so many works, through the whole of our engine."""
    environment = environments.rehearsal(url)
    wire = Wire(SharedPace(store.pace, 100_000), audit=written_to(store))

    def client_for(permission: Permission) -> OrcidClient:
        return OrcidClient(
            environment, permission.client_id, permission.orcid_id, permission.access_token, wire=wire
        )

    before = time.process_time()
    outcomes = list(push_due(store, client_for, profile_of=lambda _: Profile(), limit=limit))
    spent = time.process_time() - before
    wire.close()
    if [outcome.happened for outcome in outcomes] != [Happened.ADDED] * limit:
        raise RuntimeError(outcomes[0])
    return spent


def bare(url: str, bodies: list[tuple[str, str]]) -> float:
    """CPU seconds of the same calls in the loop that anybody would write first."""
    before = time.process_time()
    with requests.Session() as session:
        for orcid_id, body in bodies:
            headers = {"Authorization": f"Bearer token-of-{orcid_id}", "Accept": XML}
            etree.fromstring(session.get(f"{url}/v3.0/{orcid_id}/works", headers=headers, timeout=60).content)
            answer = session.post(
                f"{url}/v3.0/{orcid_id}/work",
                data=body.encode(),
                headers=headers | {"Content-Type": XML},
                timeout=60,
            )
            answer.raise_for_status()
    return time.process_time() - before


def main(works: int = 100) -> int:
    """Measure, print, and say by the exit code whether the bar holds."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = os.fork()
    if not server:
        serve(listening)
    try:
        ours, theirs = _measured(url, works)
    finally:
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    print(
        f"bare loop of requests {1000 * statistics.median(theirs) / works:6.2f} ms CPU per work (look, POST)"
    )
    print(f"our push              {1000 * statistics.median(ours) / works:6.2f} ms CPU per work")
    print(f"ratio                 {ratio:6.2f}      limit {BAR}")
    return 0 if ratio <= BAR else 1


def _measured(url: str, works: int) -> tuple[list[float], list[float]]:
    """Rounds of both, in turns; the first one warms up."""
    ours, theirs = list[float](), list[float]()
    with tempfile.TemporaryDirectory() as folder, _store(Path(folder)) as store:
        fill(store, works * (ROUNDS + 1))
        for _ in range(ROUNDS + 1):
            ours.append(pushed(store, url, works))
            sent = [push for one in orcid_ids(works) for push in store.pushes.of_person(one)]
            theirs.append(bare(url, [(push.orcid_id, push.sent_xml) for push in sent]))
    return ours[1:], theirs[1:]


def _store(folder: Path) -> Store:
    return Store.open(
        folder / "push.db",
        environment="rehearsal",
        client_id="APP-REHEARSAL0000001",
        keys=[Fernet.generate_key().decode()],
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
