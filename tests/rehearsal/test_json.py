"""JSON in and out, as ORCID's own classes read and write it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from rehearsal.documents import affiliation, bulk, external_id, work
from rehearsal.member_client import JSON, STUDENT, Client

from orcid_sync.rehearsal import json_documents
from orcid_sync.rehearsal.json_shapes import clark

SAMPLES = Path(__file__).resolve().parents[1] / "schemas" / "samples"
# 118 documents given to the classes of orcid-model 3.3.9 behind the mapper and the schema check of ORCID's
# server: `taken` is whether a document came through. All else there is 9047.
MEASURED = [
    json.loads(line)
    for line in (Path(__file__).parent / "measured_json.jsonl").read_text("utf-8").splitlines()
]
WORK = f"{STUDENT}/work"
RECORD = json.loads((SAMPLES / "read" / "record-full-3.0.json").read_bytes())


def minimal(**changes: Any) -> str:
    identifier = {
        "external-id-type": "handle",
        "external-id-value": "20.500.14999/1",
        "external-id-relationship": "self",
    }
    stated = {
        "title": {"title": {"value": "Cracked pots"}},
        "type": "dissertation-thesis",
        "external-ids": {"external-id": [identifier]},
    }
    return json.dumps(stated | {name.replace("_", "-"): value for name, value in changes.items()})


def keys(stated: Any) -> Any:
    """The keys of a document, in order and without its values."""
    if isinstance(stated, dict):
        return {key: keys(value) for key, value in stated.items()}
    return [keys(stated[0])] if isinstance(stated, list) and stated and isinstance(stated[0], dict) else None


@pytest.mark.parametrize("case", MEASURED, ids=lambda case: case["name"])
def test_a_document_is_taken_or_refused_as_by_orcids_mapper(client: Client, case: dict[str, Any]) -> None:
    path = WORK if case["kind"] == "work" else f"{WORK}s"

    answer = client.send("POST", path, case["body"], Content_Type=JSON)

    assert (answer.code != 9047) == case["taken"], answer.body


@pytest.mark.parametrize("media_type", [JSON, "application/orcid+json", "application/json"])
def test_a_work_in_json_is_added_read_and_changed(client: Client, media_type: str) -> None:
    answer = client.send("POST", WORK, minimal(), Content_Type=media_type)
    put_code = answer.headers["Location"].rpartition("/")[2]
    read = client.send("GET", f"{WORK}/{put_code}", Accept=media_type)
    changed = read.json | {"short-description": "About pots."}
    written = client.send(
        "PUT", f"{WORK}/{put_code}", json.dumps(changed), Content_Type=media_type, Accept=media_type
    )

    assert answer.status == 201
    assert read.headers["Content-Type"] == f"{media_type};charset=UTF-8"
    assert (read.json["put-code"], read.json["title"]["title"]) == (int(put_code), {"value": "Cracked pots"})
    assert written.json["short-description"] == "About pots."


def test_what_was_sent_in_xml_is_read_in_json_and_the_reverse(client: Client) -> None:
    first = client.send("POST", WORK, work()).headers["Location"].rpartition("/")[2]
    second = client.send(
        "POST", WORK, minimal(type="book-chapter", external_ids=one_id("9")), Content_Type=JSON
    )

    assert client.send("GET", f"{WORK}/{first}", Accept=JSON).json["type"] == "dissertation-thesis"
    path = f"{WORK}/{second.headers['Location'].rpartition('/')[2]}"
    assert client.send("GET", path).xml.findtext("{*}type") == "book-chapter"


def one_id(value: str) -> Any:
    return {
        "external-id": [
            {
                "external-id-type": "source-work-id",
                "external-id-value": value,
                "external-id-relationship": "self",
            }
        ]
    }


@pytest.mark.parametrize("path", ["record", "person", "activities", "works", "educations"])
def test_every_list_has_the_keys_of_orcids_sample_in_its_order(client: Client, path: str) -> None:
    client.send("POST", WORK, work("A", external_id("10.99999/x", "doi")))
    ids = f"<common:external-ids>{external_id('degree-1', 'source-work-id')}</common:external-ids>"
    for kind in ("education", "employment", "distinction"):
        client.send("POST", f"{STUDENT}/{kind}", affiliation(kind, ids=ids))
    sample = {
        "record": RECORD,
        "person": RECORD["person"],
        "activities": RECORD["activities-summary"],
        "works": RECORD["activities-summary"]["works"],
        "educations": RECORD["activities-summary"]["educations"],
    }[path]

    answer = client.send("GET", f"{STUDENT}/{path}", Accept=JSON).json

    assert list(answer) == list(sample)
    assert not differences(answer, sample)


def differences(ours: Any, sample: Any, way: str = "") -> list[str]:
    """Where both have an object, and the keys are not the same."""
    if isinstance(ours, list) and isinstance(sample, list):
        return differences(ours[0], sample[0], way) if ours and sample else []
    if not isinstance(ours, dict) or not isinstance(sample, dict):
        return []
    found = [way] if ours.keys() != sample.keys() else []
    return found + [
        one for key in ours if key in sample for one in differences(ours[key], sample[key], f"{way}/{key}")
    ]


def test_a_bulk_in_json_answers_item_by_item(client: Client) -> None:
    first, second = json.loads(minimal()), json.loads(minimal(external_ids={"external-id": []}))
    body = json.dumps({"bulk": [{"work": first}, {"work": second}, {"work": first}]})

    answer = client.send("POST", f"{WORK}s", body, Content_Type=JSON, Accept=JSON)

    assert answer.status == 200
    assert [list(one) for one in answer.json["bulk"]] == [["work"], ["error"], ["error"]]
    assert [one["error"]["error-code"] for one in answer.json["bulk"][1:]] == [9023, 9021]


def test_one_wrong_word_refuses_a_whole_bulk_in_json_but_not_in_xml(client: Client) -> None:
    wrong = json.loads(minimal(type="nonsense"))
    in_json = client.send("POST", f"{WORK}s", json.dumps({"bulk": [{"work": wrong}]}), Content_Type=JSON)
    in_xml = client.send("POST", f"{WORK}s", bulk(work(kind="nonsense")))

    assert (in_json.status, in_json.code) == (400, 9047)
    assert in_xml.status == 200


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "[" * 100_000, '{"put-code": 1e999}', "\ud800"])
def test_unreadable_json_is_9047(client: Client, body: str) -> None:
    answer = client.send("POST", WORK, body.encode("utf-8", "surrogatepass"), Content_Type=JSON, Accept=JSON)

    assert (answer.status, answer.json["error-code"]) == (400, 9047)


def test_rules_behind_the_schema_answer_in_json_too(client: Client) -> None:
    answer = client.send(
        "POST",
        WORK,
        minimal(publication_date={"year": "2023", "month": "2", "day": "30"}),
        Content_Type=JSON,
        Accept=JSON,
    )

    assert answer.json["error-code"] == 9049


@pytest.mark.parametrize(
    "path", sorted((SAMPLES / "read").glob("*-full-3.0.xml")), ids=lambda path: path.stem
)
def test_json_can_be_read_back_without_loss(path: Path) -> None:
    root = etree.parse(path).getroot()
    tag = str(root.tag)

    again = json_documents.read(json_documents.written(root), tag)

    assert json_documents.written(again) == json_documents.written(root)
    assert tag == clark(
        f"{path.name.removesuffix('-full-3.0.xml')}:{path.name.removesuffix('-full-3.0.xml')}"
    )


@pytest.mark.parametrize(
    ("path", "section"),
    [("email", "emails"), ("address", "addresses"), ("keywords", "keywords"), ("other-names", "other-names"),
     ("researcher-urls", "researcher-urls"), ("external-identifiers", "external-identifiers")],
)  # fmt: skip
def test_the_lists_of_the_person_are_read_one_by_one(client: Client, path: str, section: str) -> None:
    in_json = client.send("GET", f"{STUDENT}/{path}", Accept=JSON).json
    in_xml = client.send("GET", f"{STUDENT}/{path}").xml

    assert in_json.keys() == RECORD["person"][section].keys()
    assert in_json["path"] == in_xml.get("path") == f"/{STUDENT}/{path}"
