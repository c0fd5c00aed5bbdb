"""The settings of `[web]`: what the pages show, whom they trust, and how often somebody may try."""

from __future__ import annotations

import re
from typing import Annotated, Final
from urllib.parse import urlsplit

import msgspec

CALLBACK: Final = "/orcid/callback"
_KEY: Final = re.compile(r"[0-9a-f]{64}")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_ORCID_ID: Final = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_LOOPBACK: Final = ("http://127.0.0.1", "http://localhost")


class Campus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The institution's own sign-in (OpenID Connect), whose verified e-mail address proves a claim."""

    name: str
    issuer: str
    client_id: str
    client_secret_file: str


class Web(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """docs/configuration.md explains each."""

    staff: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()
    api_keys: tuple[str, ...] = ()
    invitation_days: Annotated[int, msgspec.Meta(ge=1, le=730)] = 90
    attempts: Annotated[int, msgspec.Meta(ge=1)] = 60
    proxies: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    website: str = ""
    privacy: str = ""
    logo: str = ""
    colour: str = "#17365d"
    campus: Campus | None = None
    oai: bool = False  # show the theses with their iDs to aggregators, at /oai


def web_faults(web: Web, redirect_uri: str) -> list[tuple[str, str, str]]:
    """What cannot be used, each as (setting, value, what is expected)."""
    faults = [("web.staff", one, "It is no ORCID iD.") for one in web.staff if not _ORCID_ID.fullmatch(one)]
    faults += [("web.returns", one, _ORIGIN) for one in web.returns if not is_origin(one)]
    faults += [("web.api_keys", one[:8], _HASH) for one in web.api_keys if not _KEY.fullmatch(one)]
    faults += [
        (f"web.{name}", value, "It has to start with https://.")
        for name, value in (("website", web.website), ("privacy", web.privacy))
        if value and not value.startswith("https://")
    ]
    if not _COLOUR.fullmatch(web.colour):
        faults.append(("web.colour", web.colour, "Write it like #17365d."))
    if web.campus and not web.campus.issuer.startswith(("https://", *_LOOPBACK)):
        faults.append(("web.campus.issuer", web.campus.issuer, "It has to start with https://."))
    if redirect_uri and ("?" in redirect_uri or "#" in redirect_uri):
        faults.append(("orcid.redirect_uri", redirect_uri, "It is an address without ? and #."))
    return faults


_ORIGIN: Final = "It has to be an origin such as https://etd.example, without a path."
_HASH: Final = "It has to be a SHA-256 of the key, in 64 hexadecimal digits; docs/configuration.md says how."


def is_origin(text: str) -> bool:
    """Whether `text` is scheme, host and port, and nothing else."""
    return text.startswith(("https://", *_LOOPBACK)) and origin_of(text) == text


def origin_of(url: str) -> str:
    """Scheme, host and port of an address; "" for what is none."""
    if any(character in url for character in "\\\r\n\t ") or not url.isprintable():
        return ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc:
        return ""
    return f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port else "")
