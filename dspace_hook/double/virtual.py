"""Values that stand in one item because of its relationship with another one (§1.4, §10.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dspace_hook.double.items import Item, Relationship
from dspace_hook.double.values import VIRTUAL, Value, first

OF_PUBLICATION = "relation.isAuthorOfPublication"
OF_PERSON = "relation.isPublicationOfAuthor"
LATEST = "latestForDiscovery"
ORCID = "person.identifier.orcid"


def merged(
    item: Item, relationships: Sequence[Relationship], items: Mapping[str, Item], *, with_orcid: bool = False
) -> dict[str, tuple[Value, ...]]:
    """The item's own values and the virtual ones at their places, fields in the order of their names.

    `with_orcid` has a publication show the iDs of its authors too.
    """
    fields: dict[str, list[Value]] = {name: list(held) for name, held in item.metadata.items()}
    found = [one for one in _values(item, relationships, items) if with_orcid or one[0] != ORCID]
    for name, place, value in sorted(found, key=lambda one: one[:2]):
        fields.setdefault(name, []).insert(place, value)
    return {name: tuple(fields[name]) for name in sorted(fields)}


def _values(
    item: Item, relationships: Iterable[Relationship], items: Mapping[str, Item]
) -> Iterator[tuple[str, int, Value]]:
    as_person = 0
    for one in relationships:
        key = f"{VIRTUAL}{one.id}"
        if one.publication == item.uuid and one.person in items:
            yield "dc.contributor.author", one.place, Value(_name(items[one.person]), None, key)
            yield OF_PUBLICATION, one.place, Value(one.person, None, key)
            for orcid in items[one.person].metadata.get(ORCID, ()):
                yield ORCID, one.place, Value(orcid.value, None, key)
            yield f"{OF_PUBLICATION}.{LATEST}", one.place, Value(one.person, None, key)
        if one.person == item.uuid and one.publication in items:
            yield OF_PERSON, as_person, Value(one.publication, None, key)
            yield f"{OF_PERSON}.{LATEST}", as_person, Value(one.publication, None, key)
            as_person += 1


def _name(person: Item) -> str:
    parts = (first(person.metadata.get(f"person.{part}", ())) for part in ("familyName", "givenName"))
    return ", ".join(part for part in parts if part) or person.name or ""
