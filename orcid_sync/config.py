"""The site's one configuration file, orcid-sync.toml, and the secrets that never stand in it."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from crosswalks.institution import Institution as Conferring
from crosswalks.profile import Profile
from crosswalks.profile_check import profile_faults
from orcid_sync.environments import PRODUCTION, SANDBOX, Environment, EnvironmentName, rehearsal
from orcid_sync.errors import ConfigError
from orcid_sync.institution_settings import Institution, institution_faults
from orcid_sync.policy import REHEARSED, Count, Policies, Policy
from orcid_sync.repository_settings import RepositorySection
from orcid_sync.secret import Secret
from orcid_sync.setting_words import choices
from orcid_sync.web_settings import Campus, Web, web_faults

T = TypeVar("T")

FILE_NAME = "orcid-sync.toml"
FORMATS = "formats"
MOST_PER_SECOND: Final = 24  # ORCID's limit for one client id (orcid.md §4.5)
SECRET_VARIABLE = "ORCID_SYNC_CLIENT_SECRET"  # noqa: S105 -- the name of the variable, not a secret
KEY_VARIABLE = "ORCID_SYNC_KEY"


class Orcid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Our membership at ORCID."""

    environment: EnvironmentName
    client_id: str
    client_secret_file: str = ""
    redirect_uri: str = ""
    rehearsal_url: str = "http://127.0.0.1:8765"
    requests_per_second: float = 10.0
    former_client_ids: tuple[str, ...] = ()


class StoreSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where we remember."""

    url: str = "sqlite:///orcid-sync.db"
    key_file: str = "orcid-sync.key"
    log_days: Count = 730


class Push(Policy, frozen=True, forbid_unknown_fields=True):
    """What may be sent when; `sources` holds what a source has of its own."""

    sources: dict[str, Policy] = msgspec.field(default_factory=dict)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    institution: Institution
    orcid: Orcid
    store: StoreSettings = StoreSettings()
    push: Push = Push()
    web: Web = Web()
    repository: RepositorySection | None = None


class Config(msgspec.Struct, frozen=True):
    """The whole configuration of a site; `folder` is where its file lies, and what relative paths refer to."""

    folder: Path
    institution: Institution
    orcid: Orcid
    store: StoreSettings
    push: Push = Push()
    web: Web = Web()
    repository: RepositorySection | None = None

    @property
    def policies(self) -> Policies:
        """What may be sent when, for each source."""
        return Policies(self.push, self.push.sources)

    @property
    def environment(self) -> Environment:
        """The ORCID that this site talks to."""
        return {"production": PRODUCTION, "sandbox": SANDBOX}.get(self.orcid.environment) or rehearsal(
            self.orcid.rehearsal_url
        )

    @property
    def formats(self) -> Path:
        """The folder of the site's own formats (docs/add-a-format.md); it need not exist."""
        return self.folder / FORMATS

    @property
    def store_url(self) -> str:
        """The database URL, a relative SQLite path resolved against the site's folder."""
        prefix = "sqlite:///"
        if not self.store.url.startswith(prefix):
            return self.store.url
        return prefix + str((self.folder / self.store.url.removeprefix(prefix)).absolute())

    def client_secret(self) -> Secret:
        """The client secret, from the environment or the file that the configuration names.

        Raises ConfigError when there is none.
        """
        secret = os.environ.get(SECRET_VARIABLE, "").strip()
        if not secret and self.orcid.client_secret_file:
            secret = self._read_secret_file(self.orcid.client_secret_file, "orcid.client_secret_file")
        if not secret:
            raise ConfigError(
                "The ORCID client secret is not set.",
                str(self.folder / FILE_NAME),
                f"Set {SECRET_VARIABLE}, or name a file in orcid.client_secret_file.",
            )
        return Secret(secret)

    def keys(self) -> list[str]:
        """The keys that encrypt tokens at rest, newest first.

        Raises ConfigError when there is none, for a store without key would lose every permission it holds.
        """
        text = os.environ.get(KEY_VARIABLE, "") or self._read_secret_file(
            self.store.key_file, "store.key_file"
        )
        keys = text.replace(",", "\n").split()
        if not keys:
            raise ConfigError(
                "The key that encrypts tokens is empty.",
                str(self.folder / self.store.key_file),
                f"Restore the file from your backup, or set {KEY_VARIABLE}.",
            )
        return keys

    def profile(self, name: str) -> Profile:
        """The profile `name` of this site (profiles/NAME.toml); `default` needs no file.

        Raises ConfigError naming the file and the setting that cannot be used.
        """
        path = self.folder / "profiles" / f"{name}.toml"
        if not path.exists():
            if name == "default":
                return Profile(id_uris=self.environment.ids, formats=self.formats)
            raise ConfigError(f"There is no profile “{name}”.", str(path), "Write it, or name another one.")
        return replace(read_profile(path, id_uris=self.environment.ids), formats=self.formats)

    def conferring(self, profile: Profile) -> Conferring | None:
        """Who confers the degrees of a profile's theses; None where nobody has said enough to assert one."""
        if profile.institution is not None:
            return profile.institution
        return self.institution.conferring() if self.institution.ror else None

    def _read_secret_file(self, name: str, setting: str) -> str:
        path = self.folder / name
        try:
            return path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not plain ASCII text"
            raise ConfigError(
                f"The file of {setting} cannot be read ({reason}).",
                str(path),
                "Check the path and its permissions.",
            ) from None


def read_profile(path: Path, *, id_uris: str = PRODUCTION.ids) -> Profile:
    """The profile in `path`, named after its file. Raises ConfigError naming the setting that cannot be used."""
    settings = _read_toml(path)
    known = {field.name for field in fields(Profile)} - {"formats"}
    for name in settings.keys() - known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"Did you mean “{near[0]}”?" if near else "docs/profiles.md lists every setting."
        raise ConfigError(f"There is no setting “{name}” in a profile.", str(path), hint)
    profile = _convert({"name": path.stem, "id_uris": id_uris, **settings}, Profile, path)
    for fault in profile_faults(profile):
        raise ConfigError(fault, str(path), "docs/profiles.md says what each setting can be.")
    for setting, given, wanted in institution_faults("institution", profile.institution or _NOBODY):
        raise ConfigError(f"{setting} is “{given}”.", str(path), wanted)
    return profile


def find_config(start: Path, given: Path | None = None) -> Path:
    """The configuration file: `given`, else $ORCID_SYNC_CONFIG, else orcid-sync.toml in `start`.

    Raises ConfigError when it is not there.
    """
    path = given or Path(os.environ.get("ORCID_SYNC_CONFIG", "") or start / FILE_NAME)
    if path.is_dir():
        path = path / FILE_NAME
    if not path.is_file():
        raise ConfigError("There is no configuration file.", str(path), "Run `orcid-sync init` to write one.")
    return path


def find_formats(start: Path, given: Path | None = None) -> Path | None:
    """The folder of a site's own formats, for commands that need no site: None where there is no site.

    Raises ConfigError when `given` is none.
    """
    try:
        return find_config(start, given).parent / FORMATS
    except ConfigError:
        if given is not None:
            raise
        return None


def load_config(path: Path) -> Config:
    """The configuration in `path`. Raises ConfigError naming the file, the key and what is expected there."""
    parsed = _convert(_inherited(_read_toml(path)), _File, path)
    _check(parsed, path)
    return Config(
        path.absolute().parent,
        parsed.institution,
        parsed.orcid,
        parsed.store,
        parsed.push,
        parsed.web,
        parsed.repository,
    )


def _inherited(settings: dict[str, Any]) -> dict[str, Any]:
    """`settings`, where each source has what `[push]` says unless it says otherwise."""
    push, orcid = settings.get("push", {}), settings.get("orcid")
    if isinstance(orcid, dict) and orcid.get("environment") == "rehearsal" and isinstance(push, dict):
        push = {"hold": REHEARSED.general.hold, **push}
    sources = push.get("sources") if isinstance(push, dict) else None
    if isinstance(sources, dict) and all(isinstance(own, dict) for own in sources.values()):
        general = {name: value for name, value in push.items() if name != "sources"}
        push = {**push, "sources": {name: general | own for name, own in sources.items()}}
    return {**settings, "push": push}


def _check(parsed: _File, path: Path) -> None:
    for setting, url, schemes in (
        (
            "orcid.redirect_uri",
            parsed.orcid.redirect_uri,
            ("https://", "http://127.0.0.1", "http://localhost"),
        ),
        ("orcid.rehearsal_url", parsed.orcid.rehearsal_url, ("http://127.0.0.1", "http://localhost")),
        ("store.url", parsed.store.url, ("sqlite:///", "postgresql://", "postgresql+psycopg://")),
    ):
        if url and not url.startswith(schemes):
            shown = url.split("@")[-1]  # a database URL may carry a password
            raise ConfigError(
                f"{setting} is “{shown}”.", str(path), f"It has to start with {' or '.join(schemes)}."
            )
    if not 0.1 <= parsed.orcid.requests_per_second <= MOST_PER_SECOND:
        raise ConfigError(
            f"orcid.requests_per_second is {parsed.orcid.requests_per_second:g}.",
            str(path),
            f"It has to lie between 0.1 and {MOST_PER_SECOND}; ORCID refuses more.",
        )
    faults = [
        *web_faults(parsed.web, parsed.orcid.redirect_uri),
        *institution_faults("institution", parsed.institution),
    ]
    for setting, given, wanted in faults:
        raise ConfigError(f"{setting} is “{given}”.", str(path), wanted)
    for setting, value, hint in (
        ("institution.name", parsed.institution.name, "Everything in the database belongs to this name."),
        ("orcid.client_id", parsed.orcid.client_id, "ORCID shows it as APP-… under Developer tools."),
    ):
        if not value.strip():
            raise ConfigError(f"{setting} is empty.", str(path), hint)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"The file cannot be read: {error}.", str(path), "Check its permissions.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"This is not valid TOML: {error}.", str(path), "Mend that line.") from None


def _convert(settings: Mapping[str, object], wanted: type[T], path: Path) -> T:
    try:
        return msgspec.convert(settings, wanted)
    except msgspec.ValidationError as error:
        page = "profiles" if wanted is Profile else "configuration"
        raise ConfigError(
            _in_words(str(error), wanted), str(path), f"docs/{page}.md says what each setting can be."
        ) from None


def _in_words(said: str, wanted: type) -> str:
    """What msgspec says about a setting, as one or two sentences."""
    found = _SAID.fullmatch(said)
    if found is None:
        return f"{said}."
    place, name = found["place"] or "", found["name"] or ""
    setting = f"{place}.{name}".strip(".")
    if said.startswith("Object missing"):
        return f"{setting} is missing."
    if said.startswith("Object contains"):
        return f"There is no setting “{setting}”.{_near(place, name)}"
    if said.startswith("Invalid enum value"):
        return f"{setting} is “{found['given']}”, which it cannot be.{choices(wanted, place)}"
    expected = " or ".join(_TYPES.get(word, word) for word in _WORD.findall(found["wanted"]))
    return f"{setting} has to be {expected}."


def _near(place: str, name: str) -> str:
    """What was meant by an unknown setting, most likely."""
    home = next((section for section, its in _SETTINGS.items() if section != place and name in its), "")
    if home:
        return f" It belongs into [{home}]."
    near = difflib.get_close_matches(name, _SETTINGS.get(place, ()), 1)
    return f" Did you mean “{near[0]}”?" if near else ""


def _names(struct: type[msgspec.Struct]) -> list[str]:
    return [field.name for field in msgspec.structs.fields(struct)]


_NOBODY: Final = Institution("")
_SETTINGS: Final = {
    "": _names(_File),
    "institution": _names(Institution),
    "orcid": _names(Orcid),
    "store": _names(StoreSettings),
    "push": _names(Push),
    "push.sources[...]": _names(Policy),
    "web": _names(Web),
    "web.campus": _names(Campus),
    "repository": _names(RepositorySection),
}
# msgspec's sentences; a test for each keeps them understood.
_SAID: Final = re.compile(
    r"(?:Object (?:missing required|contains unknown) field `(?P<name>[^`]*)`"
    r"|Invalid enum value '?(?P<given>.*?)'?|Expected (?P<wanted>.*?)(?:, got .*?)?)"
    r"(?: - at `\$\.?(?P<place>.*)`)?"
)
_WORD: Final = re.compile(r"[a-z]+")
_TYPES: Final = {
    "str": "a text in quotes",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "array": "a list in [ ]",
    "object": "a section of its own",
}
