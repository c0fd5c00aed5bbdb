"""Languages: which one a person reads, the translated strings, and how dates are written."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from babel.core import Locale, negotiate_locale
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE: Final = "en"  # the language that the templates are written in
# In the order in which a person finds them, each in its own language.
LANGUAGES: Final = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pt": "Português",
    "cs": "Čeština",
    "ar": "العربية",
}


def choose(accept_language: str, remembered: str = "") -> str:
    """The language of LANGUAGES to show: the remembered choice, else the best of the browser's header."""
    if remembered in LANGUAGES:
        return remembered
    wanted = [tag.replace("-", "_") for tag in _by_preference(accept_language)]
    return negotiate_locale(wanted, list(LANGUAGES), sep="_") or SOURCE


def direction(language: str) -> str:
    """ "rtl" or "ltr", for the attribute `dir`."""
    return Locale.parse(language).text_direction


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language, compiled when first needed; English is the source itself."""
    if language == SOURCE:
        return NullTranslations()
    catalogue = files("orcid_sync.web") / "locales" / language / "LC_MESSAGES" / "messages.po"
    compiled = BytesIO()
    with catalogue.open("rb") as po:
        write_mo(compiled, read_po(po, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def day(moment: date | datetime, language: str) -> str:
    """“22 November 2026” as the language writes it."""
    return format_date(moment, "long", locale=_regional(language))


def short_day(moment: date | datetime, language: str) -> str:
    """“22 Nov 2026”, where there is little room."""
    return format_date(moment, "medium", locale=_regional(language))


def minute(moment: datetime, language: str) -> str:
    """Day and time, as the language writes them, in the moment's own zone."""
    return f"{day(moment, language)}, {format_time(moment, 'short', locale=_regional(language))}"


def partial_date(written: str, language: str) -> str:
    """“2026”, “May 2026” or “17 May 2026”: as exact as `written`, never more."""
    match [int(part) for part in written.split("-") if part.isdigit()]:
        case [year, month, of_month]:
            return format_date(date(year, month, of_month), "long", locale=_regional(language))
        case [year, month]:
            return format_skeleton("yMMMM", datetime(year, month, 1), locale=_regional(language))
        case _:
            return written


def _regional(language: str) -> Locale:
    """English and Portuguese as Europe writes them: the day before the month."""
    return Locale.parse({"en": "en_GB", "pt": "pt_PT"}.get(language, language))


def _by_preference(header: str) -> list[str]:
    """The tags of an Accept-Language header, best first; what cannot be read is passed over."""
    weighed = []
    for place, part in enumerate(header[:1000].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if tag and quality > 0:
            weighed.append((-quality, place, tag))
    return [tag for _, _, tag in sorted(weighed)]
