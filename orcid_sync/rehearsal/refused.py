"""ORCID's errors: code, HTTP status and texts (orcid.md §3.6), and the bodies that carry them."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from typing import Final, NamedTuple

from flask import Response
from lxml import etree

ERROR: Final = "http://www.orcid.org/ns/error"
MORE_INFO: Final = "https://members.orcid.org/api/resources/troubleshooting"


class _Text(NamedTuple):
    status: int
    developer: str
    user: str


ERRORS: Final = {
    int(code): _Text(**text)
    for code, text in tomllib.loads((files(__package__) / "errors.toml").read_text(encoding="utf-8")).items()
}


class RefusedError(Exception):
    """The answer is one of ORCID's errors. `detail` goes behind "Full validation error:"."""

    def __init__(
        self, code: int, detail: str = "", *, status: int = 0, location: str = "", **values: str
    ) -> None:
        super().__init__(code)
        self.code = code
        self.text = ERRORS.get(code, ERRORS[9008])
        self.status = status or self.text.status
        self.location = location
        self.developer = self.text.developer.format_map(values) + (
            f" Full validation error: {detail}" if detail else ""
        )
        self.user = self.text.user.format_map(values)

    def fields(self) -> dict[str, str | int]:
        """The five fields of an ORCID error, in its order."""
        return {
            "response-code": self.status,
            "developer-message": self.developer,
            "user-message": self.user,
            "error-code": self.code,
            "more-info": MORE_INFO,
        }

    def element(self) -> etree._Element:
        """The error as `error:error`."""
        root = etree.Element(f"{{{ERROR}}}error", nsmap={"error": ERROR})
        for name, value in self.fields().items():
            etree.SubElement(root, f"{{{ERROR}}}{name}").text = _writable(str(value))
        return root


def error_response(error: RefusedError, media_type: str) -> Response:
    """The error in the media type that was asked for, JSON or XML."""
    if media_type.endswith("json"):
        body = json.dumps(error.fields(), ensure_ascii=False).encode()
    else:
        body = etree.tostring(error.element(), xml_declaration=True, encoding="UTF-8", standalone=True)
    response = Response(body, error.status, content_type=f"{media_type};charset=UTF-8")
    if error.location:
        response.headers["Location"] = error.location
    return response


def _writable(text: str) -> str:
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text)
