"""Documents for the tests of `schemas`: an invented work, and small changes to it."""

from __future__ import annotations

from lxml import etree

COMMON = "{http://www.orcid.org/ns/common}"
WORK = "{http://www.orcid.org/ns/work}"

WORK_XML = """\
<work:work xmlns:work="http://www.orcid.org/ns/work" xmlns:common="http://www.orcid.org/ns/common">
  <work:title>
    <common:title>Tidal mixing in the fictional Brant estuary</common:title>
  </work:title>
  <work:type>dissertation-thesis</work:type>
  <common:publication-date><common:year>2024</common:year></common:publication-date>
  <common:external-ids>
    <common:external-id>
      <common:external-id-type>handle</common:external-id-type>
      <common:external-id-value>20.500.99999/123</common:external-id-value>
      <common:external-id-url>https://hdl.handle.net/20.500.99999/123</common:external-id-url>
      <common:external-id-relationship>self</common:external-id-relationship>
    </common:external-id>
  </common:external-ids>
</work:work>
"""


def work(*changes: tuple[str, str]) -> etree._Element:
    """The invented work, with each first text replaced by the second; the first must be there."""
    text = WORK_XML
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return etree.fromstring(text.encode())


def bulk(*works: etree._Element) -> etree._Element:
    """A bulk of these elements."""
    element = etree.Element(
        "{http://www.orcid.org/ns/bulk}bulk", nsmap={"bulk": "http://www.orcid.org/ns/bulk"}
    )
    element.extend(works)
    return element
