"""Who confers degrees, as configured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Institution:
    """Who confers the degrees, as configured. `country` is ISO 3166-1 alpha-2, `ror` its ROR id.

    `other_names` are further names under which repositories state this same institution as grantor.
    """

    name: str
    city: str
    country: str
    ror: str
    region: str = ""
    other_names: tuple[str, ...] = ()
