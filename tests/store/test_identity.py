"""A thesis is one thesis, and a person one person, however often and from wherever their records come."""

from __future__ import annotations

import pytest
from store.invented import AMELIE, JOSIAH, Clock, deleted, person, record, save, source

from orcid_sync.outcomes import Happened
from orcid_sync.store import Claim, Store
from orcid_sync.store.identity import alike_names, alike_titles


def names(store: Store, typed: str) -> list[tuple[int, str]]:
    thesis = store.theses.find(typed)
    assert thesis
    return [(each.id, each.stated) for each in thesis.contributors]


def claimed(store: Store, typed: str, orcid_id: str = JOSIAH, position: int = 0) -> Claim:
    thesis = store.theses.find(typed)
    assert thesis
    return store.claims.make(thesis.contributors[position].id, orcid_id, proof="invitation")


def test_a_moved_repository_brings_no_second_thesis(store: Store) -> None:
    save(store, record("oai:old.example:1", ids=["20.500.14999/1"]))
    before = store.theses.find("20.500.14999/1")

    save(store, record("oai:new.example:77", ids=["20.500.14999/1"]))

    after = store.theses.find("oai:new.example:77")
    assert before
    assert after
    assert after.id == before.id
    assert set(after.identifiers) == {"oai:old.example:1", "oai:new.example:77"}
    assert store.status().theses == 1


def test_two_formats_of_one_record_are_one_thesis_and_the_first_source_supplies_the_content(
    store: Store,
) -> None:
    source(store, "first")
    source(store, "second")
    save(store, record("oai:x:1", title="Cracked pots", digest="poor"), at="second")
    save(store, record("oai:x:1", title="Cracked pots: a history", digest="rich"), at="first")

    thesis = store.theses.find("oai:x:1")
    assert thesis
    content = store.theses.content_of(thesis.id)
    assert content
    assert (store.status().theses, content.work_digest, thesis.title) == (
        1,
        "rich",
        "Cracked pots: a history",
    )


def test_a_source_ranked_later_changes_neither_content_nor_people(store: Store) -> None:
    source(store, "first")
    source(store, "second")
    save(store, record("oai:x:1", ids=["10.1000/1"], people=["Carberry, Josiah"]), at="first")
    before = names(store, "10.1000/1")

    save(store, record("oai:y:9", ids=["10.1000/1"], people=["Carberry, J. S."]), at="second")

    assert names(store, "10.1000/1") == before


def test_the_next_source_supplies_the_content_when_the_first_deleted_its_record(store: Store) -> None:
    source(store, "first")
    source(store, "second")
    save(store, record("oai:x:1", ids=["10.1000/1"], digest="first"), at="first")
    save(store, record("oai:y:9", ids=["10.1000/1"], digest="second"), at="second")
    save(store, deleted("oai:x:1"), at="first")

    thesis = store.theses.find("10.1000/1")
    assert thesis
    content = store.theses.content_of(thesis.id)
    assert content
    assert content.work_digest == "second"


def test_an_oai_identifier_used_for_another_work_makes_another_thesis(store: Store) -> None:
    source(store, "first")
    source(store, "second")
    save(store, record("oai:x:1", title="Cracked pots of the early period"), at="first")
    save(store, record("oai:x:1", title="Soil bacteria in alpine meadows", people=["Roe, Jane"]), at="second")

    assert store.status().theses == 2


def test_of_unlike_theses_with_one_oai_identifier_a_record_joins_the_one_it_is_like(store: Store) -> None:
    for at, title in (
        ("first", "Cracked pots of the early period"),
        ("second", "Soil bacteria in alpine meadows"),
    ):
        source(store, at)
        save(store, record("oai:x:1", title=title), at=at)
    source(store, "third")
    save(store, record("oai:x:1", title="Soil bacteria in alpine meadows: a study"), at="third")

    assert store.status().theses == 2
    found = store.theses.find("oai:x:1")
    assert found
    assert (found.title, found.keys) == ("Cracked pots of the early period", (("oai", "oai:x:1"),))


def test_a_record_that_becomes_another_work_leaves_its_thesis(store: Store) -> None:
    save(store, record("oai:x:1", title="Cracked pots of the early period"))
    claim = claimed(store, "oai:x:1")

    save(store, record("oai:x:1", title="Soil bacteria in alpine meadows", people=["Roe, Jane"]))

    now = store.theses.find("oai:x:1")
    assert now
    assert now.id != claim.thesis_id
    assert store.claims.all()[0].thesis_id == claim.thesis_id


def test_a_doi_printed_on_unlike_theses_does_not_make_them_one(store: Store) -> None:
    save(
        store,
        record("oai:x:1", title="Cracked pots of the early period", ids=["10.1000/series"]),
        record(
            "oai:x:2", title="Soil bacteria in alpine meadows", people=["Roe, Jane"], ids=["10.1000/series"]
        ),
    )

    assert store.status().theses == 2


def test_a_corrected_title_and_author_keep_the_thesis_when_its_doi_stays(store: Store) -> None:
    save(store, record("oai:x:1", title="Untitled", people=["Admin, System"], ids=["10.1000/1"]))
    before = store.theses.find("10.1000/1")
    save(store, record("oai:x:1", title="Cracked pots", ids=["10.1000/1"]))

    after = store.theses.find("10.1000/1")
    assert before
    assert after
    assert after.id == before.id


@pytest.mark.parametrize(
    "respelled",
    [
        "Carberry, J. S.",
        "Carberry, Josiah Stinkney",
        "Carbérry, Josiah",
        "Josiah Carberry",
        "Carbery, Josiah",
    ],
)
def test_a_respelled_name_keeps_the_contributor_and_the_claim(store: Store, respelled: str) -> None:
    save(store, record("oai:x:1", people=["Carberry, Josiah"]))
    claim = claimed(store, "oai:x:1")

    save(store, record("oai:x:1", people=[respelled]))

    assert names(store, "oai:x:1") == [(claim.contributor_id, respelled)]
    assert store.claims.authenticated(claim.thesis_id) == {respelled: JOSIAH}


def test_people_who_change_places_keep_their_ids(store: Store) -> None:
    save(store, record("oai:x:1", people=["Carberry, Josiah", "Roe, Jane"]))
    (josiah, _), (jane, _) = names(store, "oai:x:1")

    save(store, record("oai:x:1", people=["Roe, Jane", "Carberry, Josiah"]))

    assert names(store, "oai:x:1") == [(jane, "Roe, Jane"), (josiah, "Carberry, Josiah")]


def test_namesakes_in_one_thesis_stay_two_people(store: Store) -> None:
    save(store, record("oai:x:1", people=["Li, Wei", "Li, Wei"]))
    before = names(store, "oai:x:1")
    save(store, record("oai:x:1", people=["Li, Wei", "Li, Wei"], digest="other"))

    assert names(store, "oai:x:1") == before
    assert len({number for number, _ in before}) == 2


@pytest.mark.parametrize("other", ["Roe, Jane", "Carberry, Hermione"])
def test_a_replaced_person_suspends_the_claim_and_says_so(store: Store, other: str) -> None:
    save(store, record("oai:x:1", people=["Carberry, Josiah"]))
    claim = claimed(store, "oai:x:1")

    saved = save(store, record("oai:x:1", people=[other]))

    (suspended,) = [each for each in saved.outcomes if each.happened == Happened.CLAIM_SUSPENDED]
    assert (suspended.identifier, suspended.orcid_id) == ("oai:x:1", JOSIAH)
    assert store.claims.all()[0].suspended_why == "replaced"
    assert store.claims.authenticated(claim.thesis_id) == {}


def test_the_claim_counts_again_when_the_person_returns_just_as_named_before(store: Store) -> None:
    save(store, record("oai:x:1"))
    claim = claimed(store, "oai:x:1")
    save(store, record("oai:x:1", people=["Roe, Jane"]))

    save(store, record("oai:x:1"))

    assert names(store, "oai:x:1") == [(claim.contributor_id, "Carberry, Josiah")]
    assert store.claims.all() == [claim]


def test_the_claim_waits_for_a_person_when_somebody_similar_returns(store: Store) -> None:
    save(store, record("oai:x:1"))
    claim = claimed(store, "oai:x:1")
    save(store, record("oai:x:1", people=["Roe, Jane"]))

    save(store, record("oai:x:1", people=["Carberry, J."]))
    assert not store.claims.all()[0].counts

    store.claims.confirm(claim.id)
    assert store.claims.authenticated(claim.thesis_id) == {"Carberry, J.": JOSIAH}


def test_a_changed_role_suspends_the_claim(store: Store) -> None:
    save(store, record("oai:x:1", people=["Carberry, Josiah"]))
    claimed(store, "oai:x:1")
    save(store, record("oai:x:1", people=[person("Carberry, Josiah", "advisor")]))

    assert not store.claims.all()[0].counts


def test_a_person_of_the_staff_moves_a_suspended_claim_to_the_new_name(store: Store) -> None:
    save(store, record("oai:x:1", people=["Carberry, Hermione"]))
    claim = claimed(store, "oai:x:1")
    save(store, record("oai:x:1", people=["Granger, Hermione"]))
    ((contributor_id, _),) = names(store, "oai:x:1")

    store.claims.confirm(claim.id, contributor_id=contributor_id)

    assert store.claims.authenticated(claim.thesis_id) == {"Granger, Hermione": JOSIAH}


def test_two_theses_that_turn_out_to_be_one_are_merged(store: Store) -> None:
    source(store, "first")
    source(store, "second")
    save(store, record("oai:x:1", ids=["10.1000/1"]), at="first")
    save(store, record("oai:y:9", ids=["20.500.14999/1"], people=["Carberry, J.", "Roe, Jane"]), at="second")
    claimed(store, "oai:y:9", JOSIAH)
    second = claimed(store, "oai:y:9", AMELIE, position=1)

    both = ["10.1000/1", "20.500.14999/1"]
    save(store, record("oai:x:1", ids=both, people=["Carberry, Josiah", "Roe, Jane"]), at="first")

    thesis = store.theses.find("10.1000/1")
    assert thesis
    assert store.status().theses == 1
    assert store.theses.get(second.thesis_id) == thesis
    assert store.claims.authenticated(thesis.id) == {"Carberry, Josiah": JOSIAH, "Roe, Jane": AMELIE}


def two_theses_with_works(store: Store, first: str, second: str) -> list[Claim]:
    """Two theses of one person that are one; put-codes as given, "" for none."""
    save(store, record("oai:x:1", ids=["10.1000/1"]), record("oai:x:2", ids=["20.500.14999/1"]))
    claims = [claimed(store, "oai:x:1"), claimed(store, "oai:x:2")]
    for claim, put_code in zip(claims, (first, second), strict=True):
        push = store.pushes.of_claim(claim.id)
        assert push
        if put_code:
            store.pushes.sent(push, put_code=put_code, digest="d", xml="<work/>", happened=Happened.ADDED)
    save(store, record("oai:x:3", ids=["10.1000/1", "20.500.14999/1"]))
    return claims


@pytest.mark.parametrize(("first", "second"), [("7", ""), ("", "7")])
def test_merging_keeps_the_claim_whose_work_stands(store: Store, first: str, second: str) -> None:
    claims = two_theses_with_works(store, first, second)

    kept = [push for push in store.pushes.of_person(JOSIAH) if push.put_code]
    assert [push.put_code for push in kept] == ["7"]
    counting = [claim for claim in store.claims.all() if claim.counts]
    assert [claim.id for claim in counting] == [claims[0 if first else 1].id]
    assert store.pushes.surplus() == []


def test_merging_loses_neither_of_two_put_codes(store: Store) -> None:
    two_theses_with_works(store, "7", "8")

    assert sorted(push.put_code for push in store.pushes.of_person(JOSIAH)) == ["7", "8"]
    assert [push.put_code for push in store.pushes.surplus()] == ["8"]
    assert len([claim for claim in store.claims.all() if claim.counts]) == 1


def test_merging_counts_one_work_known_twice_once(store: Store) -> None:
    two_theses_with_works(store, "7", "7")

    assert [push.put_code for push in store.pushes.of_person(JOSIAH) if push.put_code] == ["7"]
    assert store.pushes.surplus() == []


def test_merging_remembers_that_the_owner_removed_the_work(store: Store) -> None:
    save(store, record("oai:x:1", ids=["10.1000/1"]), record("oai:x:2", ids=["20.500.14999/1"]))
    claimed(store, "oai:x:1")
    store.claims.end(claimed(store, "oai:x:2").id, "removed-by-owner")

    save(store, record("oai:x:3", ids=["10.1000/1", "20.500.14999/1"]))

    assert [claim.ended_why for claim in store.claims.all()] == ["removed-by-owner", "removed-by-owner"]


def test_a_thesis_is_found_however_a_person_types_it(store: Store) -> None:
    save(
        store,
        record("oai:x:1", ids=["10.1000/AbC", "20.500.14999/1"], url="https://repository.example/items/1"),
    )
    ways = [
        "10.1000/abc",
        "doi:10.1000/ABC",
        "https://doi.org/10.1000/abc",
        "http://dx.doi.org/10.1000%2Fabc",
        "20.500.14999/1",
        "hdl:20.500.14999/1",
        "https://hdl.handle.net/20.500.14999/1",
        "https://repository.example/handle/20.500.14999/1",
        " oai:x:1 ",
        "https://repository.example/items/1",
        "http://repository.example/items/1/",
    ]

    found = [store.theses.find(typed) for typed in ways]

    assert {thesis.id if thesis else typed for typed, thesis in zip(ways, found, strict=True)} == {
        found[0].id
    }
    assert store.theses.find("10.1000/other") is None


def test_changes_are_dated_by_the_store_s_clock(store: Store, clock: Clock) -> None:
    save(store, record("oai:x:1"))
    claim = claimed(store, "oai:x:1")
    assert claim.made_at == clock.moment


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("garcia lopez, maria", "garcia, maria", True),
        ("muller, hans peter", "muller, h p", True),
        ("muller, hans peter", "muller, peter", False),
        ("wang, li", "wang, hua", False),
        ("li, wei", "wei, li", True),
        ("josiah carberry", "carberry, josiah", True),
        ("", "carberry, josiah", False),
    ],
)
def test_names_are_alike_up_to_initials_and_order(one: str, other: str, alike: bool) -> None:
    assert alike_names(one, other) is alike
    assert alike_names(other, one) is alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("cracked pots", "cracked pots a history", True),
        ("pots", "pots of the early period", False),
        ("soil bacteria in alpine meadows", "soil bacterias in alpine meadow", True),
        ("soil bacteria in alpine meadows", "cracked pots of the early period", False),
        ("", "", False),
    ],
)
def test_titles_are_alike_up_to_subtitle_and_spelling(one: str, other: str, alike: bool) -> None:
    assert alike_titles(one, other) is alike
    assert alike_titles(other, one) is alike
