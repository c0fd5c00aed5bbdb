"""The harvest: every record once, what is new next time, and an interrupted one ends as an undisturbed one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from crosswalks.profile import Profile
from orcid_sync.harvest import HarvestedPage, harvest
from orcid_sync.interrupts import Ended, ending_cleanly
from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.errors import SourceError
from orcid_sync.outcomes import Happened
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.scripts import Script
from orcid_sync.store import Store

Harvested = Callable[..., list[HarvestedPage]]
Content = Callable[[Path], dict[str, list[tuple[object, ...]]]]
RECORDS = 36


def test_all_records_are_saved_and_the_list_is_at_its_end(rehearsal: Rehearsal, harvested: Harvested) -> None:
    pages = harvested(rehearsal.oai_url)

    assert [page.records for page in pages] == [10, 10, 10, 6]
    assert [page.is_last for page in pages] == [False, False, False, True]
    assert {page.complete_list_size for page in pages} == {RECORDS}
    happened = [outcome.happened for page in pages for outcome in page.outcomes]
    assert len(happened) == RECORDS
    assert {Happened.READY, Happened.DELETED, Happened.NOT_A_THESIS} <= set(happened)


def test_the_next_harvest_asks_only_for_what_changed(
    rehearsal: Rehearsal, harvested: Harvested, store: Store
) -> None:
    harvested(rehearsal.oai_url)

    (page,) = harvested(rehearsal.oai_url)

    assert (page.records, page.is_last, page.outcomes) == (0, True, ())
    source = store.sources.find("repository")
    assert source is not None
    first, last = store.harvests.begin(source), store.harvests.last_complete(source)
    assert last is not None
    assert first.window_from == last.response_date != ""


def test_records_read_again_are_unchanged(rehearsal: Rehearsal, harvested: Harvested) -> None:
    harvested(rehearsal.oai_url)

    pages = harvested(rehearsal.oai_url, full=True)

    assert sum(page.saved.unchanged for page in pages) == RECORDS
    assert not any(page.outcomes for page in pages)


def test_the_overlap_reaches_back_for_changes_listed_late(rehearsal: Rehearsal, harvested: Harvested) -> None:
    harvested(rehearsal.oai_url)

    pages = harvested(rehearsal.oai_url, overlap=timedelta(days=36500))

    assert sum(page.saved.unchanged for page in pages) == RECORDS


def test_two_processes_leave_the_same_store_as_one(
    rehearsal: Rehearsal, harvested: Harvested, content: Content, database: Path, tmp_path: Path
) -> None:
    pages = harvested(rehearsal.oai_url, jobs=2)

    assert [(page.number, page.records) for page in pages] == [(1, 10), (2, 10), (3, 10), (4, 6)]
    assert content(database) == content(_undisturbed(rehearsal, tmp_path))


def test_a_limit_ends_the_harvest_and_the_next_one_goes_on(
    rehearsal: Rehearsal, harvested: Harvested, content: Content, database: Path, tmp_path: Path
) -> None:
    first = harvested(rehearsal.oai_url, limit=15)
    assert [(page.records, page.is_last) for page in first] == [(10, False), (5, False)]

    second = harvested(rehearsal.oai_url)
    assert [page.records for page in second] == [10, 10, 6]
    assert [page.saved.unchanged for page in second] == [5, 0, 0]
    assert content(database) == content(_undisturbed(rehearsal, tmp_path))


def test_a_limit_inside_the_first_page_leaves_the_whole_list_to_be_read(
    rehearsal: Rehearsal, harvested: Harvested
) -> None:
    (only,) = harvested(rehearsal.oai_url, limit=3)
    assert (only.records, only.is_last) == (3, False)
    assert sum(page.records for page in harvested(rehearsal.oai_url)) == RECORDS


@pytest.mark.parametrize("answer", ["broken-xml", "truncated", "html", "403", "cut"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_page_stops_the_source_and_leaves_its_checkpoint(
    answer: str,
    jobs: int,
    rehearsal: Rehearsal,
    harvested: Harvested,
    content: Content,
    store: Store,
    database: Path,
    tmp_path: Path,
) -> None:
    undisturbed = content(_undisturbed(rehearsal, tmp_path))
    rehearsal.world.scripts.add(Script("oai", answer, times=2, after=2))

    with pytest.raises(SourceError, match=r"Run again|let OAI-PMH through"):
        harvested(rehearsal.oai_url, jobs=jobs)

    source = store.sources.find("repository")
    assert source is not None
    unfinished = store.harvests.begin(source)
    assert (unfinished.pages, unfinished.resumption_token != "") == (2, True)
    rehearsal.world.scripts.clear()
    assert [page.number for page in harvested(rehearsal.oai_url, jobs=jobs)] == [3, 4]
    assert content(database) == undisturbed


def test_an_empty_metadata_element_costs_one_record(rehearsal: Rehearsal, harvested: Harvested) -> None:
    rehearsal.world.scripts.add(Script("oai", "empty-metadata"))

    pages = harvested(rehearsal.oai_url)

    unreadable = [o for page in pages for o in page.outcomes if o.happened is Happened.UNREADABLE]
    assert [outcome.identifier for outcome in unreadable] == ["oai:repository.example:20.500.14999/1"]
    assert sum(page.records for page in pages) == RECORDS


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    "place", ["before-save-1", "after-save-1", "before-save-3", "after-save-4", "finish"]
)
def test_killed_at_any_page_it_goes_on_and_ends_with_the_same_store(
    place: str,
    jobs: int,
    rehearsal: Rehearsal,
    harvested: Harvested,
    content: Content,
    store: Store,
    database: Path,
    tmp_path: Path,
) -> None:
    killed = _program(database, rehearsal.oai_url, jobs, place)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    pages = harvested(rehearsal.oai_url, jobs=jobs)

    assert pages[-1].is_last
    expected = {"before-save-1": 1, "after-save-1": 2, "before-save-3": 3, "after-save-4": 1, "finish": 1}
    assert pages[0].number == expected[place]
    assert content(database) == content(_undisturbed(rehearsal, tmp_path))
    assert _gone([int(pid) for pid in killed.stdout.split()])


def test_a_dead_worker_ends_the_harvest_with_one_sentence(database: Path, rehearsal: Rehearsal) -> None:
    ended = _program(database, rehearsal.oai_url, 2, "worker")
    assert ended.returncode == 1
    assert "A worker process died" in ended.stderr.splitlines()[-1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_after_the_page_at_hand(
    number: signal.Signals, rehearsal: Rehearsal, store: Store, harvested: Harvested
) -> None:
    source = store.sources.add("repository", rehearsal.oai_url, "oai_etdms")

    pages = []

    def run() -> None:
        with ending_cleanly() as stopped, OaiClient(rehearsal.oai_url) as client:
            day = date(2026, 1, 2)
            for page in harvest(store, source, client=client, profile=Profile(), today=day, stopped=stopped):
                pages.append(page)
                os.kill(os.getpid(), number)

    with pytest.raises(Ended, match="goes on where it stopped"):
        run()

    assert [(page.records, page.is_last) for page in pages] == [(10, False)]
    assert [page.number for page in harvested(rehearsal.oai_url)] == [2, 3, 4]


_PROGRAM = """
import multiprocessing, os, signal, sys
from datetime import date
from pathlib import Path
from crosswalks.profile import Profile
from orcid_sync.harvest import harvest
from orcid_sync.oai.client import OaiClient
from orcid_sync.store import Store

def main():
    database, url, jobs, place = sys.argv[1:]

    def die():
        print(*[child.pid for child in multiprocessing.active_children()], flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    with Store.open(Path(database), environment="rehearsal") as store:
        source = store.sources.add("repository", url, "oai_etdms")
        save, finish, pages = store.records.save_page, store.harvests.finish, iter(range(1, 99))

        def save_page(*arguments, **settings):
            number = next(pages)
            if place == f"before-save-{number}":
                die()
            saved = save(*arguments, **settings)
            if place == f"after-save-{number}":
                die()
            if place == "worker":
                [os.kill(child.pid, signal.SIGKILL) for child in multiprocessing.active_children()]
            return saved

        store.records.save_page = save_page
        store.harvests.finish = lambda harvest: die() if place == "finish" else finish(harvest)
        with OaiClient(url) as client:
            settings = {"profile": Profile(), "today": date(2026, 1, 2), "jobs": int(jobs)}
            print(len(list(harvest(store, source, client=client, **settings))), "pages")

if __name__ == "__main__":
    main()
"""


def _program(database: Path, url: str, jobs: int, place: str) -> subprocess.CompletedProcess[str]:
    """A harvest in a process of its own that ends at `place`."""
    program = database.with_name("program.py")
    program.write_text(_PROGRAM, encoding="utf-8")
    arguments = [str(database), url, str(jobs), place]
    return subprocess.run(
        [sys.executable, str(program), *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def _undisturbed(rehearsal: Rehearsal, tmp_path: Path) -> Path:
    """The database of a harvest that nothing disturbed."""
    database = tmp_path / "undisturbed.db"
    settings: dict[str, Any] = {"profile": Profile(), "today": date(2026, 1, 2)}
    with Store.open(database, environment="rehearsal") as store, OaiClient(rehearsal.oai_url) as client:
        source = store.sources.add("repository", rehearsal.oai_url, "oai_etdms")
        assert [page.records for page in harvest(store, source, client=client, **settings)] == [10, 10, 10, 6]
    return database


def _gone(processes: list[int]) -> bool:
    """Whether these processes end within a few seconds."""
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in processes) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(Path(f"/proc/{pid}").exists() for pid in processes)
