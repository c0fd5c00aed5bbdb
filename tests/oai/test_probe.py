"""The probe says what a repository really serves, in words a newcomer can act on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.errors import PageError
from orcid_sync.oai.probe import OfferedSet, Probe, probe
from orcid_sync.rehearsal import Rehearsal

Make = Callable[..., OaiClient]
NAMESPACES = {
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "dim": "http://www.dspace.org/xmlns/dspace/dim",
    "etdms": "http://www.ndltd.org/standards/metadata/etdms/1.0/",
    "didl": "urn:mpeg:mpeg21:2002:02-DIDL-NS",
}
ROOTS = {"oai_dc": "dc", "dim": "dim", "etdms": "thesis", "didl": "DIDL"}


def oai(content: str) -> str:
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{content}</OAI-PMH>'


def repository(
    httpserver: HTTPServer,
    *,
    announced: tuple[str, ...],
    served: tuple[str, ...],
    sets: dict[str, str] | None = None,
    granularity: str = "YYYY-MM-DDThh:mm:ssZ",
) -> None:
    """A repository that announces more than it serves."""

    def answer(request: Request) -> Response:
        verb, prefix = request.args["verb"], request.args.get("metadataPrefix", "")
        if verb == "Identify":
            content = (
                f"<Identify><repositoryName>Example Repository</repositoryName><granularity>{granularity}"
                "</granularity><deletedRecord>transient</deletedRecord></Identify>"
            )
        elif verb == "ListMetadataFormats":
            formats = "".join(
                f"<metadataFormat><metadataPrefix>{p}</metadataPrefix><schema>x</schema>"
                f"<metadataNamespace>{NAMESPACES[p]}</metadataNamespace></metadataFormat>"
                for p in announced
            )
            content = f"<ListMetadataFormats>{formats}</ListMetadataFormats>"
        elif verb == "ListSets":
            found = "".join(
                f"<set><setSpec>{s}</setSpec><setName>{n}</setName></set>" for s, n in (sets or {}).items()
            )
            content = f"<ListSets>{found}</ListSets>" if found else '<error code="noSetHierarchy"/>'
        elif prefix in served:
            content = (
                "<ListRecords><record><header><identifier>oai:x:1</identifier><datestamp>2025</datestamp></header>"
                f'<metadata><{ROOTS[prefix]} xmlns="{NAMESPACES[prefix]}"/></metadata></record></ListRecords>'
            )
        else:
            content = '<error code="cannotDisseminateFormat">not here</error>'
        return Response(oai(content), content_type="text/xml")

    httpserver.expect_request("/oai").respond_with_handler(answer)


def probed(client: OaiClient) -> Probe:
    return probe(client.endpoint, client=client)


def test_a_format_that_is_only_announced_is_not_chosen(httpserver: HTTPServer, oai_client: Make) -> None:
    repository(httpserver, announced=("oai_dc", "etdms", "didl"), served=("oai_dc",))

    found = probed(oai_client())

    assert found.best is not None
    assert (found.best.prefix, found.best.read_by) == ("oai_dc", "oai_dc")
    assert [(f.prefix, f.served) for f in found.formats] == [
        ("oai_dc", True),
        ("etdms", False),
        ("didl", None),
    ]
    assert any("announces etdms, but does not serve it: It refuses with" in s for s in found.sentences())


def test_the_richest_format_is_chosen(httpserver: HTTPServer, oai_client: Make) -> None:
    repository(httpserver, announced=("oai_dc", "etdms"), served=("oai_dc", "etdms"))
    found = probed(oai_client())
    assert found.best is not None
    assert found.best.prefix == "etdms"
    assert not found.is_dspace


def test_dim_is_better_than_the_etdms_of_stock_dspace(httpserver: HTTPServer, oai_client: Make) -> None:
    repository(httpserver, announced=("oai_dc", "etdms", "dim"), served=("oai_dc", "etdms", "dim"))
    found = probed(oai_client())
    assert found.best is not None
    assert found.best.prefix == "dim"
    assert found.is_dspace


def test_a_repository_without_any_format_that_we_read_is_told_so(
    httpserver: HTTPServer, oai_client: Make
) -> None:
    repository(httpserver, announced=("didl",), served=("didl",))
    found = probed(oai_client())
    assert found.best is None
    assert any("no format that we read (announced: didl)" in sentence for sentence in found.sentences())


def test_sets_of_theses_are_proposed(httpserver: HTTPServer, oai_client: Make) -> None:
    sets = {"col_1_1": "Articles", "col_1_2": "Doctoral Theses", "col_1_3": "Hochschulschriften"}
    repository(httpserver, announced=("oai_dc",), served=("oai_dc",), sets=sets, granularity="YYYY-MM-DD")

    found = probed(oai_client())

    assert found.thesis_sets == (
        OfferedSet("col_1_2", "Doctoral Theses", True),
        OfferedSet("col_1_3", "Hochschulschriften", True),
    )
    said = list(found.sentences())
    assert (
        "Of its 3 sets, 2 seem to hold theses: col_1_2 (Doctoral Theses); col_1_3 (Hochschulschriften)."
        in said
    )
    assert "It counts in days, so each harvest reads the last days once more." in said
    assert found.as_json()["thesis_sets"] == [
        {"spec": "col_1_2", "name": "Doctoral Theses"},
        {"spec": "col_1_3", "name": "Hochschulschriften"},
    ]


def test_a_repository_without_sets_is_fine(httpserver: HTTPServer, oai_client: Make) -> None:
    repository(httpserver, announced=("oai_dc",), served=("oai_dc",))
    found = probed(oai_client())
    assert found.sets == ()
    assert any("offers no sets" in sentence for sentence in found.sentences())


def test_a_home_page_is_no_repository(httpserver: HTTPServer, oai_client: Make) -> None:
    httpserver.expect_request("/oai").respond_with_data(
        "<html><title>Welcome</title></html>", content_type="text/html"
    )
    with pytest.raises(PageError, match="“Welcome”"):
        probed(oai_client())


def test_the_rehearsal_is_understood() -> None:
    with Rehearsal() as rehearsal:
        found = probe(rehearsal.oai_url)
    assert found.best is not None
    assert found.best.prefix == "oai_etdms"
    assert found.thesis_sets
    assert found.deleted_records == "persistent"
