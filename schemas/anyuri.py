"""Whether a text is an `xs:anyURI` to ORCID's engine, Xerces 2.12.2 (its reading of RFC 2396).

libxml2 judges by other rules: it accepts `a#b#c` and refuses what Xerces escapes first, so lxml cannot
decide. Both accept `javascript:` and blanks; refusing those is caution, not schema.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import quote

_ESCAPE = "%[0-9A-Fa-f]{2}"
_PATH = rf"(?:[A-Za-z0-9\-_.!~*'();/:@&=+$,]|{_ESCAPE})*"
_URIC = rf"(?:[A-Za-z0-9\-_.!~*'();/?:@&=+$,\[\]]|{_ESCAPE})*"
_USER = rf"(?:[A-Za-z0-9\-_.!~*'();:&=+$,]|{_ESCAPE})*"

_SCHEME = re.compile(r"([^:/?#]*):")
_SCHEME_NAME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*")
_HIERARCHICAL = re.compile(rf"{_PATH}(?:\?{_URIC})?(?:#{_URIC})?")
_OPAQUE = re.compile(rf"{_URIC}(?:#{_URIC})?")
_BRACKETED = re.compile(rf"//(?:{_USER}@)?\[([^\]/?#]*)\](?::\+?(\d*))?(?=[/?#]|$)")
_PLAIN = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.\-]*(?:/[A-Za-z0-9\-_.!~*'();/:@&=+$,]*)?")
_XML_SPACE = re.compile(r"[ \t\r\n]+")


def is_any_uri(text: str) -> bool:
    """Whether Xerces takes this text, white space collapsed, for an `xs:anyURI`; the empty text is one."""
    if _PLAIN.fullmatch(text):
        return True
    uri = quote(_XML_SPACE.sub(" ", text).strip(" "), safe="!#$%&'()*+,-./:;=?@[]_", errors="surrogatepass")
    scheme = _SCHEME.match(uri)
    if scheme is None:
        return _is_hierarchical(uri)
    rest = uri[scheme.end() :]
    if not _SCHEME_NAME.fullmatch(scheme[1]) or not rest or rest.startswith("#"):
        return False
    return _is_hierarchical(rest) if rest.startswith("/") else _OPAQUE.fullmatch(rest) is not None


def _is_hierarchical(rest: str) -> bool:
    bracketed = _BRACKETED.match(rest)
    if bracketed and _is_ipv6(bracketed[1]) and int(bracketed[2] or 0) <= 65535:
        rest = rest[bracketed.end() :]
    return _HIERARCHICAL.fullmatch(rest) is not None


def _is_ipv6(address: str) -> bool:
    try:
        IPv6Address(address)
    except AddressValueError:
        return False
    return True
