"""Pages of a harvest: saved whole, saved again without effect, gone on with where they stopped."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import create_engine, text
from store.conftest import Opener
from store.invented import Clock, deleted, harvest, record, save, source

from orcid_sync.outcomes import Happened
from orcid_sync.store import Checkpoint, Store
from schemas.finding import Finding


def everything(database_url: str) -> dict[str, list[Any]]:
    """All rows of all tables that a harvest writes, without the moments and ids that depend on when."""
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    questions = {
        "record": "SELECT identifier, digest, datestamp, outcome, title, people, findings, work_digest, raw,"
        " deleted_at IS NULL FROM record ORDER BY identifier",
        "thesis_key": "SELECT kind, value FROM thesis_key ORDER BY kind, value",
        "contributor": "SELECT position, role, stated FROM contributor ORDER BY stated, position",
        "thesis": "SELECT COUNT(*) FROM thesis",
    }
    with engine.connect() as connection:
        found = {
            name: [tuple(row) for row in connection.execute(text(sql))] for name, sql in questions.items()
        }
    engine.dispose()
    return found


def test_a_page_says_what_it_changed(store: Store) -> None:
    first = save(store, record("oai:x:1"), record("oai:x:2", title="Soil bacteria"), token="page 2")
    second = save(
        store,
        record("oai:x:1"),
        record("oai:x:2", title="Soil bacteria of the Alps"),
        record("oai:x:3", title="Glaciers"),
        deleted("oai:x:4"),
        token="page 3",
    )

    assert first[:4] == (2, 0, 0, 0)
    assert second[:4] == (1, 1, 1, 1)
    assert [(each.identifier, each.happened) for each in second.outcomes] == [
        ("oai:x:2", Happened.READY),
        ("oai:x:3", Happened.READY),
        ("oai:x:4", Happened.DELETED),
    ]


def test_saving_a_page_again_changes_nothing(store: Store, database_url: str, clock: Clock) -> None:
    page = [
        record("oai:x:1", ids=["10.1000/1"]),
        record("oai:x:2", title="Soil bacteria"),
        deleted("oai:x:3"),
    ]
    save(store, *page, token="2")
    before = everything(database_url)

    clock.advance(days=1)
    assert save(store, *page, token="2") == (0, 0, 3, 0, ())

    assert everything(database_url) == before


def test_a_new_version_of_the_crosswalk_that_makes_the_same_is_only_noted(
    store: Store, database_url: str, clock: Clock
) -> None:
    def noted() -> set[tuple[Any, ...]]:
        engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as connection:
            found = connection.execute(text("SELECT crosswalk_version, changed_at FROM record"))
            return {tuple(row) for row in found}

    page, begun = [record("oai:x:1"), deleted("oai:x:2")], harvest(store)
    store.records.save_page(begun, page, Checkpoint(), crosswalk_version="1")
    ((_, changed_at),) = noted()
    clock.advance(days=1)
    saved = store.records.save_page(begun, page, Checkpoint(), crosswalk_version="2")

    assert saved == (0, 0, 2, 0, ())
    assert noted() == {("2", changed_at)}


def test_a_record_that_stands_twice_on_a_page_is_taken_as_it_stands_last(store: Store) -> None:
    save(store, record("oai:x:1", title="Old"), record("oai:x:1", title="New"))

    thesis = store.theses.find("oai:x:1")
    assert thesis
    assert thesis.title == "New"


def test_a_deleted_record_keeps_everything(store: Store) -> None:
    save(store, record("oai:x:1", ids=["10.1000/1"], raw=b"<thesis/>"))
    save(store, deleted("oai:x:1"))

    thesis = store.theses.find("10.1000/1")
    assert thesis
    assert (thesis.title[:12], len(thesis.contributors)) == ("Cracked pots", 1)
    assert store.theses.content_of(thesis.id) is None

    save(store, record("oai:x:1", ids=["10.1000/1"], raw=b"<thesis/>"))
    content = store.theses.content_of(thesis.id)
    assert content
    assert content.raw == b"<thesis/>"


def test_raw_metadata_is_kept_byte_by_byte(store: Store) -> None:
    raw = "<thesis><title>Ťěžký\r\n</title></thesis>\n".encode() + bytes(range(256))
    save(store, record("oai:x:1", raw=raw))

    thesis = store.theses.find("oai:x:1")
    assert thesis
    content = store.theses.content_of(thesis.id)
    assert content
    assert content.raw == raw


def test_an_unreadable_record_keeps_its_thesis_and_is_not_content_to_send(store: Store) -> None:
    save(store, record("oai:x:1", ids=["10.1000/1"]))
    broken = record(
        "oai:x:1", outcome="unreadable", findings=(Finding("xml", "error", "", "It is broken.", "Mend."),)
    )
    saved = save(store, broken._replace(thesis=None))

    (outcome,) = saved.outcomes
    assert (outcome.happened, outcome.reason, outcome.next_step) == (
        Happened.UNREADABLE,
        "It is broken.",
        "Mend.",
    )
    thesis = store.theses.find("10.1000/1")
    assert thesis
    content = store.theses.content_of(thesis.id)
    assert content
    assert (thesis.title[:12], content.outcome) == ("Cracked pots", "unreadable")


def test_what_is_no_thesis_makes_none(store: Store) -> None:
    save(store, record("oai:x:1", outcome="not-a-thesis"))

    assert store.status().theses == 0
    assert store.status().records == {"not-a-thesis": 1}


def test_the_log_keeps_what_a_person_may_want_to_read(store: Store) -> None:
    run = store.log.begin("harvest")
    refused = record(
        "oai:x:2", outcome="refused", findings=(Finding("no-title", "error", "", "No title.", "Add it."),)
    )
    page = [record("oai:x:1"), refused, deleted("oai:x:3")]
    store.records.save_page(harvest(store), page, Checkpoint(), run_id=run.id)
    store.log.finish(run, {"new": 2})

    assert [each.outcome.identifier for each in store.log.read(run=run)] == ["oai:x:2", "oai:x:3"]
    assert store.log.read(identifier="oai:x:2")[0].outcome.code == "no-title"
    assert store.log.read(run=run, identifier="oai:x:1") == []
    assert store.log.runs()[0].counts == {"new": 2}


def test_an_interrupted_harvest_goes_on_with_its_last_page(store: Store) -> None:
    begun = harvest(store)
    assert (begun.resumption_token, begun.window_from) == ("", "")
    store.records.save_page(begun, [record("oai:x:1")], Checkpoint("token 2", "2026-01-05T12:00:00Z", 0, 300))
    store.records.save_page(
        begun, [record("oai:x:2")], Checkpoint("token 3", "2026-01-05T12:00:09Z", 100, 300)
    )

    again = harvest(store)

    assert again.id == begun.id
    assert (again.resumption_token, again.cursor, again.complete_list_size, again.pages) == (
        "token 3",
        100,
        300,
        2,
    )
    assert again.response_date == "2026-01-05T12:00:00Z"


def test_the_next_harvest_begins_when_the_last_complete_one_began(store: Store) -> None:
    first = harvest(store)
    store.records.save_page(first, [], Checkpoint("2", "2026-01-05T12:00:00Z"))
    store.records.save_page(first, [], Checkpoint("", "2026-01-05T12:30:00Z"))
    store.harvests.finish(first)
    store.harvests.finish(first)

    second = harvest(store)

    assert second.id != first.id
    assert second.window_from == "2026-01-05T12:00:00Z"
    assert store.harvests.begin(source(store), again=True).window_from == ""


def test_a_restarted_harvest_keeps_its_window_and_its_first_date(store: Store) -> None:
    begun = harvest(store)
    store.records.save_page(begun, [], Checkpoint("2", "2026-01-05T12:00:00Z"))
    restarted = store.harvests.restart(begun)
    store.records.save_page(restarted, [], Checkpoint("", "2026-01-06T12:00:00Z"))
    store.harvests.finish(restarted)

    assert restarted.resumption_token == ""
    assert harvest(store).window_from == "2026-01-05T12:00:00Z"


def test_a_source_at_a_new_address_is_harvested_from_the_beginning(store: Store) -> None:
    first = harvest(store)
    store.records.save_page(first, [record("oai:x:1")], Checkpoint("", "2026-01-05T12:00:00Z"))
    store.harvests.finish(first)
    known = source(store)

    moved = store.sources.add("repository", "https://new.example/oai", "oai_etdms")

    assert moved.id == known.id
    assert store.harvests.begin(moved).window_from == ""
    assert store.theses.find("oai:x:1")


def test_sources_stand_in_rank_order_and_a_removed_one_supplies_nothing(store: Store) -> None:
    source(store, "second")
    source(store, "first", rank=0)
    save(store, record("oai:x:1"), at="second")

    assert [each.name for each in store.sources.all()] == ["first", "second"]
    assert store.sources.remove("second")
    assert not store.sources.remove("second")
    thesis = store.theses.find("oai:x:1")
    assert thesis
    assert store.theses.content_of(thesis.id) is None

    source(store, "second")
    assert store.theses.content_of(thesis.id)


@pytest.mark.parametrize("institution", ["Ours", "Theirs"])
def test_a_harvest_writes_only_its_institution(opened: Opener, institution: str) -> None:
    for name in ("Ours", "Theirs"):
        source(opened(institution=name))
    save(opened(institution=institution), record("oai:x:1"))

    counts = {name: opened(institution=name).status().theses for name in ("Ours", "Theirs")}
    assert counts == {"Ours": 0, "Theirs": 0, institution: 1}
