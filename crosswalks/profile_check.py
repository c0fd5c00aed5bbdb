"""What a profile says that nothing can be made of, found before it spoils every work of its source."""

from __future__ import annotations

from collections.abc import Iterator

from crosswalks.decide.countries import country_code
from crosswalks.decide.languages import language_tag
from crosswalks.profile import Profile
from schemas.rules.vocabularies import CREDIT_ROLE_PREFIX, is_contributor_role


def profile_faults(profile: Profile) -> Iterator[str]:
    """One sentence for each setting whose value is of the right type and still means nothing."""
    if profile.country and country_code(profile.country) != profile.country:
        meant = country_code(profile.country)
        hint = f"“{meant}”" if meant else "such as “AT”"
        yield f"country is “{profile.country}”; it has to be two letters of ISO 3166, {hint}."
    if profile.language and not language_tag(profile.language):
        yield f"language is “{profile.language}”; it has to be a code of ISO 639, such as “de”."
    if not is_contributor_role(profile.author_role):
        yield (
            f"author_role is “{profile.author_role}”; it has to be “author” or an address that begins with "
            f"{CREDIT_ROLE_PREFIX}."
        )
    if isinstance(profile.date, int) and profile.date < 1:
        yield f"date is {profile.date}; the dates of a record are counted from 1."
