"""Affiliations of all seven kinds at the Member API."""

from __future__ import annotations

import pytest
from rehearsal.documents import affiliation, external_id, work
from rehearsal.member_client import JSON, STUDENT, Client

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.shapes import AFFILIATIONS
from schemas import validate

KINDS = AFFILIATIONS
COMMON = "{http://www.orcid.org/ns/common}"


@pytest.mark.parametrize("kind", KINDS)
def test_an_affiliation_is_added_read_changed_and_deleted(client: Client, kind: str) -> None:
    answer = client.send("POST", f"{STUDENT}/{kind}", affiliation(kind))
    put_code = answer.headers["Location"].rpartition("/")[2]
    path = f"{STUDENT}/{kind}/{put_code}"
    changed = affiliation(kind, "MSc", attributes=f'put-code="{put_code}"')

    assert answer.status == 201
    assert validate(client.send("GET", path).xml, kind) == []
    assert client.send("PUT", path, changed).xml.findtext(f"{COMMON}role-title") == "MSc"
    assert client.send("GET", f"{STUDENT}/{kind}/summary/{put_code}").status == 200
    assert client.send("GET", f"{STUDENT}/{kind}s").xml.findtext(f".//{COMMON}role-title") == "MSc"
    assert client.send("DELETE", path).status == 204
    assert client.send("GET", path).code == 9016


def test_an_organization_that_no_registry_writes_is_9045(client: Client) -> None:
    for unknown in ("https://ror.org/nonsense", "05k89ew48", "https://ror.org/"):
        answer = client.send("POST", f"{STUDENT}/education", affiliation(organization=unknown))
        assert (answer.status, answer.code) == (400, 9045)


def test_an_affiliation_is_no_work_and_a_work_no_affiliation(client: Client) -> None:
    assert client.send("POST", f"{STUDENT}/work", affiliation()).code == 9001
    assert client.send("GET", f"{STUDENT}/education/1234567").code == 9016


def test_the_rules_of_sources_put_codes_and_visibility_hold_here_too(
    rehearsal: Rehearsal, client: Client, other_client: Client
) -> None:
    ids = f"<common:external-ids>{external_id('degree-1', 'source-work-id')}</common:external-ids>"
    path = f"{STUDENT}/education"
    put_code = client.send("POST", path, affiliation(ids=ids)).headers["Location"].rpartition("/")[2]
    stated = f'put-code="{put_code}"'

    assert client.send("POST", path, affiliation("education", "Again", ids=ids)).code == 9021
    assert client.send("POST", path, affiliation(attributes=stated)).code == 9024
    assert client.send("PUT", f"{path}/{put_code}", affiliation()).code == 9019
    private = affiliation(attributes=f'{stated} visibility="private"')
    assert client.send("PUT", f"{path}/{put_code}", private).code == 9035
    assert other_client.send("PUT", f"{path}/{put_code}", affiliation(attributes=stated)).code == 9010
    assert other_client.send("DELETE", f"{path}/{put_code}").code == 9010
    assert other_client.send("POST", path, affiliation(ids=ids)).status == 201


def test_the_summary_counts_what_she_and_others_have_added(client: Client, other_client: Client) -> None:
    client.send("POST", f"{STUDENT}/work", work())
    client.send("POST", f"{STUDENT}/education", affiliation())
    for number in range(4):
        other_client.send("POST", f"{STUDENT}/employment", affiliation("employment", f"Role {number}"))
    summary = client.send("GET", f"{STUDENT}/summary").xml
    in_json = client.send("GET", f"{STUDENT}/summary", Accept=JSON).json

    assert [one.text for one in summary.find("{*}works")] == ["1", "1"]
    assert summary.findtext("{*}employments/{*}count") == "4"
    assert len(summary.findall("{*}employments/{*}employment")) == 3
    assert in_json["education-qualifications"]["education-qualification"][0]["role"] == "PhD"
    assert in_json["credit-name"] == "Josiah Carberry"
