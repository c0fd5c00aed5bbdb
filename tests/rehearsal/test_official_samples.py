"""The official samples are taken or refused as their names say (tests/schemas/samples)."""

from __future__ import annotations

from pathlib import Path

import pytest
from rehearsal.member_client import JSON, STUDENT, XML, Answer, Client

SAMPLES = Path(__file__).resolve().parents[1] / "schemas" / "samples"
WRITE = sorted(path for path in (SAMPLES / "write").iterdir() if "bulk" not in path.name)
# ORCID asks for an identifier that is `self`; the second work of this sample has none.
NO_SELF = {"bulk-work-3.0.json": [1]}


def sent(client: Client, path: Path, kind: str) -> Answer:
    media_type = JSON if path.suffix == ".json" else XML
    return client.send("POST", f"{STUDENT}/{kind}", path.read_bytes(), Content_Type=media_type)


def kind(path: Path) -> str:
    return "work" if path.name.startswith("work") else path.name.partition("-3.0")[0]


@pytest.mark.parametrize("path", WRITE, ids=lambda path: path.name)
def test_a_sample_for_writing_is_added(client: Client, path: Path) -> None:
    answer = sent(client, path, kind(path))

    assert answer.status == 201, answer.body
    read = client.send("GET", f"{STUDENT}/{kind(path)}/{answer.headers['Location'].rpartition('/')[2]}")
    assert read.status == 200


@pytest.mark.parametrize("path", sorted((SAMPLES / "write").glob("bulk*")), ids=lambda path: path.name)
def test_a_bulk_for_writing_is_added(client: Client, path: Path) -> None:
    answer = sent(client, path, "works")

    assert answer.status == 200, answer.body
    refused = [place for place, one in enumerate(answer.xml) if "error" in str(one.tag)]
    assert refused == NO_SELF.get(path.name, [])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("work-3.0.xml", 9001),  # its journal-title is empty
        ("work-full-3.0.xml", 9024),  # what ORCID answers carries a put-code
        ("work-review-3.0.xml", 9024),
        ("education-full-3.0.xml", 9024),
        ("employment-full-3.0.xml", 9024),
        ("distinction-3.0.xml", 9024),
        ("service-3.0.xml", 9024),
    ],
)
def test_a_sample_for_reading_is_not_for_sending_back_as_new(client: Client, name: str, code: int) -> None:
    assert sent(client, SAMPLES / "read" / name, kind(Path(name.replace("-full", "")))).code == code
