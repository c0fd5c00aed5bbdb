"""`orcid-sync rehearsal --dspace`: the double as a program."""

from __future__ import annotations

import json
import subprocess

import pytest
import requests
from cli.running import command, run


@pytest.mark.parametrize("version", ["7.6.2", "8.1"])
def test_it_says_where_it_answers_and_who_may_sign_in(version: str) -> None:
    words = command("rehearsal", "--dspace", version, "--port", "0", "--json")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        said = json.loads(program.stdout.readline())
        root = requests.get(f"{said['url']}/api", timeout=10).json()
        formats = requests.get(f"{said['oai_url']}?verb=ListMetadataFormats", timeout=10)
        program.terminate()
        program.communicate(timeout=20)
    assert root["dspaceVersion"] == f"DSpace {version}"
    assert "<metadataPrefix>dim</metadataPrefix>" in formats.text
    assert [one["rights"] for one in said["accounts"]] == ["everything", "write in her collections", "read"]


def test_a_version_that_is_none_is_refused() -> None:
    ran = run("rehearsal", "--dspace", "eight")
    assert ran.exit_code == 2
    assert ran.sentence == "Error: Invalid value for --dspace: 'eight' is no version; write it like 8.1."
