"""A site: its folder, what is in a new one, and the parts that every command opens in the same way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet

from crosswalks.profile import Profile
from orcid_sync.config import FILE_NAME, Config, find_config, load_config
from orcid_sync.errors import ConfigError
from orcid_sync.landing_page import Look, look_at
from orcid_sync.orcid.audit import Audit
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.limiter import SharedPace
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.orcid.wire import Timeouts, Wire
from orcid_sync.policy import Policies
from orcid_sync.repository_settings import open_repository
from orcid_sync.store import Permission, Source, Store, utc_now
from orcid_sync.whole_files import write_whole

if TYPE_CHECKING:
    from orcid_sync.contract import Repository
    from orcid_sync.oai.client import OaiClient

_TEMPLATE = """\
# The configuration of orcid-sync. docs/configuration.md explains every line.
# Secrets do not belong here: they come from the environment, or from files only you can read.

[institution]
name = {institution}
# An address where a repository's staff can reach you; our harvester shows it.
contact = ""

[orcid]
# "rehearsal": the bundled stand-in, for trying things out. "sandbox": ORCID's own test site.
# "production": the real ORCID. One database serves one of them, for ever.
environment = "{environment}"
client_id = {client_id}
# The client secret: set ORCID_SYNC_CLIENT_SECRET, or name a file here.
client_secret_file = "client-secret"
# Where ORCID sends people back to; exactly as registered at ORCID.
redirect_uri = ""

[store]
# A file beside this one, or postgresql://user@host/database.
url = "sqlite:///orcid-sync.db"
# Encrypts the tokens in the database. Keep a copy apart from the database: without it all permissions are lost.
key_file = "orcid-sync.key"

[push]
# Nothing is sent before `orcid-sync go-live`. What may be sent then, for all sources; docs/sending.md says more.
# Theses under embargo, and those that no reader can see without sign-in, wait: "unknown", "embargoed", "none".
# hold = "unknown"
# A staged roll-out: only these people, or the records of these sets.
# people = ["0000-0002-1825-0097"]
# sets = ["theses"]
# [push.sources.library]      # for one source
# updates_at_once = 100

# Where the iDs of those who agree are written back to; docs/dspace.md says more.
# [repository]
# platform = "dspace"
# url = "https://repository.example/server"
# account = "orcid-hook@repository.example"
# password_file = "dspace-password"
"""
# The member that the rehearsal knows; public on purpose.
_REHEARSAL_CLIENT = "APP-REHEARSAL0000001"
_REHEARSAL_SECRET = "rehearsal-secret-1"  # noqa: S105


def create_site(folder: Path, *, institution: str, environment: str, client_id: str = "") -> list[Path]:
    """A new site in `folder`: commented configuration, encryption key, profiles folder; returns what was written.

    Raises ConfigError, and writes nothing, where a site is already.
    """
    config = folder / FILE_NAME
    if not institution.strip():
        raise ConfigError("The institution has no name.", what_to_do="Give one with --institution.")
    if config.exists():
        raise ConfigError(
            "There is a configuration already.", str(config), "Edit it, or choose another folder."
        )
    rehearsing = environment == "rehearsal"
    client_id = client_id or (_REHEARSAL_CLIENT if rehearsing else "APP-0000000000000000")
    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    written = [_write_private(folder / "orcid-sync.key", Fernet.generate_key().decode() + "\n")]
    if rehearsing:
        written.append(_write_private(folder / "client-secret", _REHEARSAL_SECRET + "\n"))
    text = _TEMPLATE.format(
        institution=_quoted(institution), environment=environment, client_id=_quoted(client_id)
    )
    return [write_whole(config, text), *written]


def _quoted(text: str) -> str:
    """A basic string of TOML; JSON writes strings in the same way."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write_private(path: Path, text: str) -> Path:
    """A file that only its owner can read; one that is there already is kept (a key must never be replaced)."""
    if not path.exists():
        write_whole(path, text, mode=0o600)
    return path


class Site:
    """An opened configuration, and the store and ORCID clients that follow from it."""

    def __init__(self, config: Config) -> None:
        self.config = config

    @classmethod
    def open(cls, given: str | None) -> Site:
        """The site of `--config`, of the environment variable, or of the current folder. Raises ConfigError."""
        return cls(load_config(find_config(Path.cwd(), Path(given) if given else None)))

    @property
    def policies(self) -> Policies:
        """What may be sent when, for each source."""
        return self.config.policies

    def look(self, url: str) -> Look:
        """Whether anybody may see the page of a thesis."""
        return look_at(url, contact=self.config.institution.contact)

    def store(self) -> Store:
        """The site's database, made or migrated as needed. Raises StoreError or ConfigError."""
        config = self.config
        return Store.open(
            config.store_url,
            environment=config.orcid.environment,
            institution=config.institution.name,
            client_id=config.orcid.client_id,
            keys=config.keys(),
        )

    def oauth(self, store: Store | None = None) -> OAuth:
        """The client that asks ORCID for tokens; with `store`, its calls can be read back there.

        Raises ConfigError without a client secret.
        """
        wire = Wire(audit=written_to(store)) if store else None
        return OAuth(
            self.config.environment, self.config.orcid.client_id, self.config.client_secret(), wire=wire
        )

    def oauth_if_any(self, store: Store | None = None) -> OAuth | None:
        """As `oauth`, or None without a client secret: works are sent all the same, tokens are not renewed."""
        try:
            return self.oauth(store)
        except ConfigError:
            return None

    def clients(
        self, store: Store, *, timeouts: Timeouts | None = None, tries: int = 3
    ) -> Callable[[Permission], OrcidClient]:
        """What makes the Member API client for one permission; all of them share one connection, and with all
        other processes that use this database one pace. `timeouts` and `tries` are for somebody who waits."""
        config = self.config
        pace = SharedPace(store.pace, config.orcid.requests_per_second)
        wire = Wire(pace, audit=written_to(store), timeouts=timeouts, tries=tries)
        return lambda permission: OrcidClient(
            config.environment,
            config.orcid.client_id,
            permission.orcid_id,
            permission.access_token,
            wire=wire,
        )

    def shorten_log(self, store: Store) -> None:
        """Erase what is older than the configuration wants remembered (0 days: nothing is erased)."""
        if days := self.config.store.log_days:
            store.log.forget_before(utc_now() - timedelta(days=days))

    def oai_client(self, source: Source) -> OaiClient:
        """The client that harvests `source`, to be closed after use. Raises SourceError for a URL that is none."""
        # Here, because scythe costs a tenth of a second that a push need not pay.
        from orcid_sync.oai.client import OaiClient

        return OaiClient(source.base_url, contact=self.config.institution.contact)

    def repository(self) -> Repository:
        """The repository that iDs are written back to, to be closed after use. Raises ConfigError without one."""
        section, place = self.config.repository, str(self.config.folder / FILE_NAME)
        if section is None:
            raise ConfigError(
                "There is no section [repository], so nothing can be written back.",
                place,
                "Add one; docs/configuration.md shows it.",
            )
        return open_repository(section, self.config.folder, place)

    def profile(self, name: str) -> Profile:
        """The profile called `name`. Raises ConfigError."""
        return self.config.profile(name)


def written_to(store: Store) -> Audit:
    """What writes every call to ORCID into the store."""
    return lambda call: store.calls.write(**call._asdict())
