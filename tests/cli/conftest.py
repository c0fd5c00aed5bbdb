"""A rehearsal, and a site that `orcid-sync init` made for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cli.running import run

from orcid_sync.consent import claim, grant
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.secret import Secret
from orcid_sync.site import Site

SAMPLES = Path(__file__).with_name("samples")
CALLBACK = "http://127.0.0.1:9/callback"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tester's own shell has set is not part of the tests."""
    for name in ("ORCID_SYNC_CONFIG", "ORCID_SYNC_CLIENT_SECRET", "ORCID_SYNC_KEY", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def rehearsal() -> Iterator[Rehearsal]:
    with Rehearsal() as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, rehearsal: Rehearsal) -> Path:
    """The folder of a site that talks to the rehearsal and has no source yet."""
    folder = tmp_path / "site"
    assert run("init", folder, "--institution", "University of Example").exit_code == 0
    change(folder, "[orcid]\n", f'[orcid]\nrehearsal_url = "{rehearsal.url}"\n')
    return folder


@pytest.fixture
def harvested(site: Path, rehearsal: Rehearsal) -> Path:
    """The site, its source `library` harvested once."""
    assert run("-c", site, "sources", "add", rehearsal.oai_url, "--name", "library").exit_code == 0
    assert run("-c", site, "harvest").exit_code == 1  # one of the invented theses has no title
    return site


@pytest.fixture
def claimed(harvested: Path, rehearsal: Rehearsal) -> Path:
    """The harvested site, where the author of thesis 1 signed in and claimed it."""
    sign_in(harvested, rehearsal, "20.500.14999/1", "0000-0002-1825-0097")
    return harvested


def sign_in(folder: Path, rehearsal: Rehearsal, thesis: str, orcid_id: str) -> None:
    """The person signs in at ORCID, says yes, and claims the thesis."""
    site = Site.open(str(folder))
    back = rehearsal.sign_in(site.oauth().authorize_url(CALLBACK, "test"), orcid_id)
    code = Secret(back.partition("code=")[2].partition("&")[0])
    with site.store() as store:
        grant(store, site.oauth(), code, CALLBACK, expected=orcid_id)
        known = store.theses.find(thesis)
        assert known is not None
        author = next(person for person in known.contributors if person.role == "author")
        claim(store, author.id, orcid_id, proof="rehearsal")


def stored(folder: Path) -> list[str]:
    """All that the site's database holds, but for its diary of runs."""
    with closing(sqlite3.connect(folder / "orcid-sync.db")) as connection:
        return [line for line in connection.iterdump() if not line.startswith(_DIARY)]


_DIARY = ('INSERT INTO "run"', 'INSERT INTO "log"')


def change(folder: Path, before: str, after: str) -> None:
    """Write `after` for `before` in the site's configuration."""
    config = folder / "orcid-sync.toml"
    text = config.read_text(encoding="utf-8")
    assert before in text
    config.write_text(text.replace(before, after), encoding="utf-8")
