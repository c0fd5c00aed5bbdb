"""Deciding about a possible duplicate, and letting go what was given up."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cli.running import run

from orcid_sync.outcomes import Happened
from orcid_sync.site import Site
from orcid_sync.store import Candidate, Push, Store


def leased(store: Store) -> Push:
    (push, *others) = store.pushes.lease("a test")
    for other in others:
        store.pushes.release(other)
    return push


def test_a_decision_settles_what_looked_the_same(claimed: Path) -> None:
    with Site.open(str(claimed)).store() as store:
        push = leased(store)
        store.pushes.doubt(push, [Candidate("7", "Cracked pots")], "It looks the same.")

    undecided = run("-c", claimed, "status", "--json").lines[0]["undecided"]
    decided = run("-c", claimed, "decide", push.identifier, push.orcid_id, "--same", "--json")
    assert decided.exit_code == 0, decided
    again = run("-c", claimed, "decide", push.identifier, push.orcid_id, "--same")

    assert [one["identifier"] for one in undecided] == [push.identifier]
    assert (decided.exit_code, decided.lines[0]["outcome"]) == (0, "already-there")
    assert again.exit_code == 2
    with Site.open(str(claimed)).store() as store:
        assert push.claim_id not in [one.claim_id for one in store.pushes.due()]


def test_what_was_given_up_is_tried_again_when_asked(claimed: Path) -> None:
    with Site.open(str(claimed)).store() as store:
        push = leased(store)
        store.pushes.give_up(push, f"{Happened.GIVEN_UP} at {datetime.min.year}.")

    given_up = run("-c", claimed, "status", "--json").lines[0]["given_up"]
    tried = run("-c", claimed, "push", "--dry-run", "--try-again", "all", "--json")

    assert [one["identifier"] for one in given_up] == [push.identifier]
    assert push.identifier in [line["identifier"] for line in tried.lines]
    assert run("-c", claimed, "status", "--json").lines[0]["given_up"] == []
