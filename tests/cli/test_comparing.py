"""`diff` says what a push would change, `reconcile` what stands at ORCID."""

from __future__ import annotations

from pathlib import Path

from cli.running import run

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.site import Site

AUTHOR = "0000-0002-1825-0097"
FIRST = "oai:repository.example:20.500.14999/1"


def test_diff_before_and_after_a_push(claimed: Path, rehearsal: Rehearsal) -> None:
    (new,) = run("-c", claimed, "diff", "--json").lines
    assert new["outcome"] == "would-add"
    assert (new["changes"][0]["field"], new["changes"][0]["before"]) == ("title", "")
    run("-c", claimed, "push")
    assert run("-c", claimed, "diff") == (0, "Nothing would change.\n", "")

    rehearsal.world.repository.retitle(FIRST, "Whole pots")
    run("-c", claimed, "harvest")
    assert " → Whole pots" in run("-c", claimed, "diff", "20.500.14999/1").out
    assert "No thesis is known by" in run("-c", claimed, "diff", "10.5555/nothing").sentence


def test_reconcile_as_table_csv_and_json(claimed: Path) -> None:
    run("-c", claimed, "push")
    found = run("-c", claimed, "reconcile", AUTHOR, "--json").lines
    assert [line["identifier"] for line in found if line["standing"] == "as-sent"] == [FIRST]
    table = run("-c", claimed, "reconcile")
    assert table.out.startswith(f"as-sent            {AUTHOR}  Cracked pots")
    csv = run("-c", claimed, "reconcile", "--csv").out.splitlines()
    assert csv[0].startswith("standing,orcid,title,put_code,identifier,source,visibility,modified")
    assert len(csv) == len(found) + 1


def test_reconcile_says_1_when_something_is_not_as_it_should_be(claimed: Path) -> None:
    run("-c", claimed, "push")
    site = Site.open(str(claimed))
    with site.store() as store:
        (push,) = store.pushes.of_person(AUTHOR)
        permission = store.permissions.usable(AUTHOR)
        assert permission
        site.clients(store)(permission).update_work(push.put_code, push.sent_xml.replace("Cracked", "Whole"))

    assert run("-c", claimed, "reconcile").exit_code == 1
    assert "due-again" in run("-c", claimed, "reconcile", "--fix").out
    assert "updated" in run("-c", claimed, "push").out
    assert run("-c", claimed, "reconcile").exit_code == 0
