"""What was sent, beside what stands at ORCID now, and what `--fix` mends."""

from __future__ import annotations

import io

import requests
from push.office import AMELIE, CLIENT_ID, JOSIAH, OTHER_CLIENT, Office, happened, title_at_orcid

from orcid_sync.orcid.client import OrcidClient
from orcid_sync.push import differences_due
from orcid_sync.reconcile import Compared, mend, reconcile, write_csv
from orcid_sync.secret import Secret
from orcid_sync.store import Store


def compared(office: Office, orcid_id: str = JOSIAH) -> list[Compared]:
    return list(reconcile(office.store, office.client_for, [orcid_id]))


def standings(found: list[Compared]) -> list[str]:
    return [one.standing for one in found]


def fixed(office: Office) -> list[str]:
    outcomes = mend(office.store, compared(office), profile_of=office.profile_of, clock=office.clock.now)
    return happened(list(outcomes))


def client(office: Office, client_id: str = CLIENT_ID, orcid_id: str = JOSIAH) -> OrcidClient:
    token = Secret(office.rehearsal.ready_token(orcid_id, client_id))
    return OrcidClient(office.environment, client_id, orcid_id, token, wire=office.wire)


def sent_xml(office: Office) -> str:
    return office.store.pushes.of_person(JOSIAH)[0].sent_xml


def test_a_work_that_stands_as_sent_is_well(office: Office) -> None:
    office.ready()
    office.push()
    office.calls()

    (one,) = compared(office)

    assert (one.standing, one.needs_a_look, one.source) == ("as-sent", False, "us")
    assert one.visibility in ("public", "limited", "private")
    assert one.modified
    assert office.calls() == ["GET works", "GET work"]
    assert fixed(office) == []


def test_a_work_that_was_changed_is_written_again_by_the_next_push(office: Office) -> None:
    office.ready(title="Cracked pots")
    office.push()
    (work,) = office.at_orcid()
    client(office).update_work(str(work.put_code), sent_xml(office).replace("Cracked pots", "Whole pots"))

    (one,) = compared(office)
    assert (one.standing, one.fields) == ("changed", ("title",))
    assert office.push() == []
    assert fixed(office) == ["due-again"]
    assert happened(office.push()) == ["updated"]
    assert [title_at_orcid(work) for work in office.at_orcid()] == ["Cracked pots"]
    assert standings(compared(office)) == ["as-sent"]


def test_a_work_that_its_owner_deleted_is_remembered_and_never_added_again(office: Office) -> None:
    office.ready()
    office.push()
    (work,) = office.at_orcid()
    client(office).delete_work(str(work.put_code))

    assert standings(compared(office)) == ["missing"]
    assert fixed(office) == ["removed-by-owner"]
    office.arrives(title="Mended")
    assert office.push() == []
    assert standings(compared(office)) == ["not-sent"]


def test_the_same_thesis_from_another_source_is_told(office: Office) -> None:
    office.ready()
    office.push()
    client(office, OTHER_CLIENT).add_work(sent_xml(office))

    ours, theirs = compared(office)

    assert (ours.standing, theirs.standing, theirs.needs_a_look) == ("as-sent", "also-from", False)
    assert theirs.source not in ("us", "")
    assert theirs.identifier == ours.identifier


def test_a_likeness_without_a_common_identifier_is_told(office: Office) -> None:
    office.ready()
    office.push()
    client(office, OTHER_CLIENT).add_work(sent_xml(office).replace("20.500.14999/1", "20.500.14999/77"))

    assert standings(compared(office)) == ["as-sent", "possible-duplicate"]
    assert fixed(office) == []


def test_a_work_of_ours_that_the_store_does_not_know_is_taken_over(
    office: Office, another_store: Store
) -> None:
    office.ready(title="Cracked pots")
    office.push()
    office.store = another_store
    assert [one.standing for one in compared(office)] == ["not-readable"]
    claim = office.ready(title="Cracked pots")
    office.store.pushes.try_again(claim.id)

    assert standings(compared(office)) == ["not-sent", "unknown-to-us"]
    assert fixed(office) == ["due-again"]
    assert happened(office.push()) == ["adopted"]
    assert standings(compared(office)) == ["as-sent"]


def test_who_took_the_permission_back_cannot_be_compared(office: Office) -> None:
    office.ready()
    office.push()
    requests.post(f"{office.rehearsal.url}/__rehearsal__/revoke", json={"orcid_id": JOSIAH}, timeout=10)

    (one,) = compared(office)

    assert one.standing == "not-readable"
    assert "does not accept the permission" in one.reason


def test_everybody_is_compared_though_one_cannot_be(office: Office) -> None:
    office.ready(1)
    office.ready(2, AMELIE, creator="Lindqvist, Amélie")
    office.push()
    office.rehearsal.world.set_state(JOSIAH, "locked")

    found = list(reconcile(office.store, office.client_for, [JOSIAH, AMELIE]))

    assert standings([one for one in found if one.standing != "also-from"]) == ["not-readable", "as-sent"]


def test_the_csv_has_no_formula(office: Office) -> None:
    office.ready(title="=HYPERLINK(1)")
    out = io.StringIO()

    write_csv(compared(office), out)

    head, line = out.getvalue().splitlines()
    assert head.split(",")[:4] == ["standing", "orcid", "title", "put_code"]
    assert line.startswith(f"not-sent,{JOSIAH},'=HYPERLINK(1)")


def test_a_diff_names_each_field_before_and_after(office: Office) -> None:
    office.ready(title="Cracked pots", date="2020")
    (new,) = differences_due(office.store, profile_of=office.profile_of, clock=office.clock.now)
    assert str(new.outcome.happened) == "would-add"
    assert ("title", "", "Cracked pots") in new.changes
    assert any("handle 20.500.14999/1 (self)" in change.after for change in new.changes)
    assert any(change.after.startswith("Josiah Carberry 0000-0002-1825-0097") for change in new.changes)
    office.push()

    office.arrives(title="Whole pots", date="2021-05")
    (changed,) = differences_due(office.store, profile_of=office.profile_of, clock=office.clock.now)

    assert str(changed.outcome.happened) == "would-update"
    assert changed.changes == (
        ("title", "Cracked pots", "Whole pots"),
        ("publication date", "2020", "2021-05"),
    )
    assert changed.changes[0].as_text() == "title: Cracked pots → Whole pots"


def test_a_diff_of_a_thesis_that_stands_as_it_should_says_so(office: Office) -> None:
    claim = office.ready()
    office.push()

    (one,) = differences_due(
        office.store, profile_of=office.profile_of, clock=office.clock.now, thesis_id=claim.thesis_id
    )

    assert (str(one.outcome.happened), one.changes) == ("unchanged", ())
    assert list(differences_due(office.store, profile_of=office.profile_of, clock=office.clock.now)) == []


def test_a_diff_of_a_deletion_shows_what_goes(office: Office) -> None:
    claim = office.ready()
    office.push()
    office.store.pushes.ask_removal(claim.id)

    (one,) = differences_due(office.store, profile_of=office.profile_of, clock=office.clock.now)

    assert str(one.outcome.happened) == "would-remove"
    assert all(change.after == "" for change in one.changes)
