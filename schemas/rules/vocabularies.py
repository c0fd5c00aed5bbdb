"""The words ORCID's server knows where its schemas say "string" (vocabularies.toml, identifier_types.csv)."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_WORDS = tomllib.loads((HERE / "vocabularies.toml").read_text("utf-8"))
CREDIT_ROLE_PREFIX = "http://credit.niso.org/contributor-roles/"


@dataclass(frozen=True, slots=True)
class IdentifierType:
    """A type of external identifier. Where case is not significant, values are compared in lower case."""

    name: str
    label: str
    resolution_prefix: str
    case_sensitive: bool


def _identifier_types() -> dict[str, IdentifierType]:
    with (HERE / "identifier_types.csv").open(encoding="utf-8", newline="") as rows:
        return {
            row["name"]: IdentifierType(
                row["name"], row["label"], row["resolution_prefix"], row["case_sensitive"] == "yes"
            )
            for row in csv.DictReader(rows)
        }


LANGUAGE_CODES = frozenset[str](_WORDS["language_codes"])
COUNTRIES = frozenset[str](_WORDS["countries"])
WORK_TYPES = frozenset[str](_WORDS["work_types"])
WORK_TYPE_ALIASES: dict[str, str] = dict(_WORDS["work_type_aliases"])
CITATION_TYPES = frozenset[str](_WORDS["citation_types"])
RELATIONSHIPS = frozenset[str](_WORDS["relationships"])
SEQUENCES = frozenset[str](_WORDS["sequences"])
LEGACY_ROLES = frozenset[str](_WORDS["contributor_roles"]["legacy"])
CREDIT_ROLES = frozenset(f"{CREDIT_ROLE_PREFIX}{name}/" for name in _WORDS["contributor_roles"]["credit"])
CONTRIBUTOR_ROLES = LEGACY_ROLES | CREDIT_ROLES
ORGANIZATION_SOURCES = frozenset[str](_WORDS["organizations"]["sources"])
EXTERNAL_ID_TYPES: dict[str, IdentifierType] = _identifier_types()
# ExternalIdentifierFundedByHelper: the types that may stand in the relationship funded-by.
FUNDED_BY_TYPES = frozenset({"grant_number", "proposal-id", "uri", "doi"})

_LEGACY_CONSTANTS = frozenset(role.upper().replace("-", "_") for role in LEGACY_ROLES)


def is_contributor_role(text: str) -> bool:
    """Whether ORCID reads this role: an old word, the name of its constant, or a CRediT URL in any case."""
    return text in LEGACY_ROLES or text in _LEGACY_CONSTANTS or text.lower() in CREDIT_ROLES
