"""ORCID's documents as JSON, written and read by the table in `json_shapes`."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

from lxml import etree

from orcid_sync.rehearsal.json_shapes import DOCUMENTS, Field
from orcid_sync.rehearsal.refused import RefusedError
from orcid_sync.rehearsal.shapes import COMMON
from schemas.rules.binding import ENUMERATIONS
from schemas.rules.vocabularies import LANGUAGE_CODES

VISIBILITIES: Final = ("private", "limited", "public", "registered-only")
_WHITESPACE: Final = " \t\r\n"


def written(root: etree._Element) -> bytes:
    """The document as ORCID's mapper writes it: every key, null where there is nothing."""
    return json.dumps(_object(root, DOCUMENTS[str(root.tag)]), ensure_ascii=False).encode()


def read(body: bytes, tag: str) -> etree._Element:
    """The document of this root that the JSON states; RefusedError (9047) where ORCID's mapper gives up."""
    try:
        text = body.decode(json.detect_encoding(body)).removeprefix("\ufeff").lstrip(_WHITESPACE)
        stated, _ = json.JSONDecoder(parse_constant=_no_number).raw_decode(text)
        root = _element(stated, Field("", tag, "object", DOCUMENTS[tag]))
    except (ValueError, RecursionError) as error:
        raise RefusedError(9047, str(error)[:300]) from error
    _check_words(root)
    return root


def _object(element: etree._Element, fields: tuple[Field, ...]) -> dict[str, Any]:
    return {field.key: _value(element, field) for field in fields}


def _value(element: etree._Element, field: Field) -> Any:
    match field.form:
        case "attribute":
            return element.get(field.tag)
        case "attribute number" | "attribute flag":
            return _scalar(element.get(field.tag), field.form.removeprefix("attribute "))
        case "content":
            return element.text or ""
        case "list":
            return [_object(child, field.fields) for child in element.findall(field.tag)]
        case "wrapped":
            inner = {one.tag: one for one in field.fields}
            kept = [(inner[str(child.tag)], child) for child in element.iterchildren(*inner)]
            return [{one.key: _object(child, one.fields)} for one, child in kept]
    child = element.find(field.tag)
    if child is None:
        return None
    if field.form in ("object", "boxed"):
        return _object(child, field.fields)
    return _scalar(child.text or "", field.form)


def _scalar(text: str | None, form: str) -> Any:
    if text is None:
        return None
    match form:
        case "number":
            return int(text)
        case "flag":
            return text == "true"
        case "constant":
            return text.upper().replace("-", "_")
        case "moment":
            return {"value": _milliseconds(text)}
        case "instant":
            return _milliseconds(text)
    return text


def _milliseconds(text: str) -> int:
    return round(datetime.fromisoformat(text.strip()).timestamp() * 1000)


def _element(stated: Any, field: Field) -> etree._Element:
    element = etree.Element(field.tag)
    if field.form == "boxed" and isinstance(stated, str | int | float):
        stated = {"value": stated}
    if not isinstance(stated, dict):
        raise ValueError(f"Cannot read {field.key or 'the document'} from {_kind(stated)}")
    known = {one.key for one in field.fields}
    if unknown := [key for key in stated if key not in known]:
        raise ValueError(f'Unrecognized field "{unknown[0]}" in {field.key or "the document"}')
    for one in field.fields:
        if one.key in stated:
            _put(element, one, stated[one.key])
    return element


def _put(element: etree._Element, field: Field, stated: Any) -> None:
    if stated is None:
        if field.form == "content":
            raise ValueError("a value is null")
        return
    match field.form:
        case "content":
            element.text = _plain(stated, field)
        case "attribute" | "attribute number" | "attribute flag":
            element.set(field.tag, _attribute(stated, field))
        case "list" | "wrapped":
            _put_all(element, field, stated if isinstance(stated, list) else [stated])
        case "object" | "boxed":
            element.append(_element(stated, field))
        case "moment" | "instant":
            etree.SubElement(element, field.tag).text = _stamp(stated, field)
        case _:
            etree.SubElement(element, field.tag).text = _plain(stated, field)


def _put_all(element: etree._Element, field: Field, stated: list[Any]) -> None:
    if field.form == "list":
        element.extend(_element(one, field._replace(form="object")) for one in stated)
        return
    inner = {one.key: one for one in field.fields}
    for one in stated:
        if one is None:
            continue
        if not isinstance(one, dict) or len(one) != 1 or not one.keys() <= inner.keys():
            raise ValueError(f"each of {field.key} is an object with one key of {', '.join(inner)}")
        ((key, content),) = one.items()
        element.append(_element(content, inner[key]))


def _plain(stated: Any, field: Field) -> str:
    if isinstance(stated, bool):
        return str(stated).lower()
    if isinstance(stated, str | int | float):
        return str(stated)
    raise ValueError(f"Cannot read {field.key} from {_kind(stated)}")


def _attribute(stated: Any, field: Field) -> str:
    text = _plain(stated, field).strip() if field.form != "attribute" else _plain(stated, field)
    if field.form == "attribute flag" and text.lower() not in ("true", "false"):
        raise ValueError(f"{field.key} is true or false")
    if field.form == "attribute number":
        number = re.fullmatch(r"([+-]?[0-9]{1,19})(\.[0-9]+)?", text)
        if number is None or (number[2] and isinstance(stated, str)) or abs(int(number[1])) >= 2**63:
            raise ValueError(f"{field.key} is not a whole number of 64 bits")
        return number[1]
    return text.lower() if field.form == "attribute flag" else text


def _stamp(stated: Any, field: Field) -> str:
    value = stated.get("value") if field.form == "moment" and isinstance(stated, dict) else stated
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"Cannot read {field.key} from {_kind(value)}")
    try:
        moment = (
            datetime.fromtimestamp(value / 1000, UTC)
            if isinstance(value, int)
            else datetime.fromisoformat(value)
        )
    except (OverflowError, OSError) as error:
        raise ValueError(f"{field.key} is no moment") from error
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _check_words(root: etree._Element) -> None:
    """Enumerations: the mapper refuses an unknown word, in a bulk the whole request with it."""
    for element in root.iter():
        tag, text = str(element.tag), element.text or ""
        if tag in ENUMERATIONS and text not in ENUMERATIONS[tag]:
            _no_word(tag, text)
        if tag == f"{{{COMMON}}}translated-title" and element.get("language-code") not in LANGUAGE_CODES:
            _no_word(tag, element.get("language-code", ""))
        if (visibility := element.get("visibility")) is not None and visibility not in VISIBILITIES:
            _no_word("visibility", visibility)


def _no_word(name: str, text: str) -> NoReturn:
    raise RefusedError(9047, f"'{text[:100]}' is no value of {name.rpartition('}')[2]}")


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"Non-standard token '{text}'")


def _kind(stated: Any) -> str:
    return {dict: "an object", list: "an array", type(None): "null"}.get(type(stated), "a plain value")
