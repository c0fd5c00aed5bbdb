"""Changes the key that encrypts tokens, without a moment at which a token could not be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from cryptography.fernet import Fernet

from orcid_sync.config import KEY_VARIABLE
from orcid_sync.errors import ConfigError
from orcid_sync.site import Site
from orcid_sync.whole_files import write_whole


class Rotated(NamedTuple):
    """What was done: whether a key was made, how many rows are newly under it, how many keys the file holds."""

    made: bool
    encrypted: int
    keys: int


def rotate(site: Site, *, drop_old: bool = False) -> Rotated:
    """Put a new key first in the key file, and encrypt everything again with it.

    A run that was killed is gone on with: no second key is made before all is under the first. With `drop_old`
    no key is made; once all is under the first, the others leave the file. Raises ConfigError when the keys
    come from the environment, which nobody can write to.
    """
    file = _key_file(site)
    keys = site.config.keys()
    with site.store() as store:
        made = not drop_old and not store.rekeying.left()
    if made:
        keys = [Fernet.generate_key().decode(), *keys]
        _write(file, keys)
    with site.store() as store:
        encrypted = store.rekeying.encrypt_again()
        if drop_old and not store.rekeying.left():
            keys = keys[:1]
            _write(file, keys)
    return Rotated(made, encrypted, len(keys))


def _key_file(site: Site) -> Path:
    if os.environ.get(KEY_VARIABLE):
        raise ConfigError(
            f"The keys come from {KEY_VARIABLE}, and not from the key file.",
            what_to_do="Unset it and use store.key_file, or change it by hand as docs/operation.md says.",
        )
    return site.config.folder / site.config.store.key_file


def _write(file: Path, keys: list[str]) -> None:
    write_whole(file, "".join(f"{key}\n" for key in keys), mode=0o600)
