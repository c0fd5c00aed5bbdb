"""Permissions belong to institution and client id; their tokens are never to be read where they are kept."""

from __future__ import annotations

import pickle
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, text
from store.conftest import Opener
from store.invented import CLIENT_ID, JOSIAH, Clock

from orcid_sync.secret import Secret
from orcid_sync.store import Permission, Store, StoreError

UPDATE = ("/activities/update", "/read-limited")
TOKEN, REFRESH = "11111111-aaaa-4bbb-8ccc-222222222222", "33333333-dddd-4eee-8fff-444444444444"


def kept(store: Store, token: str = TOKEN, scopes: tuple[str, ...] = UPDATE, **more: Any) -> Permission:
    return store.permissions.keep(
        JOSIAH, scopes=scopes, access_token=Secret(token), refresh_token=Secret(REFRESH), **more
    )


def test_a_kept_permission_is_usable_with_its_tokens(store: Store, clock: Clock) -> None:
    kept(store, name="Josiah Carberry", expires_at=clock() + timedelta(days=1))

    usable = store.permissions.usable(JOSIAH)

    assert usable
    assert (usable.access_token.reveal(), usable.refresh_token.reveal()) == (TOKEN, REFRESH)
    assert (usable.name, usable.scopes, usable.client_id) == ("Josiah Carberry", UPDATE, CLIENT_ID)
    assert usable.granted_at == clock.moment


def test_another_client_id_or_institution_has_no_permission(opened: Opener) -> None:
    kept(opened())

    assert opened(client_id="APP-0000000000000002").permissions.usable(JOSIAH) is None
    assert opened(institution="Another").permissions.usable(JOSIAH) is None


def test_a_permission_without_the_scope_is_not_usable(store: Store) -> None:
    kept(store, scopes=("/authenticate",))
    kept(store, scopes=("/activities/update-not",))

    assert store.permissions.usable(JOSIAH) is None
    assert store.permissions.usable(JOSIAH, "/authenticate")


def test_a_grant_of_less_does_not_replace_a_grant_of_more(store: Store, clock: Clock) -> None:
    kept(store)
    clock.advance(days=1)
    kept(store, token="another", scopes=("/authenticate",))

    usable = store.permissions.usable(JOSIAH)
    assert usable
    assert usable.access_token.reveal() == TOKEN


def test_a_permission_ends_by_expiry_withdrawal_or_revocation_and_begins_again(
    store: Store, clock: Clock
) -> None:
    kept(store, expires_at=clock() + timedelta(hours=1))
    clock.advance(hours=1)
    assert store.permissions.usable(JOSIAH) is None

    store.permissions.revoked(kept(store))
    assert store.permissions.usable(JOSIAH) is None
    assert store.permissions.all()[0].revoked_at == clock.moment

    kept(store)
    assert store.permissions.withdrawn(JOSIAH) == 1
    assert store.permissions.usable(JOSIAH) is None

    kept(store)
    assert store.permissions.usable(JOSIAH)
    assert len(store.permissions.all()) == 1


def test_the_first_refusal_is_remembered_until_the_token_works(store: Store, clock: Clock) -> None:
    permission, first = kept(store), clock.moment
    assert store.permissions.refused(permission) == first
    clock.advance(minutes=10)
    assert store.permissions.refused(permission) == first

    store.permissions.worked(permission)
    usable = store.permissions.usable(JOSIAH)
    assert usable
    assert usable.refused_at is None


def test_no_token_shows_itself(store: Store) -> None:
    permission = kept(store)

    for shown in (
        repr(permission),
        str(permission),
        f"{permission.access_token}",
        str(store.permissions.all()),
    ):
        assert TOKEN not in shown
        assert REFRESH not in shown
    with pytest.raises(TypeError):
        pickle.dumps(permission)


def test_the_database_file_never_holds_a_token(tmp_path: Path, key: str) -> None:
    with Store.open(tmp_path / "store.db", environment="sandbox", keys=[key]) as store:
        kept(store)
        held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert JOSIAH.encode() in held

    for secret in (TOKEN, REFRESH, key):
        assert secret.encode() not in held


def test_no_table_holds_a_token(store: Store, database_url: str) -> None:
    kept(store)
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM permission")).all()
    engine.dispose()

    written = b"".join(bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                       for row in rows for value in row)  # fmt: skip
    assert TOKEN.encode() not in written
    assert REFRESH.encode() not in written


def test_tokens_are_encrypted_again_with_a_new_key(opened: Opener, key: str) -> None:
    kept(opened())
    new = Fernet.generate_key().decode()

    assert opened(keys=[new, key]).rekeying.encrypt_again() == 1

    usable = opened(keys=[new]).permissions.usable(JOSIAH)
    assert usable
    assert usable.access_token.reveal() == TOKEN


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([], "no key was given"),
        (["too short"], "no Fernet key"),
        ([Fernet.generate_key().decode()], "another key"),
    ],
)
def test_a_missing_or_wrong_key_is_said(opened: Opener, keys: list[str], said: str) -> None:
    kept(opened())

    with pytest.raises(StoreError, match=said):
        opened(keys=keys).permissions.usable(JOSIAH)
