"""My page and the claim search with 100,000 theses stored, against the same with 100, in the same run."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from werkzeug.test import Client

from crosswalks.thesis import Identifier, Person, Thesis, Title
from orcid_sync.asking.links import hashed
from orcid_sync.asking.settling import follow_harvest
from orcid_sync.config import FILE_NAME, load_config
from orcid_sync.site import Site, create_site
from orcid_sync.store import BrowserSession, Checkpoint, HarvestedRecord
from orcid_sync.web.app import application
from orcid_sync.web.desk import Desk, open_desk

FEW = 100
BAR = 2.0
ROUNDS = 60
_PAGE = 500
_HERS = 5  # theses that are hers
JOSIAH = "0000-0002-1825-0097"
ADDRESS = "http://127.0.0.1:8080"
_RAW = """<thesis xmlns="http://www.ndltd.org/standards/metadata/etdms/1.1/">
  <title xml:lang="en">{title}</title><creator>Carberry, Josiah</creator><date>2020</date>
  <type>Doctoral thesis</type><identifier>https://hdl.handle.net/20.500.14999/{number}</identifier>
  <degree><name>Doctor of Philosophy</name><level>doctoral</level><grantor>Example</grantor></degree>
</thesis>"""


def main() -> int:
    """0 when the bar is held, 1 when not."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--theses", type=int, default=100_000)
    many = arguments.parse_args().theses
    worst = 0.0
    with _office(FEW) as small, _office(many) as large:
        for name, ask in _questions().items():
            ratio, milliseconds = _compared(lambda client, ask=ask: ask(client, FEW), small, large)
            worst = max(worst, ratio)
            print(
                f"{name:<24} {milliseconds:6.1f} ms with {many:,} theses, {ratio:.2f} x as long as with {FEW}"
            )
    print(f"bar: at most {BAR} x: {'held' if worst <= BAR else 'NOT HELD'}")
    return int(worst > BAR)


def _questions() -> dict[str, Callable[[Client, int], int]]:
    """What is asked; each thesis asked for exists in both."""
    return {
        "my page": lambda client, few: _status(client, "/me"),
        "claim search by title": lambda client, few: _status(
            client, f"/claim?thesis=Cracked+pots+number+{few // 2:06}"
        ),
        "claim search in vain": lambda client, few: _status(client, "/claim?thesis=A+title+that+nobody+gave"),
        "claim page by handle": lambda client, few: _status(client, f"/claim?thesis=20.500.14999/{few // 2}"),
    }


def _status(client: Client, path: str) -> int:
    return client.get(path, base_url=ADDRESS).status_code


def _compared(ask: Callable[[Client], int], small: Client, large: Client) -> tuple[float, float]:
    """The median ratio of paired rounds, and the milliseconds of the larger one."""
    for client in (small, large):
        if ask(client) != 200:
            raise SystemExit("The page did not come.")
    pairs = [(_seconds(ask, small), _seconds(ask, large)) for _ in range(ROUNDS)]
    ratio = statistics.median(after / before for before, after in pairs)
    return ratio, 1000 * statistics.median(after for _, after in pairs)


def _seconds(ask: Callable[[Client], int], client: Client) -> float:
    began = time.perf_counter()
    ask(client)
    return time.perf_counter() - began


@contextmanager
def _office(theses: int) -> Iterator[Client]:
    """A signed-in browser at an office with so many theses."""
    with tempfile.TemporaryDirectory() as folder:
        create_site(Path(folder), institution="Example", environment="rehearsal")
        config = Path(folder) / FILE_NAME
        text = config.read_text(encoding="utf-8")
        text = text.replace('redirect_uri = ""', f'redirect_uri = "{ADDRESS}/orcid/callback"')
        config.write_text(f"{text}\n[web]\nattempts = 1000000\n", encoding="utf-8")
        desk = open_desk(Site(load_config(config)))
        with desk.store:
            _fill(desk, theses)
            yield _signed_in(desk)


def _fill(desk: Desk, theses: int) -> None:
    source = desk.store.sources.add("repository", "https://repository.example/oai", "oai_etdms")
    harvest = desk.store.harvests.begin(source)
    for first in range(0, theses, _PAGE):
        page = [_record(number) for number in range(first, min(first + _PAGE, theses))]
        desk.store.records.save_page(harvest, page, Checkpoint(response_date="2026-01-01T00:00:00Z"))
    desk.store.harvests.finish(harvest)
    follow_harvest(desk.store)
    for number in range(_HERS):
        if thesis := desk.store.theses.find(f"20.500.14999/{number}"):
            desk.store.claims.make(thesis.contributors[0].id, JOSIAH, proof="invitation")


def _record(number: int) -> HarvestedRecord:
    title = f"Cracked pots number {number:06}"
    person = Person("Josiah Carberry", "author", "Carberry, Josiah", "Carberry", "Josiah")
    identifier = f"oai:repository.example:{number}"
    handle = Identifier("handle", f"20.500.14999/{number}")
    thesis = Thesis(identifier, "etdms11", Title(title), people=(person,), identifiers=(handle,))
    raw = _RAW.format(title=title, number=number).encode()
    return HarvestedRecord(
        identifier, "2026-01-01", (), False, raw, "etdms11", "work", (), thesis, f"digest {number}"
    )


def _signed_in(desk: Desk) -> Client:
    session = BrowserSession(JOSIAH, {"since": time.time()})
    desk.store.visits.keep_session(hashed("key"), session, timedelta(hours=2))
    client = Client(application([desk]))
    client.set_cookie("orcid-sync", "key", domain="127.0.0.1", path="/")
    return client


if __name__ == "__main__":
    raise SystemExit(main())
