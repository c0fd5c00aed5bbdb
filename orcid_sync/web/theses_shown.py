"""Theses and works in the shape in which pages show them: exactly what will be written, or was."""

from __future__ import annotations

from datetime import date

from lxml import etree

from crosswalks.crosswalk import Crosswalked, crosswalk
from crosswalks.errors import CrosswalkError
from crosswalks.records import NotXmlError, SourceRecord, parse
from crosswalks.thesis import Thesis
from orcid_sync.push.preparing import Prepared, Preparing
from orcid_sync.store import Content, InvitedFor, Push
from orcid_sync.web.desk import Desk
from orcid_sync.web.views import Contributor, Identifier, Role, ThesisShown, WorkPreview


def role_shown(role: str) -> Role:
    """Pages tell authors from all others who had a part in it."""
    return "author" if role == "author" else "advisor"


def invited_for(desk: Desk, one: InvitedFor, role: str) -> ThesisShown:
    """A thesis of an invitation; one that has no record yet shows its title only."""
    content = desk.store.theses.content_of(one.thesis_id) if one.thesis_id else None
    return shown(desk, content, role) if content else ThesisShown(one.title, role=role_shown(role))


def shown(desk: Desk, content: Content, role: str, push: Push | None = None) -> ThesisShown:
    """A harvested thesis with the work that was sent, or that would be sent: by `push`, or if she said yes."""
    sent_xml = push.sent_xml if push else ""
    made = None if sent_xml else crosswalked(desk, content, role)
    planned = work_to_send(desk, push) if push and not sent_xml else made.work_xml if made else ""
    xml = sent_xml or planned
    preview = preview_of(xml, desk.config.institution.name) if xml else None
    return ThesisShown(
        title=preview.title if preview else content.title,
        language=preview.language if preview else "",
        role=role_shown(role),
        record_url=content.url,
        work=preview,
        on_hold_until=_held_until(desk, content, made.thesis) if made and made.thesis else None,
    )


def work_to_send(desk: Desk, push: Push) -> str:
    """The XML that the next push would send; "" when there is none."""
    prepared = Preparing(desk.store, desk.profile_of, desk.clock).prepare(push)
    return prepared.xml if isinstance(prepared, Prepared) else ""


def crosswalked(desk: Desk, content: Content, role: str = "author") -> Crosswalked | None:
    """The stored record through today's crosswalk, or None when it cannot be read any more."""
    try:
        record = SourceRecord(
            content.identifier, content.datestamp, content.set_specs, False, parse(content.raw)
        )
        return crosswalk(
            record,
            profile=desk.profile_of(content.profile),
            today=desk.clock().date(),
            record_of="advisor" if role == "advisor" else "author",
            site_formats=desk.config.formats,
        )
    except (CrosswalkError, NotXmlError):
        return None


def _held_until(desk: Desk, content: Content, thesis: Thesis) -> date | None:
    """The last day of a stated embargo that this source's policy keeps; None without one, or without its end."""
    names = {source.id: source.name for source in desk.store.sources.all()}
    is_kept = desk.site.policies.of(names.get(content.source_id, "")).hold != "none"
    ends = thesis.embargo_ends if thesis.access == "embargoed" and is_kept else None
    return ends if ends and ends >= desk.clock().date() else None


def preview_of(xml: str, source: str) -> WorkPreview:
    """A work as ORCID shows it, read from its XML."""
    work = etree.fromstring(xml.encode())
    return WorkPreview(
        title=_text(work, "{*}title/{*}title"),
        subtitle=_text(work, "{*}title/{*}subtitle"),
        translated_title=_text(work, "{*}title/{*}translated-title"),
        type=_text(work, "{*}type"),
        journal_title=_text(work, "{*}journal-title"),
        published=_date(work),
        description=_text(work, "{*}short-description"),
        language=_text(work, "{*}language-code").replace("_", "-"),
        url=_text(work, "{*}url"),
        identifiers=tuple(_identifier(one) for one in work.iterfind("{*}external-ids/{*}external-id")),
        contributors=tuple(_contributor(one) for one in work.iterfind("{*}contributors/{*}contributor")),
        citation=_text(work, "{*}citation/{*}citation-value"),
        source=source,
    )


def _identifier(element: etree._Element) -> Identifier:
    kind, value, url, relationship = (
        _text(element, f"{{*}}external-id-{part}") for part in ("type", "value", "url", "relationship")
    )
    return Identifier(kind, value, url, relationship)


def _contributor(element: etree._Element) -> Contributor:
    role = _text(element, "{*}contributor-attributes/{*}contributor-role")
    return Contributor(
        _text(element, "{*}credit-name"),
        role.rstrip("/").rpartition("/")[2],  # CRediT writes roles as addresses
        _text(element, "{*}contributor-orcid/{*}uri"),
    )


def _date(work: etree._Element) -> str:
    parts = (_text(work, f"{{*}}publication-date/{{*}}{part}") for part in ("year", "month", "day"))
    return "-".join(filter(None, parts))


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()
