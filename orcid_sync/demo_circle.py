"""The end of the demo: a thesis comes into a DSpace, goes to ORCID, and its author's iD comes back into DSpace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from orcid_sync.consent import claim
from orcid_sync.contract import Repository
from orcid_sync.errors import Stopped
from orcid_sync.harvest import harvest_one
from orcid_sync.outcomes import Outcome
from orcid_sync.push import push_due
from orcid_sync.site import Site
from orcid_sync.store import Evidence, KnownThesis, Source, Store, utc_now
from orcid_sync.write_back import write_back_due

Step = Callable[[str, str, Iterable[Outcome]], None]
_TITLE = "Eel grass and silt : a second look at the fictional Brant estuary"


@dataclass(frozen=True, slots=True)
class Library:
    """A stand-in for a DSpace: `deposit` puts a thesis of this title and author into it, and gives its handle."""

    repository: Repository
    oai_url: str
    deposit: Callable[[str, str], str]


def tell_circle(
    site: Site, store: Store, library: Library, step: Step, *, name: str, stated: str, orcid_id: str
) -> None:
    """Deposit, consent, push, write-back, and what the repository then says itself."""
    source = store.sources.add("dspace", library.oai_url, "dim")
    handle = library.deposit(_TITLE, stated)
    identifier = _identifier(site, source, handle)
    step(
        "A thesis is deposited in a DSpace",
        f"{name}'s second thesis has the handle {handle}; it is fetched at once: orcid-sync deposit {identifier}",
        _fetch(site, store, source, identifier),
    )
    _agree(store, identifier, stated, orcid_id)
    step(
        "Its author agrees",
        f"{name} confirms that it is hers, lets us add it, and ticks “show my iD in the repository”.",
        (),
    )
    pushed = push_due(store, site.clients(store), profile_of=site.profile, only=[orcid_id])
    step("Push", "Her work goes to ORCID.", pushed)
    written = write_back_due(store, library.repository, only={_known(store, identifier).id})
    step("Write-back", "Her authenticated iD goes into the repository's own metadata.", written)
    line = _line_with(site, source, identifier, orcid_id)
    step("The circle is closed", f"GetRecord of {identifier} answers: {line}", ())
    step(
        "Run again",
        "Our own write changed the record's datestamp, and nothing else: there is nothing to send.",
        _again(site, store, source, identifier, library.repository),
    )


def _fetch(site: Site, store: Store, source: Source, identifier: str) -> list[Outcome]:
    today = utc_now().date()
    with site.oai_client(source) as client:
        outcomes = harvest_one(
            store, source, identifier, client=client, profile=site.profile(source.profile), today=today
        )
    return outcomes or []


def _again(
    site: Site, store: Store, source: Source, identifier: str, repository: Repository
) -> Iterator[Outcome]:
    yield from _fetch(site, store, source, identifier)
    yield from push_due(store, site.clients(store), profile_of=site.profile, only=[])
    yield from write_back_due(store, repository, only={_known(store, identifier).id})


def _agree(store: Store, identifier: str, stated: str, orcid_id: str) -> None:
    author = next(person for person in _known(store, identifier).contributors if person.stated == stated)
    claim(store, author.id, orcid_id, proof="rehearsal")
    store.consents.give(orcid_id, Evidence(("thesis", "show"), "demo", "en"), ["/activities/update"])


def _known(store: Store, identifier: str) -> KnownThesis:
    thesis = store.theses.find(identifier)
    if thesis is None:
        raise Stopped(f"The thesis {identifier} was not fetched.")
    return thesis


def _identifier(site: Site, source: Source, handle: str) -> str:
    """As the repository itself names the record."""
    with site.oai_client(source) as client:
        page = client.harvest({"verb": "ListIdentifiers", "metadataPrefix": source.prefix}).xml
    found = [
        text for each in page.iterfind(".//{*}identifier") if (text := each.text or "").endswith(f":{handle}")
    ]
    return found[0] if found else handle


def _line_with(site: Site, source: Source, identifier: str, orcid_id: str) -> str:
    """The element of the repository's own answer that holds the iD."""
    query = {"verb": "GetRecord", "metadataPrefix": source.prefix, "identifier": identifier}
    with site.oai_client(source) as client:
        for record in client.pages(query):
            root = etree.fromstring(record.records[0].raw)
            for element in root.iter():
                if orcid_id in (element.text or ""):
                    attributes = " ".join(f'{key}="{value}"' for key, value in element.attrib.items())
                    return f"<{etree.QName(element).localname} {attributes}>{element.text}"
    raise Stopped(f"The repository does not show {orcid_id} in {identifier}.")
