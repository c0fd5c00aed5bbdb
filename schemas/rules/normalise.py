"""ORCID's normalisers: the form in which two identifiers are compared (orcid.md §2.5, §12.12).

ORCID never refuses a value because it cannot be normalised; it then compares the value as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from schemas.rules.vocabularies import EXTERNAL_ID_TYPES

_ISSN_DASHES = str.maketrans({"-": None, "–": None, " ": None, "x": "X"})
_XML_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#[0-9]+|#[xX][0-9a-fA-F]+);")


def normalised(kind: str, value: str) -> str:
    """The value as ORCID compares it among identifiers of this type; "" when ORCID cannot normalise it.

    A type that ORCID does not know keeps the value as it is.
    """
    known = EXTERNAL_ID_TYPES.get(kind)
    if known is None:
        return value
    if not known.case_sensitive:
        value = value.lower()
    return _NORMALISERS.get(kind, str)(value)


def _pattern(expression: str, then: Callable[[str], str] = str, *, flags: int = 0) -> Callable[[str], str]:
    """A normaliser that takes the first match's first group, in Java's sense of digits and white space."""
    compiled = re.compile(expression, re.ASCII | flags)

    def normaliser(value: str) -> str:
        match = compiled.search(value)
        return then(match[1]) if match else ""

    return normaliser


def _doi(value: str) -> str:
    if "&" in value and ";" in value:
        before = len(value) + 1
        while len(value) < before:
            before, value = len(value), _XML_ENTITY.sub(lambda entity: unescape(entity[0]), value)
    return _DOI(value)


def _isbn(found: str) -> str:
    digits = found.replace("-", "").replace(" ", "").replace("x", "X")
    return digits if len(digits) in (10, 13) else ""


def _issn(found: str) -> str:
    digits = found.translate(_ISSN_DASHES)
    return f"{digits[:4]}-{digits[4:8]}"


def _uri(value: str) -> str:
    # The test of the scheme is case-sensitive: HTTP://x becomes http://HTTP://x.
    return value if re.match(r"(?:ht|f)tps?://", value) else f"http://{value}"


_DOI = _pattern(r"""(10(?:\.[0-9a-zA-Z]+)+/[^\s"&']+)""")
_NORMALISERS: dict[str, Callable[[str], str]] = {
    "doi": _doi,
    "isbn": _pattern(r"([0-9][-0-9 ]{8,15}[0-9xX])(?:$|[^0-9])", _isbn),
    "issn": _pattern(r"(?:^|\D)(\d{4} ?[-–]? ?\d{3}[\dXx])(?:$|[^-\d])", _issn),
    "arxiv": _pattern(
        r"(?:arxiv:)?(\d{4}\.\d{4,5}(?:v\d)?|[\w\-.]+/\d{7}(?:v\d)?)\b", lambda found: f"arXiv:{found}"
    ),
    "bibcode": _pattern(
        r"(?:^|bibcode:?\s*|[^a-zA-Z0-9.])([0-9]{4}[.a-zA-Z0-9]{15})(?:$|[^a-zA-Z0-9.])", flags=re.IGNORECASE
    ),
    "pmid": _pattern(
        r"(?:^\s*|PMID:?\s*|pubmed/|med/|pubmed\.ncbi\.nlm\.nih\.gov/)(\d+)(?:$|[^a-zA-Z0-9.\-])",
        flags=re.IGNORECASE,
    ),
    "pmc": _pattern(r"(?:^|[Pp][Mm][Cc]-?/?)\s*(\d{5,9}(?!.+PMC))(?:$|\b)"),
    "rrid": _pattern(
        r"(?:RRID:)?(AB_\d{6}|CVCL_[0-9A-Z]{4}|SCR_\d{6}|IMSR_JAX:\d{6}|Addgene_\d{5}|SAMN\d{8}"
        r"|MMRRC_\d{6}-UCD)",
        lambda found: f"RRID:{found}",
    ),
    "uri": _uri,
}
