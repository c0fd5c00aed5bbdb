"""Which identifiers and which address a work carries (metadata.md D6, D16)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from crosswalks.decide.identifier_forms import Form, normal_form
from crosswalks.decide.text import is_placeholder, one_line
from crosswalks.decide.urls import is_page, safe_url
from crosswalks.profile import Profile
from crosswalks.thesis import Decided, Decision, Identifier, Rejected, Statement
from schemas.finding import Finding, Severity

# DOI, handle, URN or ARK, ISBN, archives, other numbers, address: the order in which they are sent (D6.2).
_ORDER = {"doi": 0, "handle": 1, "urn": 2, "ark": 2, "isbn": 3, "ethos": 4, "hal": 4, "uri": 6}
_PERSISTENT = frozenset(("doi", "handle", "urn", "ark"))
_RESOLVED_BY_US = ("doi", "handle", "urn", "ark", "hal", "other-id", "dnb")
_ISSN = re.compile(r"(?<![0-9-])([0-9]{4})[-‐–]?([0-9]{3}[0-9Xx])(?![0-9-])")
_EPRINT = re.compile(r"https?://[^\s/]+(?:/[^\s/]+)*?/[0-9]+/?")
_GRANT = re.compile(r"(?=[^\s]*[0-9])[A-Za-z0-9][A-Za-z0-9./_-]{2,49}")


_MESSAGES: dict[str, tuple[Severity, str, str]] = {
    "identifier-doubled-handle": (
        "warning",
        "“{}” holds two different addresses in one field, so neither is taken.",
        "Enter one address in each field.",
    ),
    "identifier-bad-doi": ("warning", "“{}” is written like a DOI, but it is none.", "Correct the DOI."),
    "identifier-bad-handle": (
        "warning",
        "“{}” is written like a handle, but it is none.",
        "Correct the handle.",
    ),
    "identifier-test-handle": (
        "warning",
        "“{}” has a test prefix that no resolver knows, so it is not sent as a persistent identifier.",
        "Register a handle prefix for the repository (in DSpace: handle.prefix).",
    ),
    "isbn-bad-checksum": ("warning", "“{}” is no ISBN: its check digit is wrong.", "Correct the ISBN."),
    "url-unsafe": (
        "warning",
        "“{}” is no web address that a reader outside can follow, so it is left out.",
        "Give an address that starts with http:// or https://, has a public host and no blanks.",
    ),
}


class _Found(NamedTuple):
    identifier: Identifier
    at: str
    kind: str


class _Read(NamedTuple):
    found: list[_Found]
    rejected: list[Rejected]
    findings: list[Finding]


def decide_identifiers(
    identifiers: Sequence[Statement],
    relations: Sequence[Statement],
    *,
    oai_identifier: str,
    profile: Profile,
) -> Decided[tuple[Identifier, ...]]:
    """All identifiers of the work, in the order and form in which they are sent for ever.

    An address is one only where nothing persistent is stated, the OAI identifier only where nothing is.
    Relations give the series and, where the source says so, another version; never the work's own.
    """
    read = _read_all(identifiers, profile)
    found = _one_doi(read, profile)
    found = _one_handle(found, read, oai_identifier, profile)
    found = _page_only_without_persistent(found, read, oai_identifier)
    found.sort(key=lambda one: _ORDER.get(one.identifier.kind, 5))
    decisions = [
        Decision("external-id", f"{one.kind}:{one.value}", at, f"identifier.{one.kind}")
        for one, at, _ in found
    ]
    chosen = [one.identifier for one in found]
    if not chosen:
        _fall_back(chosen, decisions, read, oai_identifier)
    related = _related(relations) if relations else []
    for one in related:
        if all(one.identifier[:2] != other[:2] for other in chosen):
            chosen.append(one.identifier)
            rule = f"identifier.{one.identifier.relationship}"
            decisions.append(
                Decision("external-id", f"{one.identifier.kind}:{one.identifier.value}", one.at, rule)
            )
    if read.rejected:
        decisions.append(Decision("external-id", "", "", "identifier.left-out", tuple(read.rejected)))
    return Decided(tuple(chosen), tuple(decisions), tuple(read.findings))


def _read_all(identifiers: Sequence[Statement], profile: Profile) -> _Read:
    read = _Read([], [], [])
    seen: set[tuple[str, str]] = set()
    for statement in identifiers:
        text, at, kind = statement.text, statement.at, statement.kind.lower()
        if kind == "file":
            read.rejected.append(Rejected(text, at, "the address of a file"))
            continue
        form = normal_form(text, kind, profile.handle_prefixes)
        if form.code:
            read.findings.append(_finding(form, text))
        if form.identifier is None:
            if not is_placeholder(text):
                read.rejected.append(Rejected(text, at, form.why))
        elif (key := (form.identifier.kind, form.identifier.value.lower())) in seen:
            read.rejected.append(Rejected(text, at, "the same identifier again"))
        else:
            seen.add(key)
            read.found.append(_Found(form.identifier, at, "test" if form.code else kind))
    return read


def _one_doi(read: _Read, profile: Profile) -> list[_Found]:
    """Of several DOIs the one with the repository's own prefix; none where that does not decide (D6.3)."""
    dois = [one for one in read.found if one.identifier.kind == "doi"]
    if len(dois) < 2:
        return read.found
    own = [one for one in dois if one.identifier.value.partition("/")[0] in profile.doi_prefixes]
    kept = own if len(own) == 1 else []
    for one in dois:
        if one not in kept:
            read.rejected.append(
                Rejected(one.identifier.value, one.at, "which of several DOIs is the thesis' own")
            )
    if not kept:
        values = ", ".join(one.identifier.value for one in dois)
        read.findings.append(
            Finding(
                "identifier-two-dois",
                "warning",
                "identifier",
                f"The record states several DOIs ({values}), and which one is the thesis' own, is not said; "
                "none is sent.",
                "Move the DOIs of related works to a relation field, or set “doi_prefixes” in the profile.",
                values,
            )
        )
    return [one for one in read.found if one.identifier.kind != "doi" or one in kept]


def _one_handle(found: list[_Found], read: _Read, oai_identifier: str, profile: Profile) -> list[_Found]:
    """Of several handles the one in the OAI identifier, or with the repository's prefix; else the first."""
    handles = [one for one in found if one.identifier.kind == "handle"]
    if len(handles) < 2:
        return found
    own = [one for one in handles if oai_identifier.endswith(":" + one.identifier.value)] or [
        one for one in handles if one.identifier.value.partition("/")[0] in profile.handle_prefixes
    ]
    kept = own[0] if own else handles[0]
    read.rejected.extend(
        Rejected(one.identifier.value, one.at, "another handle was taken")
        for one in handles
        if one is not kept
    )
    if len(own) != 1:
        values = ", ".join(one.identifier.value for one in handles)
        read.findings.append(
            Finding(
                "identifier-two-handles",
                "warning",
                "identifier",
                f"The record states several handles ({values}); {kept.identifier.value} is sent.",
                "Leave one handle in the record, or set “handle_prefixes” in the profile.",
                values,
            )
        )
    return [one for one in found if one.identifier.kind != "handle" or one is kept]


def _page_only_without_persistent(found: list[_Found], read: _Read, oai_identifier: str) -> list[_Found]:
    """`uri` only where no DOI, handle, URN or ARK is: one address, the stated landing page first."""
    pages = [one for one in found if one.identifier.kind == "uri"]
    if not pages:
        return found
    others = [one for one in found if one.identifier.kind != "uri"]
    if any(one.identifier.kind in _PERSISTENT for one in others):
        return others
    kept = _best_page(pages, oai_identifier)
    read.rejected.extend(
        Rejected(one.identifier.value, one.at, "another address was taken")
        for one in pages
        if one is not kept
    )
    return [*others, kept]


def _best_page(pages: list[_Found], oai_identifier: str) -> _Found:
    """The stated landing page, else one of the repository's own host, else the first; test handles last."""
    host = oai_identifier.partition(":")[2].partition(":")[0].lower()

    def rank(page: _Found) -> int:
        if page.kind == "landing":
            return 0
        if page.kind == "test":
            return 3
        return 1 if host and host in page.identifier.value.lower() else 2

    return min(pages, key=rank)


def _fall_back(chosen: list[Identifier], decisions: list[Decision], read: _Read, oai_identifier: str) -> None:
    """ORCID takes no work without `self`: the OAI identifier is our own last resort."""
    value = one_line(oai_identifier)
    if not value:
        read.findings.append(
            Finding(
                "identifier-missing",
                "error",
                "identifier",
                "The record has no identifier, and ORCID takes no work without one.",
                "Enter a DOI, a handle or the address of the thesis' page.",
            )
        )
        return
    chosen.append(Identifier("source-work-id", value))
    decisions.append(
        Decision("external-id", f"source-work-id:{value}", "header/identifier", "identifier.oai")
    )
    read.findings.append(
        Finding(
            "identifier-only-oai",
            "warning",
            "identifier",
            "The record states no DOI, handle or page address, so only its OAI identifier is sent. Readers "
            "cannot follow it, and it does not join the thesis with the copies of other sources.",
            "Enter the DOI, handle or page address in the repository.",
            value,
        )
    )


def _related(relations: Sequence[Statement]) -> list[_Found]:
    related = []
    for statement in relations:
        one = _RELATED[statement.kind](statement) if statement.kind in _RELATED else None
        if one is not None:
            related.append(_Found(one, statement.at, statement.kind))
    return related


def _series(statement: Statement) -> Identifier | None:
    """The ISSN or ISBN of a stated series, with a right check digit."""
    text = one_line(statement.text)
    for first, last in _ISSN.findall(text):
        issn = f"{first}-{last.upper()}"
        from stdnum import issn as issns  # needed by few records, so not at start

        if issns.is_valid(issn):
            return Identifier("issn", issn, f"https://portal.issn.org/resource/ISSN/{issn}", "part-of")
    isbn = normal_form(text, "isbn").identifier
    return isbn._replace(relationship="part-of") if isbn is not None and isbn.kind == "isbn" else None


def _version(statement: Statement) -> Identifier | None:
    form = normal_form(statement.text, "").identifier
    if form is None or form.kind not in _PERSISTENT:
        return None
    return form._replace(relationship="version-of")


def _grant(statement: Statement) -> Identifier | None:
    """A grant only with a clean number and an address, or it says nothing to a reader (metadata.md (b))."""
    number, url = one_line(statement.text), safe_url(statement.link)
    return Identifier("grant_number", number, url, "funded-by") if url and _GRANT.fullmatch(number) else None


_RELATED = {"series": _series, "part-of": _series, "version-of": _version, "grant": _grant}


def decide_url(
    identifiers: Sequence[Statement], chosen: tuple[Identifier, ...], *, profile: Profile
) -> Decided[str]:
    """The address that a reader follows: the stated page, else where the identifier resolves."""
    for one in chosen:
        if one.kind == "uri" and one.relationship == "self" and not _is_dead(one.value):
            return Decided(one.value, (Decision("url", one.value, "", "url.the-identifier"),))
    page, at = _stated_page(identifiers, profile)
    if page:
        return Decided(page, (Decision("url", page, at, "url.stated-page"),))
    for one in chosen:
        if one.kind in _RESOLVED_BY_US and one.relationship == "self" and one.url:
            return Decided(one.url, (Decision("url", one.url, "", f"url.of-the-{one.kind}"),))
    return Decided(
        "",
        (Decision("url", "", "", "url.none"),),
        (
            Finding(
                "url-missing",
                "info",
                "url",
                "The record gives no address that leads to the thesis, so the work carries no link.",
                "Enter the address of the thesis' page in the repository.",
            ),
        ),
    )


def _stated_page(identifiers: Sequence[Statement], profile: Profile) -> tuple[str, str]:
    first, first_at = "", ""
    for statement in identifiers:
        if statement.kind == "file" or "://" not in statement.text[:10]:
            continue
        page = _page_in(statement, profile)
        if page and statement.kind == "landing":
            return page, statement.at
        if page and not first:
            first, first_at = page, statement.at
    return first, first_at


def _page_in(statement: Statement, profile: Profile) -> str:
    identifier = normal_form(statement.text, statement.kind.lower(), profile.handle_prefixes).identifier
    if identifier is None or identifier.kind in ("doi", "urn", "hal", "other-id", "dnb", "oclc", "lccn"):
        return ""
    if identifier.kind == "uri":
        return "" if _is_dead(identifier.value) else identifier.value
    if identifier.kind in ("handle", "ark") and "://hdl.handle.net/" not in statement.text.lower():
        url = safe_url(one_line(statement.text))  # the repository's own page of that handle
        return url if is_page(url) else ""
    return ""


def pages_of_files(identifiers: Sequence[Statement], relations: Sequence[Statement]) -> list[Statement]:
    """The page of the thesis where a relation says it: EPrints has `…/123/` there, and the file `…/123/1/a.pdf`."""
    if not relations:
        return []
    stated = [one_line(statement.text) for statement in identifiers]
    return [
        relation._replace(kind="landing")
        for relation in relations
        if relation.kind == "" and _EPRINT.fullmatch(relation.text) and _begins_one(relation.text, stated)
    ]


def _begins_one(page: str, stated: Sequence[str]) -> bool:
    bare = page.partition("://")[2].rstrip("/") + "/"
    return any(text.partition("://")[2].startswith(bare) for text in stated)


def _is_dead(url: str) -> bool:
    """Whether `url` asks the handle system for a test handle, which nobody registered."""
    return "//hdl.handle.net/" in url.lower()


def _finding(form: Form, text: str) -> Finding:
    severity, message, remedy = _MESSAGES[form.code]
    return Finding(form.code, severity, "identifier", message.format(text[:200]), remedy, text)
