"""Stylesheets are plain XSLT 1.0: the same file runs elsewhere, and it can neither write nor reach the network."""

from __future__ import annotations

import copy
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from format_samples import SAMPLES, TODAY, record_in
from lxml import etree

from crosswalks import CrosswalkError, Profile, crosswalk
from crosswalks.registry import PACKAGED, formats, reader_of

XSL = "{http://www.w3.org/1999/XSL/Transform}"
PACKAGED_STYLESHEETS = sorted(PACKAGED.glob("*/thesis.xsl"))
RECORD = b'<card xmlns="http://library.example/card"><title>On cracked pots</title></card>'
HEAD = """
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:exsl="http://exslt.org/common"
                extension-element-prefixes="exsl">
  <xsl:template match="/"><theses><xsl:for-each select="/page/*"><thesis>
"""
TAIL = "</thesis></xsl:for-each></theses></xsl:template></xsl:stylesheet>"
FORMAT = """
title = "A card"
thesis_only = true
[[root]]
name = "card"
namespaces = ["http://library.example/card"]
"""


def page_of(format_name: str) -> etree._Element:
    """All samples that this format reads, on one page, as the crosswalk hands them over."""
    page = etree.Element("page")
    for sample in SAMPLES:
        metadata = record_in(sample).metadata
        reader = reader_of(metadata) if metadata is not None else None
        if reader is not None and reader.format.name == format_name:
            page.append(copy.deepcopy(reader.payload))
    return page


@pytest.mark.xsltproc
@pytest.mark.parametrize("stylesheet", PACKAGED_STYLESHEETS, ids=lambda path: path.parent.name)
def test_xsltproc_writes_the_same_thesis_xml(stylesheet: Path, tmp_path: Path) -> None:
    page = page_of(stylesheet.parent.name)
    assert len(page)
    (tmp_path / "page.xml").write_bytes(etree.tostring(page))
    ran = subprocess.run(
        ["xsltproc", "--nonet", str(stylesheet), str(tmp_path / "page.xml")], capture_output=True, check=True
    )
    ours = formats()[stylesheet.parent.name].stylesheet()(page)
    assert etree.tostring(etree.fromstring(ran.stdout), method="c14n") == etree.tostring(ours, method="c14n")


@pytest.mark.parametrize("stylesheet", PACKAGED_STYLESHEETS, ids=lambda path: path.parent.name)
def test_a_packaged_stylesheet_is_xslt_1_without_extensions(stylesheet: Path) -> None:
    root = etree.parse(stylesheet).getroot()
    assert root.get("version") == "1.0"
    used = {uri for element in root.iter() for uri in element.nsmap.values()}
    assert not [uri for uri in used if "exslt" in uri or "xmlsoft" in uri or "saxon" in uri or "java" in uri]
    assert not list(root.iter(f"{XSL}import", f"{XSL}param"))


@pytest.mark.parametrize("stylesheet", PACKAGED_STYLESHEETS, ids=lambda path: path.parent.name)
def test_every_statement_names_the_place_it_comes_from(stylesheet: Path) -> None:
    page = page_of(stylesheet.parent.name)
    theses = formats()[stylesheet.parent.name].stylesheet()(page).getroot()
    nameless = [statement.tag for thesis in theses for statement in thesis if not statement.get("from")]
    assert (len(theses), nameless) == (len(page), [])


# A site's own stylesheets


def site_format(folder: Path, body: str) -> Path:
    (folder / "card").mkdir()
    (folder / "card" / "format.toml").write_text(FORMAT)
    (folder / "card" / "thesis.xsl").write_text(HEAD + body + TAIL)
    return folder


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server on loopback, and the paths that were asked of it."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<secret/>")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()


def test_a_stylesheet_that_writes_a_file_fails_and_writes_nothing(tmp_path: Path) -> None:
    written = tmp_path / "written.xml"
    site = site_format(tmp_path, f'<exsl:document href="{written}"><leak/></exsl:document>')
    with pytest.raises(CrosswalkError):
        crosswalk(RECORD, profile=Profile(), today=TODAY, site_formats=site)
    assert not written.exists()


def test_a_stylesheet_that_asks_the_network_gets_nothing(
    tmp_path: Path, listener: tuple[str, list[str]]
) -> None:
    url, asked = listener
    site = site_format(
        tmp_path, f'<title from="card"><xsl:value-of select="name(document(\'{url}\')/*)"/></title>'
    )
    try:
        made = crosswalk(RECORD, profile=Profile(), today=TODAY, site_formats=site)
    except CrosswalkError:
        made = None
    assert asked == []
    assert made is None or made.thesis is None or made.thesis.title.text != "secret"


def test_a_site_format_is_found_and_includes_what_lies_beside_it(tmp_path: Path) -> None:
    site = site_format(tmp_path, '<title from="title"><xsl:call-template name="title"/></title>')
    sheet = tmp_path / "card" / "thesis.xsl"
    sheet.write_text(
        sheet.read_text().replace(
            "<xsl:template match", '<xsl:include href="title.xsl"/><xsl:template match', 1
        )
    )
    (tmp_path / "card" / "title.xsl").write_text(
        '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template name="title">'
        "<xsl:value-of select=\"*[local-name() = 'title']\"/></xsl:template></xsl:stylesheet>"
    )
    made = crosswalk(RECORD, profile=Profile(), today=TODAY, site_formats=site)
    assert made.format == "card"
    assert made.thesis is not None
    assert made.thesis.title.text == "On cracked pots"


def test_a_stylesheet_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    site = site_format(tmp_path, "<xsl:nonsense/><unclosed>")
    with pytest.raises(CrosswalkError, match=r"card/thesis\.xsl: this is no usable stylesheet: .*unclosed"):
        crosswalk(RECORD, profile=Profile(), today=TODAY, site_formats=site)
