"""Turns a view into HTML, in the frame's language."""

from __future__ import annotations

from functools import cache, partial
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from orcid_sync.web import i18n
from orcid_sync.web.views import Badge, Frame, View

TEMPLATE_EXTENSIONS: Final = ("jinja2.ext.i18n",)


def render(view: View, frame: Frame) -> str:
    """The whole page: HTML without inline script, inline style or a request to anybody else."""
    return (
        environment(frame.language).get_template(view.template).render(view=view, frame=frame).strip() + "\n"
    )


def badge_as_json(badge: Badge) -> dict[str, object]:
    """The same as the badge's HTML, for a page that draws it by itself; the shape stands in docs/web.md."""
    person = badge.person
    return {
        "orcid": person.orcid_uri.rpartition("/")[2] or None,
        "uri": person.orcid_uri or None,
        "name": person.name or None,
        "authenticated": person.authenticated,
        "html": render(badge, _NOWHERE),
    }


_NOWHERE: Final = Frame(language=i18n.SOURCE, institution="", path="")


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
        "isolated": Markup("<bdi>{}</bdi>").format,  # so that a name does not turn the sentence around it
        "day": partial(i18n.day, language=language),
        "short_day": partial(i18n.short_day, language=language),
        "minute": partial(i18n.minute, language=language),
        "partial_date": partial(i18n.partial_date, language=language),
    }
    return made
