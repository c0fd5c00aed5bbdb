from __future__ import annotations

import pytest
from lxml import etree

from orcid_sync.orcid.answers import ExternalId, WorkSummary
from orcid_sync.orcid.works import added_by, canonical_digest, differences, shares_identifier

NS = 'xmlns:work="http://www.orcid.org/ns/work" xmlns:common="http://www.orcid.org/ns/common"'
SENT = f"""<work:work {NS}>
  <work:title><common:title>Cracked pots</common:title></work:title>
  <work:type>dissertation-thesis</work:type>
  <common:publication-date><common:year>2020</common:year></common:publication-date>
  <common:external-ids><common:external-id>
    <common:external-id-type>handle</common:external-id-type>
    <common:external-id-value>20.500/1</common:external-id-value>
    <common:external-id-url>https://hdl.handle.net/20.500/1</common:external-id-url>
    <common:external-id-relationship>self</common:external-id-relationship>
  </common:external-id></common:external-ids>
  <work:contributors><work:contributor>
    <common:contributor-orcid>
      <common:uri>https://orcid.org/0000-0002-1825-0097</common:uri>
      <common:path>0000-0002-1825-0097</common:path>
      <common:host>orcid.org</common:host>
    </common:contributor-orcid>
    <work:credit-name>Josiah Carberry</work:credit-name>
    <work:contributor-attributes>
      <work:contributor-sequence>first</work:contributor-sequence>
      <work:contributor-role>author</work:contributor-role>
    </work:contributor-attributes>
  </work:contributor></work:contributors>
</work:work>"""


def test_the_digest_ignores_how_a_work_is_written() -> None:
    other = SENT.replace("work:", "w:").replace("xmlns:work", "xmlns:w").replace("\n  ", "\n\t")

    assert canonical_digest(other) == canonical_digest(SENT)
    assert canonical_digest(SENT.replace("2020", "2021")) != canonical_digest(SENT)


def test_what_orcid_adds_is_no_difference() -> None:
    stored = SENT.replace(
        "<work:title>",
        "<common:created-date>2026-01-05T12:00:00.000Z</common:created-date><common:source><common:source-client-id>"
        "<common:path>APP-0123456789ABCDEF</common:path></common:source-client-id></common:source><work:title>",
    ).replace("<work:work ", '<work:work put-code="7" visibility="limited" display-index="0" ')
    stored = stored.replace("Josiah Carberry", "J. S. Carberry").replace("https://hdl", "HTTPS://hdl")

    assert differences(etree.fromstring(SENT), etree.fromstring(stored)) == ()


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("Cracked pots", "Mended pots", "title"),
        ("</common:year>", "</common:year><common:month>05</common:month>", "publication date"),
        ("20.500/1</common:external-id-v", "20.500/2</common:external-id-v", "identifiers"),
        (">self<", ">part-of<", "identifiers"),
        ("first", "additional", "contributors"),
        ("<work:type>", "<work:short-description>x</work:short-description><work:type>", "description"),
    ],
)
def test_a_difference_is_named_by_its_field(before: str, after: str, field: str) -> None:
    assert differences(etree.fromstring(SENT), etree.fromstring(SENT.replace(before, after))) == (field,)


def summary(*ids: ExternalId, client_id: str = "APP-A", on_behalf_of: str = "") -> WorkSummary:
    return WorkSummary("7", "Cracked pots", "2020", ids, client_id, on_behalf_of)


@pytest.mark.parametrize(
    ("external_id", "shared"),
    [
        (ExternalId("handle", "20.500/1", "self"), True),
        (ExternalId("handle", "20.500/1", "part-of"), False),
        (
            ExternalId("handle", "https://hdl.handle.net/20.500/1", "self"),
            False,
        ),  # four forms, four ids (§2.5)
        (ExternalId("uri", "20.500/1", "self"), False),
    ],
)
def test_works_share_an_identifier_as_orcid_compares_them(external_id: ExternalId, shared: bool) -> None:
    assert shares_identifier(etree.fromstring(SENT), summary(external_id)) is shared


def test_a_work_is_ours_only_if_our_client_added_it_in_its_own_name() -> None:
    assert added_by(summary(client_id="APP-A"), "APP-A")
    assert not added_by(summary(client_id="APP-B"), "APP-A")
    assert not added_by(summary(client_id=""), "APP-A")
    assert not added_by(summary(client_id="APP-A", on_behalf_of="APP-B"), "APP-A")
