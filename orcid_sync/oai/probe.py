"""What a repository has to offer: the formats it really serves, the sets that seem to hold theses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import cast

from oaipmh_scythe.config import RetryConfig
from oaipmh_scythe.models import MetadataFormat, Set

from crosswalks.registry import Format, announced_format, format_of, formats
from crosswalks.unknown_format import Offer
from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.errors import SourceError
from orcid_sync.oai.thesis_sets import look_like_theses
from orcid_sync.oai.transport import RETRIES, Limits

_DSPACE = frozenset({"http://www.dspace.org/xmlns/dspace/dim", "http://www.lyncode.com/xoai"})
# The formats of DSpace that keep its qualifiers; its stock ETD-MS loses them (metadata.md D0.1).
_DSPACE_FIRST = ("dim", "xoai")
_MOST_SETS = 5000
_IMPATIENT = RetryConfig(
    max_retries=1,
    retry_status_codes=RETRIES.retry_status_codes,
    retry_on_transport_error=True,
    initial_backoff=1.0,
)


@dataclass(frozen=True, slots=True)
class OfferedFormat:
    """A format that the repository announces.

    `read_by` is the stylesheet that reads it ("" when we have none); `served` is None when nobody asked;
    `problem` says why it is not served after all.
    """

    prefix: str
    namespace: str
    read_by: str = ""
    served: bool | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OfferedSet:
    """A set that the repository announces."""

    spec: str
    name: str
    seems_theses: bool = False


@dataclass(frozen=True, slots=True)
class Probe:
    """What a repository answered. `best` is the format to ask for; None when it serves none that we read."""

    base_url: str
    name: str
    granularity: str
    deleted_records: str
    earliest_datestamp: str
    formats: tuple[OfferedFormat, ...]
    best: OfferedFormat | None
    sets: tuple[OfferedSet, ...]
    is_dspace: bool = False

    @property
    def thesis_sets(self) -> tuple[OfferedSet, ...]:
        """The sets that seem to hold theses, without those inside another one (`theses:doctoral`)."""
        found = {offered.spec: offered for offered in self.sets if offered.seems_theses}
        return tuple(
            offered for spec, offered in found.items() if not any(spec.startswith(f"{s}:") for s in found)
        )

    def sentences(self) -> Iterator[str]:
        """What a person wants to know before harvesting, one sentence each."""
        platform = " and seems to be DSpace" if self.is_dspace else ""
        yield f"“{self.name or self.base_url}” answers in OAI-PMH{platform}."
        yield from self._about_formats()
        yield from self._about_sets()
        yield _DELETED.get(self.deleted_records, _DELETED["no"])
        if "ss" not in self.granularity:
            yield "It counts in days, so each harvest reads the last days once more."

    def as_json(self) -> dict[str, object]:
        """The same for scripts (docs/commands.md)."""
        return {
            "base_url": self.base_url,
            "name": self.name,
            "granularity": self.granularity,
            "deleted_records": self.deleted_records,
            "earliest_datestamp": self.earliest_datestamp,
            "best_format": self.best.prefix if self.best else None,
            "formats": [
                {"prefix": f.prefix, "namespace": f.namespace, "read_by": f.read_by, "served": f.served,
                 "problem": f.problem}
                for f in self.formats
            ],
            "thesis_sets": [{"spec": s.spec, "name": s.name} for s in self.thesis_sets],
            "sets": len(self.sets),
        }  # fmt: skip

    def _about_formats(self) -> Iterator[str]:
        for offered in self.formats:
            if offered.served is False:
                yield f"It announces {offered.prefix}, but does not serve it: {offered.problem}"
        if self.best:
            yield f"The best format it serves is {self.best.prefix}, read as “{self.best.read_by}”."
        else:
            announced = ", ".join(offered.prefix for offered in self.formats) or "none at all"
            yield f"It serves no format that we read (announced: {announced}). See docs/add-a-format.md."

    def _about_sets(self) -> Iterator[str]:
        if not self.sets:
            yield "It offers no sets, so everything is read, and only theses are kept."
        elif not (found := self.thesis_sets):
            yield f"None of its {len(self.sets)} sets is named like theses. Read all: only theses are kept."
        else:
            some = "; ".join(f"{offered.spec} ({offered.name})" for offered in found[:5])
            more = f" and {len(found) - 5} more" if len(found) > 5 else ""
            hold = "seems" if len(found) == 1 else "seem"
            yield f"Of its {len(self.sets)} sets, {len(found)} {hold} to hold theses: {some}{more}."


_DELETED = {
    "persistent": "It tells which records were deleted, and never forgets it.",
    "transient": "It tells which records were deleted, but forgets it after a time.",
    "no": "It does not tell which records were deleted; what vanishes there stays known here.",
}


def probe(
    base_url: str, *, contact: str = "", client: OaiClient | None = None, site_formats: Path | None = None
) -> Probe:
    """Ask the repository at `base_url` what it offers. Raises SourceError when it is no OAI-PMH source."""
    client = client or OaiClient(
        base_url, contact=contact, retries=_IMPATIENT, limits=Limits(pause=30, seconds=120)
    )
    with client:
        identity = _identity(client)
        announced = _announced(client, site_formats)
        is_dspace = any(offered.namespace in _DSPACE for offered in announced)
        asked = tuple(_asked(client, announced, formats(site_formats), is_dspace, site_formats))
        best = next((offered for offered in asked if offered.served), None)
        seen = {offered.prefix: offered for offered in asked}
        return Probe(
            base_url=client.endpoint,
            name=identity.get("repositoryName", ""),
            granularity=identity.get("granularity", ""),
            deleted_records=identity.get("deletedRecord", ""),
            earliest_datestamp=identity.get("earliestDatestamp", ""),
            formats=tuple(seen.get(offered.prefix, offered) for offered in announced),
            best=best,
            sets=_sets(client),
            is_dspace=is_dspace,
        )


def _identity(client: OaiClient) -> Mapping[str, str]:
    identify = client.harvest({"verb": "Identify"}).xml.find("{*}Identify")
    children = [] if identify is None else identify.iterchildren("{*}*")
    return {str(child.tag).rpartition("}")[2]: (child.text or "").strip() for child in children}


def offers_of(client: OaiClient) -> tuple[Offer, ...]:
    """The formats that the source announces. Raises SourceError when it cannot list them."""
    listed = cast("Iterator[MetadataFormat]", client.list_metadata_formats())
    found = (Offer((o.metadataPrefix or "").strip(), (o.metadataNamespace or "").strip()) for o in listed)
    return tuple(offer for offer in found if offer.prefix)


def _announced(client: OaiClient, site_formats: Path | None) -> tuple[OfferedFormat, ...]:
    return tuple(
        OfferedFormat(offer.prefix, offer.namespace, reader.name if reader else "")
        for offer in offers_of(client)
        for reader in [announced_format(offer.prefix, offer.namespace, site_formats)]
    )


def _asked(
    client: OaiClient,
    announced: Iterable[OfferedFormat],
    known: Mapping[str, Format],
    is_dspace: bool,
    site_formats: Path | None,
) -> Iterator[OfferedFormat]:
    """The formats we read, best first, each asked for, up to the first that is really served."""

    def rank(offered: OfferedFormat) -> tuple[int, int]:
        if is_dspace and offered.read_by in _DSPACE_FIRST:
            return 0, _DSPACE_FIRST.index(offered.read_by)
        return 1, known[offered.read_by].rank

    for offered in sorted((o for o in announced if o.read_by), key=rank):
        answer = _asked_for(client, offered, site_formats)
        yield answer
        if answer.served:
            return


def _asked_for(client: OaiClient, offered: OfferedFormat, site_formats: Path | None) -> OfferedFormat:
    try:
        page = client.first_page({"verb": "ListRecords", "metadataPrefix": offered.prefix})
    except SourceError as error:
        return replace(offered, served=False, problem=error.what)
    payloads = [r.source.metadata for r in page.records if r.source.metadata is not None]
    readers = {found.name for payload in payloads if (found := format_of(payload, site_formats))}
    if payloads and not readers:
        name = str(payloads[0].tag)
        return replace(offered, served=False, problem=f"Its records are of another kind ({name}).")
    return replace(offered, served=True, read_by=min(readers, default=offered.read_by))


def _sets(client: OaiClient) -> tuple[OfferedSet, ...]:
    """Its sets; none where it cannot list them, for that keeps nobody from harvesting."""
    found: list[OfferedSet] = []
    try:
        for offered in islice(cast("Iterator[Set]", client.list_sets()), _MOST_SETS):
            spec, name = (offered.setSpec or "").strip(), " ".join((offered.setName or "").split())
            if spec:
                found.append(OfferedSet(spec, name, look_like_theses(spec, name)))
    except SourceError:
        pass
    return tuple(found)
