"""`orcid-sync demo`: the story, the look at a repository, and the report that both leave."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from cli.running import run
from lxml import etree, html
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from orcid_sync.rehearsal import Rehearsal, Script
from schemas import validate

VOID = {"meta", "br", "link", "img", "input", "hr"}
EVIL = "<script>alert('x')</script> & \"quotes\" </pre><img src=http://evil.example/x onerror=alert(1)>"


class Balance(HTMLParser):
    """Notices a tag that is closed wrongly, and everything a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.suspicious: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"script", "iframe", "object", "embed", "img", "link", "base", "form"}:
            self.suspicious.append(tag)
        self.suspicious += [
            name for name, value in attrs if name in {"src", "srcset", "action"} or name.startswith("on")
        ]
        self.suspicious += [
            f"{name}={value}" for name, value in attrs if name == "href" and not str(value).startswith("#")
        ]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def is_self_contained(report: Path) -> bool:
    """Valid HTML in one file: nothing is fetched, nothing runs."""
    text = report.read_text(encoding="utf-8")
    balance = Balance()
    balance.feed(text)
    assert balance.open == []
    assert balance.suspicious == []
    assert "url(" not in text.partition("<style>")[2].partition("</style>")[0]
    assert "default-src 'none'" in text
    return text.startswith("<!doctype html>")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a demo, and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    ran = run("demo", "--out", folder)
    assert (ran.exit_code, ran.err) == (0, "")
    return folder, ran.out


def test_the_story_is_told_step_by_step(played: tuple[Path, str]) -> None:
    _, out = played
    steps = [line.split(". ")[1] for line in out.splitlines() if line[:1].isdigit()]
    assert steps == [
        "Harvest", "Sign in", "Push", "Run again", "A title is corrected at the repository",
        "A thesis is withdrawn at the repository", "A person says so",
        "A thesis is deposited in a DSpace", "Its author agrees", "Push", "Write-back", "The circle is closed",
        "Run again",
    ]  # fmt: skip
    assert [word for word in ("added", "updated", "kept", "removed") if f"\n  {word} " in out] == [
        "added", "updated", "kept", "removed",
    ]  # fmt: skip


def test_the_repository_itself_shows_the_id_at_the_end(played: tuple[Path, str]) -> None:
    end = played[1].partition("The circle is closed. ")[2]
    assert end.startswith("GetRecord of oai:")
    assert 'mdschema="orcid" element="author">Lindqvist, Amélie::0009-9999-0007-9193\n' in end
    assert "  unchanged " in end


def test_what_needs_a_person_comes_last_with_what_to_do(played: tuple[Path, str]) -> None:
    folder, out = played
    end = out.partition("What needs a person (1):")[2]
    assert "The record has no title" in end
    assert "Enter the title in the repository" in end
    assert str(folder / "works") in end
    assert str(folder / "report.html") in end


def test_the_works_are_valid_orcid_xml(played: tuple[Path, str]) -> None:
    folder, _ = played
    files = sorted((folder / "works").iterdir())
    assert len(files) == 32
    assert all(validate(etree.parse(file).getroot(), "work") == [] for file in files)
    assert run("validate", folder / "works").exit_code == 0


def test_the_report_is_one_page_that_asks_nobody(played: tuple[Path, str]) -> None:
    assert is_self_contained(played[0] / "report.html")


def test_the_report_says_what_came_in_and_what_went_out(played: tuple[Path, str]) -> None:
    page = html.parse(played[0] / "report.html")
    tiles = [tile.text_content() for tile in page.findall(".//ul[@class='tiles']/li")]
    assert tiles == [
        "37records came in", "32valid ORCID works made", "2are no theses", "2deleted at the repository",
        "3works brought to ORCID", "1removed again, as a person said", "1waiting for a person",
    ]  # fmt: skip
    assert len(page.findall(".//summary")) > 32


def test_a_demo_may_be_played_again_in_its_folder(played: tuple[Path, str]) -> None:
    folder, _ = played
    ran = run("demo", "--out", folder, "--json")
    assert ran.exit_code == 0
    assert ran.lines[-1] == {"works": str(folder / "works"), "report": str(folder / "report.html")}
    outcomes = [line["outcome"] for line in ran.lines if "outcome" in line]
    assert (outcomes.count("added"), outcomes.count("updated"), outcomes.count("removed")) == (3, 1, 1)


@pytest.mark.parametrize("name", ["site", "works"])
def test_a_demo_removes_nothing_that_it_did_not_make(name: str, tmp_path: Path, rehearsal: Rehearsal) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "precious.xml").write_text("<precious/>")
    for words in (["demo"], ["demo", "--url", rehearsal.oai_url]):
        ran = run(*words, "--out", tmp_path)
        assert ran.exit_code == 2
        assert "What lies in this folder was made by no demo." in ran.sentence
    assert (tmp_path / name / "precious.xml").exists()


def test_a_demo_into_a_file_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("precious")
    ran = run("demo", "--out", tmp_path / "file")
    assert ran.exit_code == 2
    assert "is a file." in ran.sentence
    ran = run("demo", "--out", tmp_path / "file" / "below")
    assert ran.exit_code == 3
    assert str(tmp_path / "file") in ran.sentence
    assert (tmp_path / "file").read_text() == "precious"


def test_a_look_at_a_repository_reads_its_theses_and_sends_nothing(
    tmp_path: Path, rehearsal: Rehearsal
) -> None:
    ran = run("demo", "--url", rehearsal.oai_url, "--out", tmp_path)
    assert (ran.exit_code, ran.err) == (0, "")
    assert "The best format it serves is oai_etdms, read as “etdms”." in ran.out
    assert "1 seems to hold theses: theses (Theses)." in ran.out
    assert "What needs a person (1):" in ran.out
    assert is_self_contained(tmp_path / "report.html")
    assert {call.path for call in rehearsal.world.calls.all()} == {"/oai"}
    assert {call.method for call in rehearsal.world.calls.all()} == {"GET"}
    assert not (tmp_path / "site").exists()


def test_a_look_takes_200_records_at_most(tmp_path: Path) -> None:
    with Rehearsal(page_size=90) as rehearsal:
        for number in range(300):
            rehearsal.world.repository.add(
                {"title": f"Thesis {number}", "creator": "A, B", "date": "2024", "set": "theses:master"}
            )
        ran = run("demo", "--url", rehearsal.oai_url, "--out", tmp_path)
    assert "Records read in the format oai_etdms: 200." in ran.out


def test_a_repository_that_breaks_off_is_reported_as_far_as_it_was_read(
    tmp_path: Path, rehearsal: Rehearsal
) -> None:
    rehearsal.world.scripts.add(Script("oai", "403", times=0, after=6))  # after the probe and two pages
    ran = run("demo", "--url", rehearsal.oai_url, "--out", tmp_path)
    assert ran.exit_code == 3
    assert "It does not let us in" in ran.sentence
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Then the repository stopped us" in report
    assert 0 < len(list((tmp_path / "works").iterdir())) < 31


def test_what_a_record_says_is_shown_and_never_run(tmp_path: Path, rehearsal: Rehearsal) -> None:
    rehearsal.world.repository.add(
        {"title": EVIL, "creator": EVIL, "abstract": EVIL, "date": "2024", "set": "theses:master"}
    )
    assert run("demo", "--url", rehearsal.oai_url, "--out", tmp_path).exit_code == 0
    assert is_self_contained(tmp_path / "report.html")
    assert "alert(" in html.parse(tmp_path / "report.html").getroot().text_content()


def test_a_hostile_repository_is_shown_and_never_run(tmp_path: Path, httpserver: HTTPServer) -> None:
    escaped = EVIL.replace("&", "&amp;").replace("<", "&lt;")
    metadata = (
        '<oai:dc xmlns:oai="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns="http://purl.org/dc/elements/1.1/">'
        f"<title>{escaped}</title><type>Thesis</type><creator>{escaped}</creator>"
        "<identifier>javascript:alert(1)</identifier></oai:dc>"
    )
    bodies = {
        "Identify": f"<Identify><repositoryName>{escaped}</repositoryName></Identify>",
        "ListMetadataFormats": "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix>"
        f"<schema>x</schema><metadataNamespace>{escaped}</metadataNamespace></metadataFormat></ListMetadataFormats>",
        "ListSets": f"<ListSets><set><setSpec>theses</setSpec><setName>Theses {escaped}</setName></set></ListSets>",
        "ListRecords": f"<ListRecords><record><header><identifier>{escaped}</identifier><datestamp>2024-01-01"
        f"</datestamp></header><metadata>{metadata}</metadata></record></ListRecords>",
    }

    def answer(request: Request) -> Response:
        body = bodies[request.args["verb"]]
        return Response(
            '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2024-01-01T00:00:00Z'
            f"</responseDate><request>x</request>{body}</OAI-PMH>",
            content_type="text/xml",
        )

    httpserver.expect_request("/oai").respond_with_handler(answer)
    out = tmp_path / "out"
    ran = run("demo", "--url", httpserver.url_for("/oai"), "--out", out)
    assert ran.exit_code == 0
    assert "Records read in the format oai_dc: 1." in ran.out
    assert is_self_contained(out / "report.html")
    assert all(file.parent == out / "works" for file in tmp_path.rglob("*.xml"))
