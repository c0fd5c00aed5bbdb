"""The section `[repository]`: what is wrong is said in one sentence, and no secret is in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.running import run

from dspace_hook.double import HOOK, DoubleServer
from orcid_sync.repository_settings import PASSWORD_VARIABLE

GOOD = 'platform = "dspace"\nurl = "https://repository.example/server"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    run("init", folder, "--institution", "X")
    return folder


def write_back(folder: Path, section: str) -> str:
    settings = folder / "orcid-sync.toml"
    with settings.open("a", encoding="utf-8") as file:
        file.write(f"\n[repository]\n{section}")
    said = run("-c", folder, "write-back")
    assert said.exit_code == 2
    return said.sentence


@pytest.mark.parametrize(
    ("section", "named"),
    [
        (GOOD.replace("dspace", "eprints", 1), "There is no platform “eprints”; installed: dspace"),
        (GOOD.replace("https", "ftp"), "repository.url"),
        (GOOD + 'targets = {author = "dc.title"}\n', "repository.targets.author"),
        (GOOD + 'targets = {reader = "orcid.reader"}\n', "repository.targets.reader"),
        (GOOD + 'authenticated_on = "dspace.object.owner"\n', "repository.authenticated_on"),
        (GOOD + 'pasword_file = "x"\n', "Did you mean “password_file”?"),
        (GOOD + 'password_file = "nowhere"\n', "repository.password_file"),
        (GOOD + 'pushed_by = "both"\n', "repository.pushed_by"),
        (GOOD + '[repository.options]\nversoin = "6"\n', "repository.versoin"),
        (GOOD + 'targets = {author = "person"}\n[repository.options]\nversion = "6"\n', "DSpace 6"),
        ('url = "https://repository.example/server"\n', "platform"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, section: str, named: str) -> None:
    assert named in write_back(folder, section)


def test_the_password_may_come_from_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, HOOK[1])
    with DoubleServer("8.1") as dspace:
        with (folder / "orcid-sync.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[repository]\nplatform = "dspace"\nurl = "{dspace.url}"\naccount = "{HOOK[0]}"\n')
        said = run("-c", folder, "write-back")
    assert (said.exit_code, said.err) == (0, "")
    assert HOOK[1] not in said.out
