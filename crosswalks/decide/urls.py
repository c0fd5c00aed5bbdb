"""Web addresses: which may be sent, and which are files (metadata.md D6; caution.py is the last look)."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

# Left alone when letters outside ASCII are percent-encoded; "%" too, so encoding again changes nothing.
_KEPT = "%:/?#[]@!$&'()*+,;=~"
_SAFE = re.compile(
    r"https?://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::[0-9]{1,5})?"
    r"(?P<rest>(?:[/?#][^\s<>\"{}|\\^`\x00-\x1f\x7f]*)?)"
)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PRIVATE = re.compile(
    r"localhost|(?:127|10)\.\d+\.\d+\.\d+|0\.0\.0\.0|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+"
    r"|.+\.(?:local|localhost|internal|lan|intranet)",
    re.IGNORECASE,
)
# Begins with one literal character, which makes the search three times as fast.
_FILE_PLACE = re.compile(
    r"/(?:bitstreams?/|retrieve/|viewcontent(?:\.cgi)?\b|download\b|downloads/|file/|fulltext/?\d*(?:$|[./?])"
    r"|preview\d+|datastreams?/|streams?/\w|document/?$|at_download|get_file\b|servlets/mcrfilenodeservlet/"
    r"|deliver/index/docid/|d-nb\.info/[0-9x]+/34$|thumbnails?/|get/[^/]+/fulltext)"
)
_FILE_SUFFIXES = {
    *(
        "pdf",
        "doc",
        "docx",
        "odt",
        "rtf",
        "txt",
        "ps",
        "zip",
        "gz",
        "tgz",
        "tar",
        "rar",
        "7z",
        "epub",
        "mobi",
    ),
    *("jpg", "jpeg", "png", "gif", "tif", "tiff", "svg", "mp3", "mp4", "m4a", "m4v", "avi", "mov", "wav"),
    *("xls", "xlsx", "csv", "ppt", "pptx", "xml", "tex", "djvu"),
}


def safe_url(text: str) -> str:
    """`text` as an address that a reader can follow, in one form for ever; "" when it is none.

    http and https only, a public host, nothing that Xerces refuses as xs:anyURI. Letters outside ASCII are
    percent-encoded, everything else stays as the source writes it.
    """
    url = text if text.isascii() else _encoded(text)
    match = _SAFE.fullmatch(url)
    if match is None or ("%" in url and _BAD_ESCAPE.search(url)):
        return ""
    host, rest = match.groups()
    path = rest.partition("?")[0]
    if not _is_public(host) or "[" in path or "]" in path or rest.count("#") > 1:
        return ""
    return url


@lru_cache(maxsize=1024)  # one source, a handful of hosts
def _is_public(host: str) -> bool:
    return "." in host and ".." not in host and _PRIVATE.fullmatch(host) is None


def _encoded(text: str) -> str:
    """`text` with letters outside ASCII encoded as browsers do: UTF-8 in the path, IDNA in the host."""
    scheme, found, rest = text.partition("://")
    cut = next((n for n, character in enumerate(rest) if character in "/?#"), len(rest))
    try:
        host = rest[:cut] if rest[:cut].isascii() else rest[:cut].encode("idna").decode("ascii")
        return f"{scheme}{found}{host}{quote(rest[cut:], safe=_KEPT)}"
    except UnicodeError:
        return ""


def is_file(url: str) -> bool:
    """Whether `url` is a file of the thesis (or its picture) rather than its page."""
    url = url.lower()
    path = url.partition("?")[0].partition("#")[0]
    suffix = path.rpartition(".")[2]
    return suffix in _FILE_SUFFIXES or _FILE_PLACE.search(url) is not None or "urlappend=" in url


def is_page(url: str) -> bool:
    """Whether `url` can be the page of one work: not a file, and more than the front page of a site."""
    return has_path(url) and not is_file(url)


def has_path(url: str) -> bool:
    """Whether `url` is more than the front page of a site."""
    return bool(url.partition("://")[2].partition("/")[2])
