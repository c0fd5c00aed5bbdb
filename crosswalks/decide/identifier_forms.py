"""Every spelling of an identifier and its one normal form (metadata.md D6, the table of D6.1)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from crosswalks.decide.text import one_line
from crosswalks.decide.urls import has_path, is_file, safe_url
from crosswalks.tables import load_table
from crosswalks.thesis import Identifier


class Form(NamedTuple):
    """A typed identifier, or why a value is none. `code` is the finding for a person, "" for none."""

    identifier: Identifier | None
    why: str = ""
    code: str = ""


_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_DOI_LABEL = re.compile(
    r"(?:(?:https?://)?(?:(?:dx|www)\.)?doi\.org/+|info:doi[/:]|doi:?\s*/*|doi\b\s*[:=]?\s*"
    r"|https?://(?:www\.)?hdl\.handle\.net/(?=10\.[0-9]{4}))+",
    re.IGNORECASE,
)
_HANDLE_LABEL = re.compile(
    r"(?:(?:https?://)?(?:www\.)?hdl\.handle\.net/+(?:api/handles/)?|info:hdl[/:]|hdl:\s*/*|hdl\s+"
    r"|handle:\s*|/?handle/+)+",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"[0-9]+(?:\.[0-9A-Za-z][0-9A-Za-z_.-]*)*/\S+")
_HANDLE_IN_URL = re.compile(
    r"https?://[^?#]*?/handle/([0-9]+(?:\.[0-9A-Za-z._-]+)*/[^\s?#]+)$", re.IGNORECASE
)
_TEST_HANDLE = re.compile(r"(?:123456789|20\.1000(?:\.[0-9.]+)?)/")
_URN_NBN = re.compile(r"urn:nbn:([a-z]{2})[:-][^\s?#&<>\"]*[a-z0-9]", re.IGNORECASE)
_ARK = re.compile(r"ark:/?([0-9bcdfghjkmnpqrstvwxz]{5,9}/[^\s?#]+)", re.IGNORECASE)
_ISBN_LABEL = re.compile(r"(?:urn:isbn:|e-?isbn|p-?isbn|isbn)(?:[- ]?1[03](?=\D))?[\s:.=]*", re.IGNORECASE)
_ISBN = re.compile(r"(?:97[89][- ]?)?[0-9](?:[- ]?[0-9]){8}[- ]?[0-9Xx](?![0-9])")
_ETHOS = re.compile(
    r"(?:https?://ethos\.bl\.uk/OrderDetails\.do\?(?:did=\d+&)?uin=)?(uk\.bl\.ethos\.[0-9]+)", re.I
)
_HAL = re.compile(
    r"(?:https?://[\w.-]*(?:archives-ouvertes\.fr|hal\.science|ccsd\.cnrs\.fr)/|hal:)?"
    r"((tel|hal|dumas)-[0-9]{6,9})(?:v[0-9]+)?/?",
    re.IGNORECASE,
)
_NNT = re.compile(
    r"(?:nnt\s*:?\s*|https?://(?:www\.)?theses\.fr/)([12][0-9]{3}[A-Z0-9]{4}[A-Z0-9]{3,5})(?:/id)?",
    re.IGNORECASE,
)
_DNB = re.compile(r"(?:https?://(?:www\.)?d-nb\.info/|dnb:\s*)([0-9]{6,10}[0-9Xx])", re.IGNORECASE)
_OCLC = re.compile(
    r"(?:(?:\(?ocolc\)|oclc(?:\s*(?:no|number))?[\s.:#]*|https?://(?:www\.)?worldcat\.org/oclc/)(?:ocm|ocn|on)?|ocm|ocn)"
    r"0*([1-9][0-9]{3,11})",
    re.IGNORECASE,
)
_LCCN = re.compile(r"(?:lccn[\s.:]*|https?://lccn\.loc\.gov/)([a-z]{0,3}[0-9]{8,10})", re.IGNORECASE)
_ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9Xx]")
_HTTP = re.compile(r"https?://", re.IGNORECASE)
# What nine of ten records write: a DOI or a handle behind its resolver or label, of plain characters only.
_PLAIN = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(?P<doi>10\.[0-9]{4,9}/[A-Za-z0-9_.-]*[A-Za-z0-9])"
    r"|https?://hdl\.handle\.net/(?P<handle>(?!10\.)[0-9]+(?:\.[0-9A-Za-z]+)*/[A-Za-z0-9_-]*[A-Za-z0-9])"
)
# The page of a work as most repositories address it, its numbers made zeros: the same shape for all their records.
_PAGE_SHAPE = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9_-]+)+/?")
_DIGITS_AS_ZEROS = str.maketrans("123456789", "0" * 9)
_SECOND = re.compile(r"(?<=.)(?:https?://(?:dx\.)?(?:hdl\.handle\.net|doi\.org))", re.IGNORECASE)
# What a value in lower case holds when it may be one of the numbers above, which saves trying them one by one.
_MAYBE_NUMBERED = re.compile(
    r"uk\.bl\.ethos|(?:tel|hal|dumas)-|nnt|theses\.fr|d-nb\.info|dnb:|oc(?:m|n|lc|olc)|lccn"
)
# Addresses that are never the page of the work, in lower case.
_NEVER = re.compile(
    r"https?://(?:[\w.-]*creativecommons\.org|rightsstatements\.org|[\w.-]*d-nb\.info/gnd|viaf\.org|isni\.org"
    r"|(?:dx\.|www\.)?doi\.org|(?:www\.)?hdl\.handle\.net|ethos\.bl\.uk|proquest\.umi\.com/login|(?:www\.)?google\.)"
)
# What such an address holds, in lower case, when it may be more than a page, or its host a number.
_TELLING = (
    *("doi", "hdl", "handle", "orcid", "isbn", "ethos", "tel-", "hal-", "dumas-", "theses.fr", "d-nb.info"),
    *("oclc", "lccn", "//0"),
)
_PLAIN_KINDS = frozenset(("", "uri", "url", "landing"))
_OAI_REQUEST = re.compile("[?&]verb=")
_LEADING = " \t<[({\"'“„‘«"
_TRAILING = " \t.,;:\"'“”’»>"
# Kinds that say: a citation, a person, a file, a number of the house.
_NEVER_KINDS = {
    *("citation", "bibliographiccitation", "orcid", "author", "email", "file", "thumbnail", "sici", "govdoc"),
    *("slug", "issn"),
}


@lru_cache(maxsize=512)  # decide_identifiers and decide_url ask for the same values one after the other
def normal_form(text: str, kind: str, handle_prefixes: tuple[str, ...] = ()) -> Form:
    """The identifier in `text`, typed by how it is written; `kind` is the source's own type and only a label.

    The normal form of a normal form is itself, so a record sends the same set for ever.
    """
    if kind in _NEVER_KINDS:
        return Form(None, f"a {kind} is no identifier of the work")
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        doi, handle = plain.groups()
        if doi is not None or not _TEST_HANDLE.match(handle):
            return _plain(doi, handle)
    elif kind in _PLAIN_KINDS and _is_page_shape(text.translate(_DIGITS_AS_ZEROS)) and "10." not in text:
        return Form(Identifier("uri", text, text))
    value = _trimmed(one_line(text).replace("&amp;", "&"))
    lowered = value.lower()
    if "orcid" in lowered or (len(value) == 19 and _ORCID.fullmatch(value)):
        return Form(None, "an ORCID iD belongs to a person, not to the work")
    if "://" in lowered[8:] and (second := _SECOND.search(value)) is not None:
        return _doubled(value[: second.start()], value[second.start() :], handle_prefixes)
    is_web = lowered.startswith(("http://", "https://"))
    form = None
    if "doi" in lowered or "10." in lowered:
        form = _doi(value, kind, is_web)
    if form is None and (
        "hdl" in lowered or "handle" in lowered or handle_prefixes or kind in ("handle", "hdl")
    ):
        form = _handle(value, kind, is_web, handle_prefixes)
    if form is not None:
        return form
    if is_web and is_file(value):
        return Form(None, "the address of a file")
    form = _named(value, lowered, kind, is_web)
    if form is not None:
        return form
    return (
        _page(value, lowered)
        if is_web
        else Form(None, "no identifier that means anything outside this repository")
    )


@lru_cache(maxsize=1024)
def _is_page_shape(shape: str) -> bool:
    """Whether every address of this shape is the page of a work, and names nothing else."""
    lowered = shape.lower()
    return (
        _PAGE_SHAPE.fullmatch(shape) is not None
        and not any(word in lowered for word in _TELLING)
        and not is_file(shape)
        and _page(shape, lowered).identifier is not None
    )


def _plain(doi: str | None, handle: str | None) -> Form:
    """The two spellings that most records use, without the search for all the others."""
    if doi is not None:
        doi = doi.lower()
        return Form(Identifier("doi", doi, f"https://doi.org/{doi}"))
    return Form(Identifier("handle", str(handle), f"https://hdl.handle.net/{handle}"))


def _named(value: str, lowered: str, kind: str, is_web: bool) -> Form | None:
    if "urn:nbn:" in lowered and (form := _urn(value)) is not None:
        return form
    if "ark:" in lowered and (form := _ark(value, is_web)) is not None:
        return form
    if kind == "isbn" or "isbn" in lowered:
        return _isbn(value, kind)
    return _numbered(value, kind) if kind or _MAYBE_NUMBERED.search(lowered) else None


def _trimmed(value: str) -> str:
    """`value` without the punctuation, quotes and lone brackets around it."""
    if value[-1:].isalnum() and value[:1].isalnum():
        return value
    value = value.lstrip(_LEADING).rstrip(_TRAILING)
    for opening, closing in ("()", "[]", "{}"):
        while value.endswith(closing) and value.count(closing) > value.count(opening):
            value = value[:-1].rstrip(_TRAILING)
        if value.count(opening) > value.count(closing) and value.rindex(opening) == len(value) - 1:
            value = value[:-1].rstrip(_TRAILING)
    return value


def _doubled(first: str, second: str, handle_prefixes: tuple[str, ...]) -> Form:
    """Two addresses written as one: the same identifier twice is one, two different ones are none (D6.5)."""
    one = normal_form(first, "", handle_prefixes).identifier
    other = normal_form(second, "", handle_prefixes).identifier
    if other is not None and (one == other or _is_bare_resolver(first)):
        return Form(other)
    return Form(None, "two different addresses written as one", "identifier-doubled-handle")


def _is_bare_resolver(text: str) -> bool:
    return re.fullmatch(r"https?://(?:dx\.)?(?:doi\.org|hdl\.handle\.net)/*", text, re.IGNORECASE) is not None


def _doi(value: str, kind: str, is_web: bool) -> Form | None:
    label = _DOI_LABEL.match(value)
    if label is None and not value.startswith("10."):
        return None
    rest = value[label.end() :] if label else value
    if is_web:
        rest = rest.partition("?")[0].partition("#")[0]
    if "%" in rest:
        rest = unquote(rest)
    rest = _trimmed(rest).rstrip("/")
    if not _DOI.fullmatch(rest):
        if label and kind != "handle":
            return Form(None, "written like a DOI, but it is none", "identifier-bad-doi")
        return None
    doi = rest.lower()
    return Form(Identifier("doi", doi, safe_url(f"https://doi.org/{_for_url(doi)}")))


def _for_url(suffix: str) -> str:
    """A DOI or handle as it must stand in an address (DOI Handbook 2.5.2.4)."""
    for character in '%"#<>?{}|\\^`[] ':
        if character in suffix:
            suffix = suffix.replace(character, f"%{ord(character):02X}")
    return suffix


def _handle(value: str, kind: str, is_web: bool, prefixes: tuple[str, ...]) -> Form | None:
    label = _HANDLE_LABEL.match(value)
    if label is not None:
        rest = value[label.end() :]
    elif is_web:
        in_url = _HANDLE_IN_URL.match(value)
        if in_url is None or in_url.group(1).partition("/")[0] not in prefixes:
            return None
        rest = in_url.group(1)
    elif kind in ("handle", "hdl") or value.partition("/")[0] in prefixes:
        rest = value
    else:
        return None
    return _clean_handle(value, rest, is_web)


def _clean_handle(value: str, rest: str, is_web: bool) -> Form:
    if is_web:
        if is_file(value):
            return Form(None, "the address of a file")
        rest = rest.partition("?")[0].partition("#")[0]
    if "%" in rest:
        rest = unquote(rest)
    rest = _trimmed(rest).rstrip("/")
    if not _HANDLE.fullmatch(rest) or any(c in rest for c in "()[]{}<>"):
        return Form(None, "written like a handle, but it is none", "identifier-bad-handle")
    if _TEST_HANDLE.match(rest):
        url = safe_url(value) if is_web else ""
        identifier = Identifier("uri", url, url) if url else None
        return Form(identifier, "a handle of an unregistered test prefix", "identifier-test-handle")
    return Form(Identifier("handle", rest, safe_url(f"https://hdl.handle.net/{_for_url(rest)}")))


def _urn(value: str) -> Form | None:
    found = _URN_NBN.search(value)
    if found is None or (found.start() and not _HTTP.match(value)):
        return None
    urn = found.group()
    country = found.group(1).lower()
    urn = f"urn:nbn:{country}{urn[10:]}"
    resolver = _resolvers("nbn").get(country, "")
    url = resolver.format(urn) if resolver else (value if _HTTP.match(value) else "")
    return Form(Identifier("urn", urn, safe_url(url)))


@cache
def _resolvers(kind: str) -> dict[str, str]:
    resolvers: dict[str, str] = load_table("resolvers.toml")[kind]
    return resolvers


def _ark(value: str, is_web: bool) -> Form | None:
    found = _ARK.search(value)
    if found is None or (found.start() and not is_web):
        return None
    name = found.group(1).rstrip("/" + _TRAILING)
    if name.startswith("99999/"):  # the NAAN of tests and training
        return Form(None, "an ARK of the test authority 99999", "identifier-test-handle")
    host = value[: found.start()] if is_web else "https://n2t.net/"
    return Form(Identifier("ark", f"ark:/{name}", safe_url(f"{host}ark:/{name}")))


def _isbn(value: str, kind: str) -> Form | None:
    label = _ISBN_LABEL.match(value)
    if label is None and kind != "isbn":
        return None
    found = _ISBN.match(value, label.end() if label else 0)
    if found is None:
        return Form(None, "labelled as an ISBN, but it is none", "isbn-bad-checksum")
    digits = found.group().replace("-", "").replace(" ", "").upper()
    from stdnum import isbn  # needed by few records, so not at start

    if not isbn.is_valid(digits):
        return Form(None, "its check digit is wrong", "isbn-bad-checksum")
    return Form(Identifier("isbn", digits))


def _numbered(value: str, kind: str) -> Form | None:
    """The identifiers of national systems and union catalogues, each with its label."""
    if (found := _ETHOS.fullmatch(value)) is not None:
        return Form(Identifier("ethos", found.group(1).lower()))  # EThOS does not answer any more: no address
    if (found := _HAL.fullmatch(value)) is not None:
        hal = found.group(1).lower()
        return Form(Identifier("hal", hal, _resolvers("hal")[found.group(2).lower()].format(hal)))
    if (
        found := _NNT.fullmatch(
            value if kind != "nnt" else f"NNT:{value.upper().removeprefix('NNT:').strip()}"
        )
    ) is not None:
        nnt = found.group(1).upper()
        return Form(Identifier("other-id", f"NNT:{nnt}", f"https://theses.fr/{nnt}"))
    if (found := _DNB.fullmatch(value)) is not None:
        dnb = found.group(1).upper()
        return Form(Identifier("dnb", dnb, f"https://d-nb.info/{dnb}"))
    if (found := _OCLC.fullmatch(value if kind != "oclc" else f"oclc{value}")) is not None:
        oclc = found.group(1)
        return Form(Identifier("oclc", oclc, f"https://www.worldcat.org/oclc/{oclc}"))
    if (found := _LCCN.fullmatch(value if kind != "lccn" else f"lccn{value}")) is not None:
        lccn = found.group(1).lower()
        return Form(Identifier("lccn", lccn, f"https://lccn.loc.gov/{lccn}"))
    return None


def _page(value: str, lowered: str) -> Form:
    if _NEVER.search(lowered) or ("verb=" in lowered and _OAI_REQUEST.search(lowered)):
        return Form(None, "not the page of the thesis")
    url = safe_url(value)
    if not url:
        return Form(None, "no address that a reader can follow", "url-unsafe")
    if not has_path(url) or (url != value and is_file(url)):
        return Form(None, "the front page of a site, not of the thesis")
    return Form(Identifier("uri", url, url))
