"""A database is made, migrated, or refused with one sentence and left as it was."""

from __future__ import annotations

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from store.conftest import Opener
from store.invented import record, save

from orcid_sync.store import Store, StoreError


def change_behind_its_back(database_url: str, statement: str) -> None:
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def sentence(error: pytest.ExceptionInfo[StoreError]) -> str:
    assert "\n" not in str(error.value)
    return str(error.value)


def fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_what_was_stored_is_there_when_opened_again(opened: Opener) -> None:
    with opened() as store:
        save(store, record("oai:x:1"))

    assert opened().theses.find("oai:x:1")


def test_a_database_of_another_environment_is_refused(opened: Opener) -> None:
    opened(environment="sandbox").close()

    with pytest.raises(StoreError, match="sandbox") as error:
        opened(environment="production")

    assert "Give production a database of its own" in sentence(error)
    opened(environment="sandbox")


def test_a_database_of_a_newer_version_is_refused(opened: Opener, database_url: str) -> None:
    opened().close()
    change_behind_its_back(database_url, "INSERT INTO migration (number, applied_at) VALUES (99, 'later')")

    with pytest.raises(StoreError, match="newer") as error:
        opened()

    assert "Install the newer version" in sentence(error)


def test_a_refused_file_is_left_untouched(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    Store.open(file, environment="sandbox").close()
    change_behind_its_back(
        f"sqlite:///{file}", "INSERT INTO migration (number, applied_at) VALUES (99, 'later')"
    )
    before = fingerprint(file)

    for environment in ("sandbox", "production"):
        with pytest.raises(StoreError):
            Store.open(file, environment=environment)

    assert fingerprint(file) == before
    assert [path.name for path in tmp_path.iterdir()] == ["store.db"]


def test_nothing_crosses_between_institutions(opened: Opener) -> None:
    ours, theirs = opened(institution="Ours"), opened(institution="Theirs")
    save(ours, record("oai:x:1", ids=["10.1000/1"]))
    save(theirs, record("oai:x:1", ids=["10.1000/1"]))

    assert ours.theses.find("10.1000/1") != theirs.theses.find("10.1000/1")
    assert (ours.status().theses, theirs.status().theses) == (1, 1)
    thesis = ours.theses.find("10.1000/1")
    assert thesis
    assert theirs.theses.get(thesis.id) is None
    assert theirs.theses.content_of(thesis.id) is None


def test_several_processes_may_make_the_database_at_once(database_url: str) -> None:
    def open_it(_: int) -> int:
        with Store.open(database_url, environment="sandbox") as store:
            return store.status().theses

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(open_it, range(12))) == [0] * 12


def test_create_false_makes_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database yet"):
        Store.open(tmp_path / "none.db", environment="sandbox", create=False)

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "thesis.txt"
    file.write_text("Cracked pots. " * 100)

    with pytest.raises(StoreError, match="no database") as error:
        Store.open(file, environment="sandbox")

    assert str(file) in sentence(error)
    assert file.read_text() == "Cracked pots. " * 100


def test_the_database_of_another_program_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    before = fingerprint(file)

    with pytest.raises(StoreError, match="another program"):
        Store.open(file, environment="sandbox")

    assert fingerprint(file) == before


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened") as error:
        Store.open(tmp_path / "nowhere" / "store.db", environment="sandbox")

    assert "nowhere" in sentence(error)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    with pytest.raises(StoreError, match="cannot be reached") as error:
        Store.open("postgresql://office:swordfish@127.0.0.1:1/theses", environment="sandbox")

    assert "127.0.0.1" in sentence(error)
    assert "swordfish" not in sentence(error)


def test_a_missing_database_on_the_server_is_named(database_url: str) -> None:
    if database_url.startswith("postgresql"):
        with pytest.raises(StoreError, match="no such database"):
            Store.open(database_url.replace("/test_", "/missing_"), environment="sandbox")


@pytest.mark.parametrize("url", ["mysql://localhost/theses", "oracle://x", "://"])
def test_an_unknown_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="Write a file name, or postgresql"):
        Store.open(url, environment="sandbox")


def test_a_read_only_file_is_said_to_be_so(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    store = Store.open(file, environment="sandbox")
    save(store, record("oai:x:1"))
    store.close()
    # Root may write any file, so the database itself is told to refuse.
    readers = f"sqlite:///file:{file}?mode=ro&uri=true"

    with Store.open(readers, environment="sandbox") as read_only:
        with pytest.raises(StoreError, match="cannot be written"):
            save(read_only, record("oai:x:2"))
        assert read_only.theses.find("oai:x:1")
        assert not read_only.theses.find("oai:x:2")


def test_the_file_is_for_several_readers_and_a_writer(tmp_path: Path) -> None:
    Store.open(tmp_path / "store.db", environment="sandbox").close()

    with sqlite3.connect(tmp_path / "store.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db", environment="sandbox") as store:
        save(store, record("oai:x:1"))
        assert {file.stat().st_mode & 0o077 for file in tmp_path.iterdir()} == {0}
