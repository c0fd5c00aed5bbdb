"""Whether a site can work: configuration, database, ORCID, and each source, one check after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from orcid_sync.contract import RepositoryError
from orcid_sync.errors import Stopped
from orcid_sync.oai.probe import probe
from orcid_sync.orcid.credentials import Diagnosis, check_credentials, check_redirect_uri
from orcid_sync.site import Site
from orcid_sync.store import Secret, Source, Store
from orcid_sync.store.cipher import Cipher


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `fine` or not, why, and what to do."""

    name: str
    fine: bool
    reason: str
    next_step: str = ""


def examine(site: Site) -> Iterator[Check]:
    """Every check, as soon as its answer is there; a failed one does not keep the others from being made."""
    config = site.config
    yield Check(
        "configuration",
        True,
        f"{config.institution.name}, {config.orcid.environment}, {config.orcid.client_id}",
    )
    yield from _orcid(site)
    sources: list[Source] = []
    try:
        with site.store() as store:
            sources = store.sources.all()
            yield Check("database", True, f"{config.store_url.split('@')[-1]} answers")
            yield _key(site, store)
    except Stopped as stopped:
        yield _failed("database", stopped)
    unknown = sorted(site.policies.of_sources.keys() - {source.name for source in sources})
    if unknown:
        reason = f"[push.sources.{unknown[0]}] is about a source that is not there."
        yield Check("sending", False, reason, "Correct the name; `orcid-sync sources list` shows them.")
    if not sources:
        yield Check("sources", False, "There is no source yet.", "Add one: orcid-sync sources add URL")
    for source in sources:
        yield _source(site, source)
    if config.repository:
        yield from _repository(site)


def _repository(site: Site) -> Iterator[Check]:
    """Whether iDs can be written back: the account signs in, and the fields are there."""
    try:
        with closing(site.repository()) as repository:
            for found in repository.check(briefly=True):
                step = " ".join((found.next_step, *found.lines)).strip()
                yield Check(f"repository: {found.check}", found.fine, found.reason, step)
    except Stopped as stopped:
        yield _failed("repository", stopped)
    except RepositoryError as error:
        yield Check("repository", False, error.reason, error.next_step)


def _key(site: Site, store: Store) -> Check:
    try:
        Cipher(site.config.keys()).encrypted(Secret("any"))
        number = len(store.permissions.all())
    except Stopped as stopped:
        return _failed("encryption key", stopped)
    return Check("encryption key", True, f"It fits; tokens of permissions: {number}")


def _orcid(site: Site) -> Iterator[Check]:
    config = site.config
    try:
        secret = config.client_secret()
    except Stopped as stopped:
        yield _failed("client secret", stopped)
        return
    found = check_credentials(config.environment, config.orcid.client_id, secret)
    yield _diagnosed(f"client id and secret at {config.environment.web}", found)
    if config.orcid.redirect_uri and found.fine:
        yield _diagnosed("redirect URI", check_redirect_uri(site.oauth(), config.orcid.redirect_uri))
    elif not config.orcid.redirect_uri:
        yield Check("redirect URI", True, "None is set; it is needed once people sign in through our pages.")


def _diagnosed(name: str, found: Diagnosis) -> Check:
    return Check(name, found.fine or found.verdict == "unsure", found.reason, found.next_step)


def _source(site: Site, source: Source) -> Check:
    name = f"source {source.name}"
    try:
        site.profile(source.profile)
        found = probe(
            source.base_url, contact=site.config.institution.contact, site_formats=site.config.formats
        )
    except Stopped as stopped:
        return _failed(name, stopped)
    offered = {offer.prefix for offer in found.formats}
    if source.prefix not in offered:
        best = f"It offers {', '.join(sorted(offered)) or 'nothing'}."
        return Check(
            name, False, f"The repository does not offer the format “{source.prefix}” any more.", best
        )
    return Check(name, True, f"{source.base_url} answers and offers {source.prefix}")


def _failed(name: str, stopped: Stopped) -> Check:
    where = f"{stopped.where}: " if stopped.where else ""
    return Check(name, False, f"{where}{stopped.what}", stopped.what_to_do)
