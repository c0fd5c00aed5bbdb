"""The thesis office of one institution, with everything that its pages need. Nothing is shared between two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from crosswalks.profile import Profile
from orcid_sync.asking.campus import CampusSignIn
from orcid_sync.asking.id_tokens import OpenIdProvider
from orcid_sync.asking.leaving import Leaving
from orcid_sync.asking.links import Links, hashed
from orcid_sync.asking.signing_in import SigningIn
from orcid_sync.config import FILE_NAME, Config
from orcid_sync.errors import ConfigError
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.orcid.wire import Timeouts, Wire
from orcid_sync.secret import Secret
from orcid_sync.site import Site
from orcid_sync.store import Permission, Store, utc_now
from orcid_sync.web.texts import consent_text
from orcid_sync.web.views import ConsentText
from orcid_sync.web_settings import CALLBACK, Web, origin_of

_PATIENCE = Timeouts(4, 8)  # somebody is waiting for the page
TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Desk:
    """One institution's office. `root` is the path before all its pages: "" or "/name"."""

    site: Site
    store: Store
    links: Links
    oauth: OAuth
    signing_in: SigningIn
    leaving: Leaving
    client_for: Callable[[Permission], OrcidClient]
    campus: CampusSignIn | None = None
    clock: Callable[[], datetime] = utc_now
    attempts_key: str = field(default="", repr=False)

    @property
    def config(self) -> Config:
        return self.site.config

    @property
    def settings(self) -> Web:
        return self.config.web

    @property
    def address(self) -> str:
        """Where the pages are, without a slash at the end: ORCID's redirect URI without its last part."""
        return self.signing_in.redirect_uri.removesuffix(CALLBACK)

    @property
    def root(self) -> str:
        return urlsplit(self.address).path

    @property
    def is_https(self) -> bool:
        return self.address.startswith("https://")

    def profile_of(self, name: str) -> Profile:
        return self.site.profile(name)

    def text(self, language: str) -> ConsentText:
        """The office's consent text."""
        return consent_text(self.config.folder / TEXTS, language, self.config.institution.name)

    def is_staff(self, orcid_id: str) -> bool:
        return bool(orcid_id) and orcid_id in self.settings.staff

    def allowed_return(self, url: str) -> str:
        """`url` when its origin is one that the configuration names, else ""."""
        return url if url and origin_of(url) in self.settings.returns else ""


def open_desk(site: Site, *, clock: Callable[[], datetime] = utc_now) -> Desk:
    """The office of a site, its store opened. Raises ConfigError and StoreError."""
    config = site.config
    redirect_uri = config.orcid.redirect_uri
    if not redirect_uri.endswith(CALLBACK):
        raise ConfigError(
            f"orcid.redirect_uri is “{redirect_uri}”.",
            str(config.folder / FILE_NAME),
            f"For the pages it has to end in {CALLBACK}, such as https://theses.example{CALLBACK}.",
        )
    store = site.store()
    oauth, clients = site.oauth(store), site.clients(store, timeouts=_PATIENCE, tries=1)
    wire = Wire(timeouts=_PATIENCE)
    provider = OpenIdProvider(config.environment.web, config.orcid.client_id, wire, clock=clock)
    return Desk(
        site=site,
        store=store,
        links=Links(config.keys(), config.institution.name),
        oauth=oauth,
        signing_in=SigningIn(store, oauth, provider, redirect_uri),
        leaving=Leaving(store, oauth, clients, site.profile, _take_back(store), clock),
        client_for=clients,
        campus=_campus(config, redirect_uri, wire, clock),
        clock=clock,
        attempts_key=hashed(f"orcid-sync pages {config.keys()[0]}"),
    )


def _take_back(store: Store) -> Callable[[str], bool]:
    """Ask for it: the next write-back takes her iD out of the repository, whatever became of the permission."""

    def ask(orcid_id: str) -> bool:
        store.write_backs.ask_undo(orcid_id)
        return True

    return ask


def _campus(
    config: Config, redirect_uri: str, wire: Wire, clock: Callable[[], datetime]
) -> CampusSignIn | None:
    campus = config.web.campus
    if campus is None:
        return None
    path = config.folder / campus.client_secret_file
    try:
        secret = Secret(path.read_text(encoding="ascii").strip())
    except (OSError, UnicodeError):
        raise ConfigError(
            "The client secret of the campus login cannot be read.", str(path), "Check path and permissions."
        ) from None
    provider = OpenIdProvider(campus.issuer, campus.client_id, wire, clock=clock)
    address = redirect_uri.removesuffix(CALLBACK) + "/campus/callback"
    return CampusSignIn(provider, secret, address)
