"""The section `[repository]` of a site's configuration, and the repository that follows from it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from orcid_sync.contract import (
    Repository,
    RepositorySettings,
    SettingsError,
    UnknownPlatformError,
    platform,
)
from orcid_sync.errors import ConfigError
from orcid_sync.secret import Secret

PASSWORD_VARIABLE: Final = "ORCID_SYNC_REPOSITORY_PASSWORD"  # noqa: S105 -- the name of the variable, not a secret


class RepositorySection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where authenticated iDs are written back to. `options` are the platform's own."""

    platform: str
    url: str
    account: str = ""
    password_file: str = ""
    pushed_by: Literal["", "orcid-sync", "repository"] = ""
    targets: dict[str, str | list[str]] = msgspec.field(default_factory=dict)
    authenticated_on: str = ""
    options: dict[str, Any] = msgspec.field(default_factory=dict)


def open_repository(section: RepositorySection, folder: Path, place: str) -> Repository:
    """The repository that the section names; asks nobody yet. Raises ConfigError."""
    named = {"targets": section.targets, "authenticated_on": section.authenticated_on}
    options = section.options | {name: value for name, value in named.items() if value}
    settings = RepositorySettings(section.url, section.account, _password(section, folder, place), options)
    try:
        return platform(section.platform).repository(settings)
    except (SettingsError, UnknownPlatformError) as error:
        raise ConfigError(str(error), place, "docs/configuration.md says what each setting can be.") from None


def _password(section: RepositorySection, folder: Path, place: str) -> Secret:
    """From the environment or the file; empty for an account that needs none."""
    if password := os.environ.get(PASSWORD_VARIABLE, ""):
        return Secret(password)
    if not section.password_file:
        return Secret("")
    try:
        return Secret((folder / section.password_file).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeError):
        pass
    raise ConfigError(
        "The file of repository.password_file cannot be read.",
        str(folder / section.password_file),
        f"Check the path and its permissions, or set {PASSWORD_VARIABLE}.",
    )
