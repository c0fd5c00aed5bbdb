"""read_page: a whole OAI-PMH page with all its records, or one clear PageError."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crosswalks.records import SourceRecord
from orcid_sync.oai.errors import OaiError, PageError
from orcid_sync.oai.page import Page, read_page

URL = "https://repository.example/oai"
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></oai_dc:dc>'
)


def record(number: int = 1, metadata: str | None = None, header: str = "") -> str:
    metadata = DC.format(f"Thesis {number}") if metadata is None else metadata
    return (
        f"<record><header{header}><identifier>oai:x:{number}</identifier><datestamp>2025-01-01</datestamp>"
        f"<setSpec>etd</setSpec></header><metadata>{metadata}</metadata></record>"
    )


def oai(content: str, declaration: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return (
        f'{declaration}<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-01-01T00:00:00Z</responseDate><request>{URL}</request>{content}</OAI-PMH>"
    )


def list_records(*records: str, token: str = "", **kwargs: str) -> str:
    return oai(f"<ListRecords>{''.join(records)}{token}</ListRecords>", **kwargs)


def read(text: str | bytes, charset: str = "") -> Page:
    return read_page(text if isinstance(text, bytes) else text.encode(), url=URL, charset=charset)


def titles(page: Page) -> list[str | None]:
    return [
        None if r.source.metadata is None else "".join(map(str, r.source.metadata.itertext()))
        for r in page.records
    ]


def test_a_page_gives_its_records_token_and_response_date() -> None:
    token = '<resumptionToken completeListSize="7" cursor="0"> a&amp;b </resumptionToken>'

    page = read(list_records(record(1), record(2), token=token))

    assert (page.token, page.complete_list_size, page.cursor) == ("a&b", 7, 0)
    assert page.response_date == "2026-01-01T00:00:00Z"
    assert not page.is_repaired
    assert page.records[1].source[:4] == ("oai:x:2", "2025-01-01", ("etd",), False)


def test_the_raw_metadata_can_be_read_again_by_itself() -> None:
    body = list_records(record(metadata='<d:dc xmlns:d="urn:x"><t xsi:type="y">é</t></d:dc>')).replace(
        "<ListRecords>", '<ListRecords xmlns:xsi="urn:xsi">'
    )

    (only,) = read(body).records

    assert etree.fromstring(only.raw).tag == "{urn:x}dc"
    assert "é".encode() in only.raw


def test_an_empty_token_is_the_end_of_the_list() -> None:
    assert read(list_records(record(), token="<resumptionToken/>")).token == ""


def test_a_token_beside_the_list_counts_too() -> None:
    body = oai(f"<ListRecords>{record()}</ListRecords><resumptionToken>next</resumptionToken>")
    assert read(body).token == "next"


def test_no_records_match_is_a_page_without_records() -> None:
    page = read(oai('<error code="noRecordsMatch">nothing new</error>'))
    assert (page.records, page.token, page.errors[0].code) == ((), "", "noRecordsMatch")


@pytest.mark.parametrize(
    "code", ["badArgument", "badResumptionToken", "cannotDisseminateFormat", "invented", ""]
)
def test_any_other_oai_error_is_raised_with_its_code_and_words(code: str) -> None:
    with pytest.raises(
        OaiError, match=f"https://repository.example/oai: It refuses with .*{code}.*: no way"
    ) as raised:
        read(oai(f'<error code="{code}">no way</error>'))
    assert raised.value.code == (code or "error")
    assert raised.value.what_to_do


def test_a_deleted_record_has_no_metadata_and_no_finding() -> None:
    body = list_records(
        '<record><header status="deleted"><identifier>oai:x:1</identifier>'
        "<datestamp>2025</datestamp></header></record>"
    )
    (only,) = read(body).records
    assert only == (SourceRecord("oai:x:1", "2025", (), True, None), b"", ())


def test_odd_records_never_hide_the_others() -> None:
    about = '<about><p xmlns="urn:p"><identifier>oai:other</identifier></p></about></record>'
    nested = record(9).replace("<record>", '<record xmlns="http://www.openarchives.org/OAI/2.0/">')
    body = list_records(
        "<record><metadata><x xmlns=''/></metadata></record>",  # no header
        record(2, metadata=""),
        record(3, metadata="<!-- a comment first -->" + DC.format("Three")),
        record(4, metadata=nested),
        record(5).replace("</record>", about),
        "<record/>",
    )

    page = read(body)

    assert [r.source.identifier for r in page.records] == ["", "oai:x:2", "oai:x:3", "oai:x:4", "oai:x:5", ""]
    assert [[f.code for f in r.findings] for r in page.records] == [
        ["header-without-identifier"], [], [], [], [], ["header-without-identifier"]
    ]  # fmt: skip
    assert titles(page)[1:3] == [None, "Three"]
    assert "Record 6" in page.records[5].findings[0].message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("caf&eacute; 5&nbsp;km", "café 5\u00a0km"),
        ("R & D of AT&T; &unknown; &", "R & D of AT&T; &unknown; &"),
        ("a &amp; b &lt; c &#233; <![CDATA[x & y &eacute;]]> &eacute;", "a & b < c é x & y &eacute; é"),
        ("a\x0bb", "ab"),
        ("a&#11;b&#xFFFF;c&#9999999;d&#xD800;", "abcd"),
        ("a\ufffeb", "ab"),
    ],
)
def test_what_can_be_mended_without_losing_text_is_mended_and_said(written: str, meant: str) -> None:
    page = read(
        list_records(record(1), record(2, DC.format(written)), token="<resumptionToken>t</resumptionToken>")
    )

    assert titles(page) == ["Thesis 1", meant]
    assert page.token == "t"
    assert page.is_repaired
    (finding,) = page.findings
    assert finding.code == "page-repaired"
    assert "oai:x:2" in finding.message


@pytest.mark.parametrize("start", ["\n", "\ufeff\n ", " \t"])
def test_white_space_before_the_declaration_is_skipped(start: str) -> None:
    page = read(start + list_records(record()))
    assert titles(page) == ["Thesis 1"]
    assert page.is_repaired


def test_western_bytes_in_a_page_declared_as_utf_8_are_read_beside_real_utf_8() -> None:
    body = list_records(record(1, DC.format("日本の論文")), record(2, DC.format("@"))).encode()

    page = read(body.replace(b"@", "Über “Größe” – Zoë’s".encode("cp1252")))

    assert titles(page) == ["日本の論文", "Über “Größe” – Zoë’s"]
    assert "Windows-1252" in page.findings[0].message


def test_bytes_of_another_script_are_not_guessed_at() -> None:
    body = list_records(record(1, DC.format("@"))).encode().replace(b"@", "диссертация".encode("cp1251"))
    with pytest.raises(PageError, match="not well-formed XML, line 1"):
        read(body)


def test_the_charset_of_the_http_header_is_believed_where_the_declaration_cannot_be() -> None:
    body = list_records(record(1, DC.format("@"))).encode().replace(b"@", "диссертация".encode("cp1251"))
    assert titles(read(body, charset="windows-1251")) == ["диссертация"]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_declared_encodings_are_read_as_declared(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    body = list_records(
        record(1, DC.format("Größe")), declaration=f'<?xml version="1.0" encoding="{declared}"?>'
    )
    page = read(body.encode(encoding))
    assert (titles(page), page.is_repaired) == (["Größe"], False)


def test_entities_of_an_internal_dtd_are_expanded_and_external_ones_never_fetched() -> None:
    internal = '<!DOCTYPE x [<!ENTITY u "Example University">]>'
    assert titles(read(internal + list_records(record(1, DC.format("A &u; B")), declaration=""))) == [
        "A Example University B"
    ]

    external = '<!DOCTYPE x [<!ENTITY u SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(PageError, match="Entity 'u' not defined"):
        read(external + list_records(record(1, DC.format("A &u; B")), declaration=""))


def test_a_billion_laughs_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>' + list_records(
        record(1, DC.format("&l11;")), declaration=""
    )
    with pytest.raises(PageError):
        read(body)


def test_a_single_value_of_eleven_megabytes_is_refused_and_loses_nothing_silently() -> None:
    with pytest.raises(PageError, match="oai:x:1"):
        read(list_records(record(1, DC.format("x" * 11_000_000)), record(2)))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.999])
def test_a_page_that_breaks_off_is_never_the_end_of_a_list(share: float) -> None:
    body = list_records(record(1), record(2))
    with pytest.raises(PageError, match="breaks off") as raised:
        read(body[: int(len(body) * share)])
    assert raised.value.code == "cut-off"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b"", "empty", "empty page"),
        (b" \n ", "empty", "empty page"),
        (b"<html><title>Just a moment...</title><p>x<br></html>", "html", "“Just a moment...”"),
        (b"<!DOCTYPE html><title>\nDown for\nmaintenance</title>", "html", "“Down for maintenance”"),
        (b"<html xmlns='urn:xhtml'><body>Hello there</body></html>", "html", "“Hello there”"),
        (b'{"error": "no"}', "not-oai", "JSON"),
        (b"Service temporarily unavailable", "not-oai", "“Service temporarily unavailable”"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "not-oai", "<feed>"),
        (b"<OAI-PMH><b></OAI-PMH>", "invalid-xml", "line 1"),
        (oai("").encode(), "no-list", "neither records nor an error"),
    ],
)  # fmt: skip
def test_what_is_no_oai_page_is_named(body: bytes, code: str, words: str) -> None:
    with pytest.raises(PageError) as raised:
        read(body)
    assert raised.value.code == code
    assert words in str(raised.value)
    assert str(raised.value).startswith(f"{URL}: It ")
    assert raised.value.what_to_do


def test_an_error_never_shows_a_password() -> None:
    with pytest.raises(PageError) as raised:
        read_page(b"", url="https://me:secret@repository.example/oai")
    assert "secret" not in str(raised.value)


def is_page_or_one_clear_error(body: bytes, charset: str = "") -> bool:
    try:
        read(body, charset)
    except (PageError, OaiError) as error:
        return str(error).startswith(f"{URL}: It ")
    return True


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_or_one_clear_error(body: bytes) -> None:
    assert is_page_or_one_clear_error(body)


@given(st.data())
def test_any_damage_to_a_page_is_a_page_or_one_clear_error(data: st.DataObject) -> None:
    body = bytearray(list_records(record(1), record(2, DC.format("é &amp; 日本"))).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    charset = data.draw(st.sampled_from(["", "utf-16", "rot13", "punycode", "latin-1"]))
    assert is_page_or_one_clear_error(bytes(body), charset)
