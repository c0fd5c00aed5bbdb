"""What a source's role word makes of a person (metadata.md D10), in many languages."""

from __future__ import annotations

from functools import lru_cache
from typing import get_args

from crosswalks.decide.text import fold
from crosswalks.profile import Profile
from crosswalks.tables import load_table
from crosswalks.thesis import Role

_PLURALS = ("s", "e")


def _load() -> dict[str, Role]:
    roles = load_table("roles.toml")
    return {fold(word): role for role in get_args(Role) for words in roles[role].values() for word in words}


_ROLES = _load()


@lru_cache(maxsize=4096)
def role_of(word: str) -> Role | None:
    """The role that `word` names in any language, MARC relators included; None when we know none."""
    # Also written "thesis.role.advisor", "contributor.advisor", "http://id.loc.gov/vocabulary/relators/ths".
    folded = fold(word.rstrip("/").rsplit("/", 1)[-1])
    role = _ROLES.get(folded) or _ROLES.get(
        folded.rsplit(" ", 1)[-1] if "." in word and " " not in word else folded
    )
    return role if role is not None or not folded.endswith(_PLURALS) else _ROLES.get(folded[:-1])


def role_in_profile(word: str, profile: Profile) -> Role | None:
    """The role that the profile gives to `word`; None when it is silent."""
    if not profile.roles:
        return None
    folded = fold(word)
    return next((role for stated, role in profile.roles.items() if fold(stated) == folded), None)
