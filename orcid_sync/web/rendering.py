"""Turns a view into HTML, in the frame's language."""

from __future__ import annotations

from functools import cache, partial
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from orcid_sync.web import i18n
from orcid_sync.web.views import Frame, View

TEMPLATE_EXTENSIONS: Final = ("jinja2.ext.i18n",)


def render(view: View, frame: Frame) -> str:
    """The whole page: HTML without inline script, inline style or a request to anybody else."""
    return (
        environment(frame.language).get_template(view.template).render(view=view, frame=frame).strip() + "\n"
    )


@cache
def environment(language: str) -> Environment:
    """The templates, with every string in `language`."""
    made = Environment(
        loader=PackageLoader("orcid_sync.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=TEMPLATE_EXTENSIONS,
    )
    made.install_gettext_translations(i18n.translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"languages": i18n.LANGUAGES, "direction": i18n.direction}
    made.filters |= {
        "as_spoken": _as_spoken,
        "isolated": Markup("<bdi>{}</bdi>").format,  # so that a name does not turn the sentence around it
        "day": partial(i18n.day, language=language),
        "short_day": partial(i18n.short_day, language=language),
        "minute": partial(i18n.minute, language=language),
        "partial_date": partial(i18n.partial_date, language=language),
    }
    return made


def _as_spoken(name: str) -> str:
    """“Carberry, Josiah” as a person is addressed; any other form stays as it is."""
    match [part.strip() for part in name.split(",")]:
        case [family, given] if family and given:
            return f"{given} {family}"
        case _:
            return name
