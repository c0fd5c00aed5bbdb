"""The OpenAPI document of the addresses under /api and of what a monitor asks."""

from __future__ import annotations

from typing import Any, Final

_TEXT: Final = {"type": "string"}
_TEXT_OR_NULL: Final = {"type": ["string", "null"]}
_ERROR: Final = {"type": "object", "required": ["error"], "properties": {"error": _TEXT, "code": _TEXT}}
_PERSON: Final = {
    "orcid": _TEXT,
    "uri": {"type": "string", "format": "uri"},
    "name": _TEXT_OR_NULL,
    "authenticated": {"type": "boolean"},
    "authenticated_at": {"type": "string", "format": "date-time"},
}
_AFFILIATED: Final = {
    "type": "object",
    "properties": dict.fromkeys(("organization", "role", "department", "start", "end"), _TEXT),
}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_PROFILE: Final = {
    "type": ["object", "null"],
    "properties": {
        "given_names": _TEXT,
        "family_name": _TEXT,
        "names": _TEXTS,
        "emails": _TEXTS,
        "educations": {"type": "array", "items": _AFFILIATED},
        "employments": {"type": "array", "items": _AFFILIATED},
    },
}


def document(institution: str, address: str) -> dict[str, Any]:
    """The whole document, for the pages at `address`."""
    person = {"type": "object", "required": list(_PERSON), "properties": _PERSON}
    profile = {
        "type": "object",
        "required": [*_PERSON, "profile"],
        "properties": {**_PERSON, "profile": _PROFILE},
    }
    badge = {**_json(person), "text/html": {"schema": _TEXT}}
    status = {"type": "object", "required": ["status"], "properties": {"status": _TEXT, "reason": _TEXT}}
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Theses and ORCID at {institution}", "version": "1"},
        "servers": [{"url": address}],
        "paths": {
            "/api/people/{orcid}/badge": _of_person("The ORCID iD by ORCID's display rules", badge),
            "/api/people/{orcid}/profile": _of_person("What the ORCID record shows us", _json(profile)),
            "/health": {"get": _plain("Whether the process answers", {"200": _json(status)})},
            "/ready": {
                "get": _plain("Whether the database answers", {"200": _json(status), "503": _json(status)})
            },
        },
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


def _of_person(summary: str, content: dict[str, Any]) -> dict[str, Any]:
    answers = {"200": content, **{status: _json(_ERROR) for status in ("401", "404", "500")}}
    too_many = {"description": "too many wrong keys"}
    described = _plain(summary, answers)
    described["responses"]["429"] = too_many
    name = {"name": "orcid", "in": "path", "required": True, "schema": _TEXT}
    return {"get": {**described, "security": [{"key": []}]}, "parameters": [name]}


def _plain(summary: str, answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    responses = {status: {"description": summary, "content": content} for status, content in answers.items()}
    return {"summary": summary, "responses": responses}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
