"""Works so plain that only the schema can find fault with them: the quick half of the judge.

What is asked here of the value is stricter than ORCID's server rules and our caution together. What is not plain is
judged in full; nothing is ever refused for not being plain. Nearly every work of a harvest passes, at a tenth of the
cost. Works that carry a citation never do: they are few.
"""

from __future__ import annotations

import datetime
import re

from crosswalks.decide.orcid_ids import checked_orcid
from crosswalks.thesis import FuzzyDate, Identifier
from crosswalks.work import SUPERVISION, WORK_TYPE, Contributor, Work
from schemas.rules.vocabularies import COUNTRIES, EXTERNAL_ID_TYPES, LANGUAGE_CODES

_ID_URIS = frozenset({"https://orcid.org/", "https://sandbox.orcid.org/"})
_ROLES = frozenset({"author", SUPERVISION})
# Of the signs only those that no reader of URLs stumbles over; no lone colon, no second "#" (orcid.md §12.3).
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(/[A-Za-z0-9./_~:;,=+?&-]*)?")


def is_plain(work: Work) -> bool:
    """Whether neither ORCID's server nor we could refuse this work, once ORCID's schema accepts it."""
    return (
        work.type == WORK_TYPE
        and work.id_uris in _ID_URIS
        and not work.citation
        and (not work.language_code or work.language_code in LANGUAGE_CODES)
        and (not work.country or work.country in COUNTRIES)
        and (not work.translated_title or work.translated_title_language in LANGUAGE_CODES)
        and (not work.url or _WEB_ADDRESS.fullmatch(work.url) is not None)
        and (work.date is None or _is_real(work.date))
        and bool(work.external_ids)
        and all(map(_is_plain_id, work.external_ids))
        and all(map(_is_plain_contributor, work.contributors))
        and _is_said(work.title)
    )


def _is_said(text: str) -> bool:
    """Not blank to anybody: the XSD thinks a no-break space is something, ORCID's server does not."""
    return bool(text.strip())


def _is_real(date: FuzzyDate) -> bool:
    try:
        datetime.date(date.year, date.month or 1, date.day or 1)
    except ValueError:
        return False
    return bool(date.month) or not date.day


def _is_plain_id(identifier: Identifier) -> bool:
    return (
        identifier.relationship == "self"
        and identifier.kind in EXTERNAL_ID_TYPES
        and _is_said(identifier.value)
        and (not identifier.url or _WEB_ADDRESS.fullmatch(identifier.url) is not None)
    )


def _is_plain_contributor(contributor: Contributor) -> bool:
    orcid_id = contributor.orcid_id
    is_somebody = not orcid_id or checked_orcid(orcid_id) == orcid_id
    return contributor.role in _ROLES and is_somebody and _is_said(contributor.credit_name)
