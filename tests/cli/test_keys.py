"""`keys rotate`: a new key, everything under it, and never a moment at which a token cannot be read."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from cli.conftest import stored
from cli.running import run
from cli.test_signals import started

from orcid_sync.keys import rotate
from orcid_sync.secret import Secret
from orcid_sync.site import Site
from orcid_sync.store import Store

AUTHOR = "0000-0002-1825-0097"


def keys(folder: Path) -> list[str]:
    return (folder / "orcid-sync.key").read_text().split()


def token(folder: Path) -> str:
    with Site.open(str(folder)).store() as store:
        permission = store.permissions.usable(AUTHOR)
    assert permission
    return permission.access_token.reveal()


def test_rotate_puts_a_new_key_first_and_brings_everything_under_it(claimed: Path) -> None:
    before, (old,) = token(claimed), keys(claimed)
    rows = [line for line in stored(claimed) if 'INTO "permission"' in line]

    ran = run("-c", claimed, "keys", "rotate", "--json")

    assert ran.lines == [{"made": True, "encrypted": 1, "keys": 2}]
    assert keys(claimed)[1] == old
    assert [line for line in stored(claimed) if 'INTO "permission"' in line] != rows
    assert (claimed / "orcid-sync.key").stat().st_mode & 0o077 == 0
    assert old not in ran.out + ran.err
    assert token(claimed) == before


def test_drop_old_leaves_one_key_that_opens_everything(claimed: Path) -> None:
    before = token(claimed)
    run("-c", claimed, "keys", "rotate")
    new = keys(claimed)[0]

    assert run("-c", claimed, "keys", "rotate", "--drop-old").exit_code == 0

    assert keys(claimed) == [new]
    assert token(claimed) == before
    assert "updated" not in run("-c", claimed, "push").err


def test_a_rotation_that_was_cut_off_goes_on_with_the_same_key(claimed: Path) -> None:
    """Killed between the new key in the file and the rows."""
    file = claimed / "orcid-sync.key"
    from cryptography.fernet import Fernet

    new = Fernet.generate_key().decode()
    file.write_text(f"{new}\n{keys(claimed)[0]}\n")

    rotated = rotate(Site.open(str(claimed)))

    assert rotated == (False, 1, 2)
    assert keys(claimed)[0] == new


@pytest.mark.slow
def test_killed_anywhere_it_does_no_harm(claimed: Path) -> None:
    before = token(claimed)
    for wait in (0.3, 0.5, 0.7, 0.9):
        process = started("-c", claimed, "keys", "rotate")
        time.sleep(wait)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert token(claimed) == before
    run("-c", claimed, "keys", "rotate", "--drop-old")
    assert (len(keys(claimed)), token(claimed)) == (1, before)


def test_what_a_running_process_encrypts_with_the_old_key_stays_readable(claimed: Path) -> None:
    with Site.open(str(claimed)).store() as running:
        run("-c", claimed, "keys", "rotate")
        running.permissions.keep(AUTHOR, scopes=("/activities/update",), access_token=Secret("newer"))

    assert token(claimed) == "newer"
    run("-c", claimed, "keys", "rotate", "--drop-old")
    assert (token(claimed), len(keys(claimed))) == ("newer", 1)


def test_keys_of_the_environment_are_changed_there(claimed: Path) -> None:
    ran = run("-c", claimed, "keys", "rotate", env={"ORCID_SYNC_KEY": keys(claimed)[0]})
    assert ran.exit_code == 2
    assert "The keys come from ORCID_SYNC_KEY" in ran.sentence


def test_rows_are_rewritten_batch_by_batch_on_both_databases(database_url: str) -> None:
    from cryptography.fernet import Fernet

    old, new = (Fernet.generate_key().decode() for _ in range(2))
    with Store.open(database_url, environment="sandbox", client_id="APP-1", keys=[old]) as store:
        for number in range(450):
            store.permissions.keep(
                f"0000-{number:04d}", scopes=("/x",), access_token=Secret(f"token {number}")
            )
        store.forgetting.erase("0000-0001")
    with Store.open(database_url, environment="sandbox", client_id="APP-1", keys=[new, old]) as store:
        assert store.rekeying.left() == 450  # one permission less, and the key of the hashes
        assert store.rekeying.encrypt_again() == 450
        assert (store.rekeying.left(), store.rekeying.encrypt_again()) == (0, 0)
    with Store.open(database_url, environment="sandbox", client_id="APP-1", keys=[new]) as store:
        assert store.permissions.of_person("0000-0449")[0].access_token.reveal() == "token 449"
        assert store.forgetting.is_forgotten("0000-0001")
