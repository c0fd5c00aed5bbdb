"""Several works in one request, as ORCID really takes them (orcid.md §3.3)."""

from __future__ import annotations

from rehearsal.documents import bulk, external_id, work
from rehearsal.member_client import Client
from rehearsal.test_works import NS, WORK, WORKS, added, items

from schemas import validate


def test_a_bulk_answers_item_by_item(client: Client) -> None:
    put_code = added(client)
    answer = client.send(
        "POST",
        WORKS,
        bulk(
            work("One", external_id("20.500.14999/11")),
            work("Known", external_id("20.500.14999/1")),
            work("Wrong", external_id("20.500.14999/12"), kind="dissertation"),
            work("Two", external_id("20.500.14999/13")),
            work("Again", external_id("20.500.14999/13")),
        ),
    )

    assert (answer.status, items(answer)) == (200, ["One", "9021", "9037", "Two", "9021"])
    assert f"put-code {put_code}" in answer.xml[1].findtext("error:developer-message", "", NS)
    assert validate(answer.xml, "bulk") == []


def test_a_bulk_sees_versions_as_duplicates_where_a_single_work_does_not(client: Client) -> None:
    added(client, work("A", external_id("x"), external_id("y", relationship="version-of")))

    assert items(client.send("POST", WORKS, bulk(work("B", external_id("y"))))) == ["9021"]
    assert client.send("POST", WORK, work("B", external_id("y"))).status == 201


def test_a_bulk_drops_words_it_does_not_know_and_elements_that_are_no_work(client: Client) -> None:
    strange = work(
        "One", more="<common:language-code>he</common:language-code><common:country>UK</common:country>"
    )
    answer = client.send("POST", WORKS, bulk(strange, "<other/>", work("Two", external_id("y"))))

    assert items(answer) == ["One", "Two"]
    assert answer.xml.find(".//common:language-code", NS) is None
    assert answer.xml.find(".//common:country", NS) is None


def test_a_bulk_of_more_than_a_hundred_is_refused_whole(client: Client) -> None:
    works = [work("W", external_id(f"x{number}")) for number in range(101)]

    assert client.send("POST", WORKS, bulk(*works)).code == 9006
    assert client.send("POST", WORKS, bulk(*works[:100])).status == 200
    assert client.send("GET", f"{WORKS}/{','.join(map(str, range(101)))}").code == 9042


def test_a_single_work_where_a_bulk_is_wanted_makes_orcid_fail(client: Client) -> None:
    answer = client.send("POST", WORKS, work())

    assert (answer.status, answer.code) == (500, 9008)
