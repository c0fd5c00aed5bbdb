"""Thesis → ORCID work: the value, and its XML in the order that work-3.0.xsd wants (orcid.md §2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape as _escape_quotes
from typing import Literal, NamedTuple

from crosswalks.citation import decide_citation
from crosswalks.decide.abstracts import SHORT_DESCRIPTION_LIMIT
from crosswalks.decide.languages import orcid_language
from crosswalks.decide.text import fold, shorten
from crosswalks.profile import Profile
from crosswalks.thesis import Decided, Decision, FuzzyDate, Identifier, Person, Rejected, Thesis
from schemas.finding import Finding

WORK_TYPE = "dissertation-thesis"
RecordOf = Literal["author", "advisor"]
# In the advisor's own record the thesis is her student's work (orcid.md §2.3, §8.3).
_TYPES: dict[RecordOf, str] = {"author": WORK_TYPE, "advisor": "supervised-student-publication"}
# CRediT URIs are http and end in a slash, or ORCID answers 9058 (orcid.md §2.4).
SUPERVISION = "http://credit.niso.org/contributor-roles/supervision/"


class Contributor(NamedTuple):
    """One contributor as ORCID shows it. `orcid_id` only when the person signed in, "" otherwise."""

    credit_name: str
    role: str
    sequence: str
    orcid_id: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """An ORCID 3.0 work. Empty strings and None are elements that are left out."""

    title: str
    external_ids: tuple[Identifier, ...]
    type: str = WORK_TYPE
    subtitle: str = ""
    translated_title: str = ""
    translated_title_language: str = ""
    journal_title: str = ""
    short_description: str = ""
    citation_type: str = ""
    citation: str = ""
    date: FuzzyDate | None = None
    url: str = ""
    contributors: tuple[Contributor, ...] = ()
    language_code: str = ""
    country: str = ""
    id_uris: str = "https://orcid.org/"


def work_of(
    thesis: Thesis, *, profile: Profile, authenticated: Mapping[str, str], record_of: RecordOf = "author"
) -> Decided[Work]:
    """The work that goes to the author's record, or with `record_of="advisor"` to her advisor's own.

    `authenticated` maps a person's name as the source states it (`Person.stated`) to her authenticated iD, bare.
    """
    findings: list[Finding] = []
    decisions: list[Decision] = []
    work_type = _TYPES[record_of]
    decisions.append(Decision("type", work_type, "", f"type.{work_type}"))
    language = orcid_language(thesis.title.language, thesis.title.text)
    if thesis.title.language and not language:
        findings.append(_no_orcid_code(thesis.title.language, "language"))
    decisions.append(Decision("language-code", language, "title", "language.of-the-chosen-title"))
    translated, translated_language = _translated_title(thesis, language, findings)
    names_advisors = profile.advisors or record_of == "advisor"
    contributors = _contributors(thesis.people, names_advisors, profile, authenticated, findings)
    decisions += _not_sent(thesis.people, names_advisors)
    abstract = thesis.abstract.text if thesis.abstract else ""
    journal_title = _journal_title(thesis, profile)
    decisions.append(Decision("journal-title", journal_title, "", f"journal-title.{profile.journal_title}"))
    citation = decide_citation(thesis, profile.citation)
    work = Work(
        title=thesis.title.text,
        subtitle=thesis.title.subtitle,
        translated_title=translated,
        translated_title_language=translated_language,
        journal_title=journal_title,
        short_description=shorten(abstract, SHORT_DESCRIPTION_LIMIT) if abstract else "",
        citation_type=citation.value.type,
        citation=citation.value.value,
        type=work_type,
        date=thesis.date,
        external_ids=thesis.identifiers,
        url=thesis.url,
        contributors=contributors,
        language_code=language,
        country=thesis.country,
        id_uris=profile.id_uris,
    )
    return Decided(work, (*decisions, *citation.decisions), tuple(findings))


def _no_orcid_code(tag: str, field: str) -> Finding:
    return Finding(
        "language-unknown-to-orcid",
        "info",
        field,
        f"ORCID has no code for the language “{tag}”, so none is sent.",
        value=tag,
    )


def _translated_title(thesis: Thesis, main_language: str, findings: list[Finding]) -> tuple[str, str]:
    translated = thesis.translated_title
    if translated is None:
        return "", ""
    text = f"{translated.text}: {translated.subtitle}" if translated.subtitle else translated.text
    code = orcid_language(translated.language, text)
    if not code:
        # The XSD requires language-code on a translated title.
        findings.append(_no_orcid_code(translated.language, "translated-title"))
        return "", ""
    return ("", "") if code == main_language else (text, code)


def _journal_title(thesis: Thesis, profile: Profile) -> str:
    if profile.journal_title == "grantor":
        return thesis.degree.grantor
    return thesis.series if profile.journal_title == "series" else ""


def _contributors(
    people: tuple[Person, ...],
    names_advisors: bool,
    profile: Profile,
    authenticated: Mapping[str, str],
    findings: list[Finding],
) -> tuple[Contributor, ...]:
    """Authors in order, then advisors; the committee stays in the hub (metadata.md D10)."""
    authors = [p for p in people if p.role == "author"]
    advisors = [p for p in people if p.role == "advisor"] if names_advisors else []
    return tuple(
        Contributor(
            person.name,
            profile.author_role if person.role == "author" else SUPERVISION,
            "first" if number == 0 and authors else "additional",
            authenticated_id(person, people, authenticated, findings) if authenticated else "",
        )
        for number, person in enumerate(authors + advisors)
    )


_LEFT_OUT = {
    "advisor": "the profile leaves advisors out",
    "committee": "who judged a thesis did not contribute to it",
    "other": "in a role that ORCID has no word for",
}


def _not_sent(people: tuple[Person, ...], names_advisors: bool) -> tuple[Decision, ...]:
    sent = ("author", "advisor") if names_advisors else ("author",)
    left_out = tuple(Rejected(p.name, "", _LEFT_OUT[p.role]) for p in people if p.role not in sent)
    return (Decision("contributors", "", "", "contributors.not-sent", left_out),) if left_out else ()


def authenticated_id(
    person: Person, people: tuple[Person, ...], authenticated: Mapping[str, str], findings: list[Finding]
) -> str:
    """The authenticated iD of this person, "" when there is none or two people of the thesis share the name."""
    orcid_id = authenticated.get(person.stated, "")
    if not orcid_id:
        return ""
    folded = fold(person.name)
    if sum(fold(other.name) == folded for other in people if other.role in ("author", "advisor")) > 1:
        findings.append(
            Finding(
                "contributor-namesakes",
                "warning",
                "contributor",
                f"Two contributors are called “{person.name}”, so the authenticated iD is shown for neither.",
                "Tell the two apart in the repository, for instance by a middle name.",
                person.stated,
            )
        )
        return ""
    return orcid_id


XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_HEAD = (
    f"{XML_DECLARATION}"
    '<work:work xmlns:work="http://www.orcid.org/ns/work" xmlns:common="http://www.orcid.org/ns/common"'
)


def to_xml(work: Work, *, put_code: str = "") -> str:
    """The work as an XML document. Written as text: five times as fast as a tree (libraries.md, Part 1 b)."""
    lines = [f'{_HEAD} put-code="{_escape_quotes(put_code)}">' if put_code else f"{_HEAD}>"]
    add = lines.append
    add("  <work:title>")
    add(f"    <common:title>{_text(work.title)}</common:title>")
    if work.subtitle:
        add(f"    <common:subtitle>{_text(work.subtitle)}</common:subtitle>")
    if work.translated_title:
        name = "common:translated-title"
        code = _escape_quotes(work.translated_title_language)
        add(f'    <{name} language-code="{code}">{_text(work.translated_title)}</{name}>')
    add("  </work:title>")
    if work.journal_title:
        add(f"  <work:journal-title>{_text(work.journal_title)}</work:journal-title>")
    if work.short_description:
        add(f"  <work:short-description>{_text(work.short_description)}</work:short-description>")
    if work.citation:
        add("  <work:citation>")
        add(f"    <work:citation-type>{_text(work.citation_type)}</work:citation-type>")
        add(f"    <work:citation-value>{_text(work.citation)}</work:citation-value>")
        add("  </work:citation>")
    add(f"  <work:type>{_text(work.type)}</work:type>")
    if work.date:
        add(_date_xml(work.date))
    add("  <common:external-ids>")
    lines += [_external_id_xml(identifier) for identifier in work.external_ids]
    add("  </common:external-ids>")
    if work.url:
        add(f"  <common:url>{_text(work.url)}</common:url>")
    if work.contributors:
        add("  <work:contributors>")
        lines += [_contributor_xml(contributor, work.id_uris) for contributor in work.contributors]
        add("  </work:contributors>")
    if work.language_code:
        add(f"  <common:language-code>{_text(work.language_code)}</common:language-code>")
    if work.country:
        add(f"  <common:country>{_text(work.country)}</common:country>")
    add("</work:work>\n")
    return "\n".join(lines)


def _text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _date_xml(date: FuzzyDate) -> str:
    parts = f"<common:year>{date.year:04d}</common:year>"
    if date.month:
        parts += f"<common:month>{date.month:02d}</common:month>"
        if date.day:
            parts += f"<common:day>{date.day:02d}</common:day>"
    return f"  <common:publication-date>{parts}</common:publication-date>"


def _external_id_xml(identifier: Identifier) -> str:
    url = (
        f"      <common:external-id-url>{_text(identifier.url)}</common:external-id-url>\n"
        if identifier.url
        else ""
    )
    # The url comes before the relationship, or the XSD refuses it.
    return (
        "    <common:external-id>\n"
        f"      <common:external-id-type>{_text(identifier.kind)}</common:external-id-type>\n"
        f"      <common:external-id-value>{_text(identifier.value)}</common:external-id-value>\n"
        f"{url}"
        f"      <common:external-id-relationship>{identifier.relationship}</common:external-id-relationship>\n"
        "    </common:external-id>"
    )


def _contributor_xml(contributor: Contributor, id_uris: str) -> str:
    orcid = ""
    if contributor.orcid_id:
        host = id_uris.removeprefix("https://").rstrip("/")
        orcid = (
            f"      <common:contributor-orcid><common:uri>{id_uris}{contributor.orcid_id}</common:uri>"
            f"<common:path>{contributor.orcid_id}</common:path><common:host>{host}</common:host>"
            "</common:contributor-orcid>\n"
        )
    return (
        "    <work:contributor>\n"
        f"{orcid}"
        f"      <work:credit-name>{_text(contributor.credit_name)}</work:credit-name>\n"
        "      <work:contributor-attributes>"
        f"<work:contributor-sequence>{contributor.sequence}</work:contributor-sequence>"
        f"<work:contributor-role>{_text(contributor.role)}</work:contributor-role>"
        "</work:contributor-attributes>\n"
        "    </work:contributor>"
    )
