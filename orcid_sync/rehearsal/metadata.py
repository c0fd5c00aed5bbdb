"""A deposit written as `oai_dc` and as `oai_etdms` (ETD-MS 1.0)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape, quoteattr

from orcid_sync.oai.provider import Format
from orcid_sync.rehearsal.deposits import Deposit, Value

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
OAI_DC = Format(
    "oai_dc",
    "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    "http://www.openarchives.org/OAI/2.0/oai_dc/",
)
OAI_ETDMS = Format(
    "oai_etdms",
    "http://www.ndltd.org/standards/metadata/etdms/1.0/etdms.xsd",
    "http://www.ndltd.org/standards/metadata/etdms/1.0/",
)
# element of the format, field of the deposit, attributes: in the order of each format
_DC = (
    ("title", "title"),
    ("title", "alternative"),
    ("creator", "creator"),
    ("subject", "subject"),
    ("description", "abstract"),
    ("publisher", "publisher"),
    ("contributor", "advisor"),
    ("contributor", "committee"),
    ("date", "date"),
    ("type", "type"),
    ("identifier", "identifier"),
    ("language", "language"),
    ("rights", "rights"),
)
_ETDMS = (
    ("title", "title", ""),
    ("alternativeTitle", "alternative", ""),
    ("creator", "creator", ""),
    ("subject", "subject", ""),
    ("description", "abstract", ""),
    ("publisher", "publisher", ""),
    ("contributor", "advisor", ' role="advisor"'),
    ("contributor", "committee", ' role="committee member"'),
    ("date", "date", ""),
    ("type", "type", ""),
    ("identifier", "identifier", ""),
    ("language", "language", ""),
    ("rights", "rights", ""),
)
_DEGREE = ("name", "level", "discipline", "grantor")
# ETD-MS allows xml:lang on free text only (schema, freeTextType and controlledTextType).
_WITH_LANGUAGE = {"title", "alternative", "subject", "abstract", "rights", "type"}


def oai_dc(deposit: Deposit) -> str:
    """The deposit in unqualified Dublin Core: roles and kinds of dates are lost, as in life."""
    lines = [
        _element(f"dc:{element}", value, _language(value))
        for element, field in _DC
        for value in deposit.fields.get(field, ())
    ]
    return (
        f'<oai_dc:dc xmlns:oai_dc="{OAI_DC.namespace}" xmlns:dc="http://purl.org/dc/elements/1.1/" {XSI} '
        f'xsi:schemaLocation="{OAI_DC.namespace} {OAI_DC.schema}">{"".join(lines)}</oai_dc:dc>'
    )


def oai_etdms(deposit: Deposit) -> str:
    """The deposit in ETD-MS 1.0, valid unless the deposit itself lacks what the format demands."""
    lines = "".join(_etdms_elements(deposit))
    degree = "".join(
        _element(name, value, "") for name in _DEGREE for value in deposit.fields.get(f"degree.{name}", ())
    )
    return (
        f'<thesis xmlns="{OAI_ETDMS.namespace}" {XSI} '
        f'xsi:schemaLocation="{OAI_ETDMS.namespace} {OAI_ETDMS.schema}">{lines}'
        f"{f'<degree>{degree}</degree>' if degree else ''}</thesis>"
    )


def _etdms_elements(deposit: Deposit) -> Iterator[str]:
    for element, field, role in _ETDMS:
        values = deposit.fields.get(field, ())
        # The schema allows exactly one date.
        for value in values[:1] if field == "date" else values:
            language = _language(value) if field in _WITH_LANGUAGE else ""
            resource = f" resource={quoteattr(value.resource)}" if value.resource else ""
            yield _element(element, value, role + language + resource)


def _language(value: Value) -> str:
    return f" xml:lang={quoteattr(value.lang)}" if value.lang else ""


def _element(name: str, value: Value, attributes: str) -> str:
    tag = name.split(" ", 1)[0]
    return f"<{tag}{attributes}>{escape(value.text)}</{tag}>"


WRITERS: dict[str, tuple[Format, Callable[[Deposit], str]]] = {
    OAI_DC.prefix: (OAI_DC, oai_dc),
    OAI_ETDMS.prefix: (OAI_ETDMS, oai_etdms),
}
