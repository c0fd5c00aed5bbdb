"""Request bodies as ORCID's parser reads them; every expectation here was checked against xercesImpl 2.12.2."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.rules import Refusal, read


def text_of(body: bytes) -> str:
    element = read(body)
    assert not isinstance(element, Refusal), element
    return "".join(str(part) for part in element.itertext())


def refused(body: bytes) -> str:
    element = read(body)
    assert isinstance(element, Refusal)
    assert (element.status, element.code) == (400, 9001)
    assert "\n" not in element.message
    return element.message


def declared(encoding: str, text: str = "<a>é</a>", *, version: str = "1.0") -> str:
    return f'<?xml version="{version}" encoding="{encoding}"?>{text}'


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "windows-1252", "ISO-8859-15"])
def test_a_declared_encoding_is_used(encoding: str) -> None:
    assert text_of(declared(encoding).encode(encoding)) == "é"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_with_and_without_byte_order_mark(encoding: str) -> None:
    assert text_of(("\ufeff" + declared("UTF-16")).encode(encoding)) == "é"
    assert text_of(declared("UTF-16").encode(encoding)) == "é"
    assert text_of("\ufeff<a>é</a>".encode(encoding)) == "é"


def test_a_utf_8_byte_order_mark_is_skipped() -> None:
    assert text_of(codecs.BOM_UTF8 + "<a>é</a>".encode()) == "é"
    assert text_of(codecs.BOM_UTF8 + declared("UTF-8").encode()) == "é"


@pytest.mark.parametrize(
    "body",
    [
        declared("UTF-16").encode(),
        declared("UTF-8").encode("utf-16-le"),
        declared("UTF-16BE").encode("utf-16-le"),
        declared("utf-7").encode(),
        declared("rot13").encode(),
        declared("utf8").encode(),
        "<a>é</a>".encode("latin-1"),
        b"<a>\xc0\x80</a>",
    ],
)
def test_bytes_that_are_not_in_their_encoding_are_refused(body: bytes) -> None:
    refused(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE a><a/>",
        b'<?xml version="1.0"?><!-- c --><?p q?>\n<!DOCTYPE a [<!ENTITY t SYSTEM "file:///etc/hostname">]><a>&t;</a>',
        "<!DOCTYPE a><a/>".encode("utf-16"),
        b'<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;">]><a b="&y;"/>',
    ],
)
def test_a_doctype_is_refused_before_anything_in_it_is_read(body: bytes) -> None:
    assert "DOCTYPE" in refused(body)


def test_the_word_doctype_elsewhere_is_only_text() -> None:
    assert text_of(b"<!--<!DOCTYPE a>--><a><![CDATA[<!DOCTYPE b>]]></a>") == "<!DOCTYPE b>"


def test_xml_1_1_is_read() -> None:
    assert text_of(declared("UTF-8", "<a>x&#x85;</a>", version="1.1").encode()) == "x\x85"
    assert text_of(declared("UTF-8", "<a>x\x85y\u2028z\r\x85</a>", version="1.1").encode()) == "x\ny\nz\n"


def test_a_control_character_of_xml_1_1_keeps_its_place() -> None:
    assert text_of(declared("UTF-8", "<a>x&#1;y&#x1F;</a>", version="1.1").encode()) == "x\ufffdy\ufffd"
    assert text_of(declared("UTF-8", "<a><![CDATA[&#1;]]></a>", version="1.1").encode()) == "&#1;"


@pytest.mark.parametrize("text", ["<a>\x01</a>", "<a>\x7f</a>", "<a>&#0;</a>"])
def test_what_xml_1_1_forbids_is_refused(text: str) -> None:
    refused(declared("UTF-8", text, version="1.1").encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"plain text",
        b'{"title": "JSON"}',
        b"<a>",
        b"<a/>trailing",
        b"<a/>\0",
        b' <?xml version="1.0"?><a/>',
        b'<?xml version="2.0"?><a/>',
        b'<?xml version="1.0" standalone="maybe"?><a/>',
        b'<?xml encoding="UTF-8"?><a/>',
        b"<a>&nbsp;</a>",
        b"<a>&#1;</a>",
        b"<p:a/>",
    ],
)
def test_what_is_not_well_formed_is_refused_in_one_sentence(body: bytes) -> None:
    assert refused(body).endswith(".")


def test_line_numbers_are_those_of_the_body() -> None:
    element = read(b'<?xml version="1.0"\n?>\n<a>\n<b/></a>')

    assert not isinstance(element, Refusal)
    assert element[0].sourceline == 4


def test_a_long_text_is_no_reason_to_refuse() -> None:
    assert len(text_of(b"<a>" + b"x" * 11_000_000 + b"</a>")) == 11_000_000


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(alphabet='<>?!&;x ml="1.0-[]CDATA\x01\x85é', max_size=80).map(str.encode),
    )
)
def test_any_bytes_are_an_element_or_a_refusal(body: bytes) -> None:
    assert read(body) is not None
