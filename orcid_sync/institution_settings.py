"""`[institution]`: whose theses these are, and what ORCID wants to know of who confers the degrees."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from crosswalks import institution as conferring
from crosswalks.decide.countries import country_code
from crosswalks.education import ror_url


class Institution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose theses these are. Degrees need its `ror`, `city` and `country`."""

    name: str
    contact: str = ""
    ror: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    other_names: tuple[str, ...] = ()

    def conferring(self) -> conferring.Institution:
        """The institution as degrees name it; what is not set is empty, and `education` says so."""
        return conferring.Institution(
            self.name, self.city, self.country, self.ror, self.region, self.other_names
        )


def institution_faults(
    place: str, stated: Institution | conferring.Institution
) -> Iterator[tuple[str, str, str]]:
    """Setting, value and what is expected there, for each value under `place` that is none."""
    if stated.ror and not ror_url(stated.ror):
        yield f"{place}.ror", stated.ror, "It has to be a ROR id, such as https://ror.org/05k89ew48."
    if stated.country and country_code(stated.country) != stated.country:
        yield f"{place}.country", stated.country, "It has to be two letters of ISO 3166, such as “AT”."
