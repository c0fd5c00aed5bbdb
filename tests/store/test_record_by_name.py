"""One record by its OAI identifier: what `explain` asks for, theses or not."""

from __future__ import annotations

from store.invented import deleted, record, save, source

from orcid_sync.store import Store

NAME = "oai:repository.example:1"


def test_a_record_is_found_by_its_identifier_whether_it_is_a_thesis_or_not(store: Store) -> None:
    save(store, record(NAME), record("oai:repository.example:2", outcome="not-a-thesis"))
    found = [store.theses.record(name) for name in (f" {NAME} ", "oai:repository.example:2")]
    assert [one and one.identifier for one in found] == [NAME, "oai:repository.example:2"]
    assert store.theses.record("oai:repository.example:3") is None


def test_of_two_sources_the_better_ranked_supplies_the_record(store: Store) -> None:
    source(store, "second", rank=2)
    source(store, "first", rank=1)
    save(store, record(NAME, title="Second"), at="second")
    save(store, record(NAME, title="First"), at="first")
    found = store.theses.record(NAME)
    assert found is not None
    assert found.title == "First"


def test_a_deleted_record_is_not_supplied(store: Store) -> None:
    save(store, record(NAME))
    save(store, deleted(NAME))
    assert store.theses.record(NAME) is None
