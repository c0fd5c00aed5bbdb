"""`orcid-sync explain` says of one record where each value comes from, in three forms, or clearly what is amiss."""

from __future__ import annotations

import datetime
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree, html

from crosswalks import Profile, SourceRecord, crosswalk
from crosswalks.records import NotXmlError
from orcid_sync.cli import main
from orcid_sync.crosswalk_files import files_in, read_records
from orcid_sync.explain import explain_record
from orcid_sync.explain_page import beside
from orcid_sync.secret import Secret
from orcid_sync.site import Site, create_site
from orcid_sync.store import Checkpoint, HarvestedRecord, Store

SAMPLE = Path(__file__).parent / "samples" / "etdms11.xml"
IDENTIFIER = "oai:repository.example:20.500.14999/7"
ORCID_ID = "0000-0002-1825-0097"
TODAY = datetime.date(2026, 1, 1)
OAI = "http://www.openarchives.org/OAI/2.0/"


def _explain(*arguments: str | Path, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["explain", *map(str, arguments)], input=stdin)


def _json(*arguments: str | Path, stdin: bytes = b"") -> dict[str, object]:
    result = _explain(*arguments, "--json", stdin=stdin)
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    told: dict[str, object] = json.loads(line)
    return told


def _page_of(*records: bytes) -> bytes:
    return b'<ListRecords xmlns="%s">%s</ListRecords>' % (OAI.encode(), b"".join(records))


def _record(number: int) -> bytes:
    text = SAMPLE.read_bytes().split(b"?>", 1)[1]
    return text.replace(b"20.500.14999/7<", b"20.500.14999/%d<" % number)


# Three forms


def test_every_value_of_the_work_is_told_with_its_place_its_rule_and_what_lost() -> None:
    told = _json(SAMPLE, "--today", "2026-01-01")
    assert set(told) == {"identifier", "format", "profile", "outcome", "trail", "findings", "work"}
    assert (told["identifier"], told["format"], told["outcome"]) == (IDENTIFIER, "etdms", "work")
    trail = told["trail"]
    assert isinstance(trail, list)
    assert all(set(one) == {"field", "value", "from", "rule", "because", "rejected"} for one in trail)
    assert all(one["because"] for one in trail)
    (date,) = (one for one in trail if one["field"] == "date")
    assert (date["value"], date["from"], date["rule"]) == (
        "2025-05", "dc:date[1]", "date.date-only-beats-time-stamps",
    )  # fmt: skip
    (left_out,) = (one for one in trail if one["rule"] == "identifier.left-out")
    assert left_out["value"] is None
    assert left_out["rejected"] == [
        {
            "value": "https://repository.example/bitstream/20.500.14999/7/1/thesis.pdf",
            "from": "dc:identifier[2]",
            "why": "the address of a file",
        }
    ]


def test_the_table_shows_value_place_rule_and_rejected_alternatives() -> None:
    result = _explain(SAMPLE)
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    for words in (
        "Rivers that remember",
        "dc:title[1]",
        "title.split-at-colon",
        "(dc:identifier[2])",
        "Petra Svoboda: who judged",
        "left out",
    ):
        assert words in said


def test_the_page_is_one_file_without_script_or_request(tmp_path: Path) -> None:
    target = tmp_path / "new" / "page.html"
    assert _explain(SAMPLE, "--html", target).exit_code == 0
    text = target.read_text("utf-8")
    page = html.fromstring(text)
    assert page.xpath("//script | //link | //img | //iframe | //@src | //@onclick | //@style") == []
    assert all(link.startswith("#") for link in page.xpath("//@href"))
    assert "default-src 'none'" in text
    assert "url(" not in text


def test_the_page_can_be_read_without_its_lines(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    _explain(SAMPLE, "--html", target)
    page = html.fromstring(target.read_text("utf-8"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//@href")} <= set(ids)
    assert page.get("lang") == "en"
    assert page.xpath("count(//h1)") == 1
    assert page.xpath("//table[not(.//th[@scope='col'])]") == []
    assert page.xpath("//svg[not(ancestor::*[@aria-hidden='true'])]") == []
    assert all(page.xpath("//a/@aria-label"))
    title = page.get_element_by_id("w1")
    assert " ".join(title.text_content().split()) == "1 Title ← 3Rivers that remember"
    assert "Rivers that remember: flood" in page.get_element_by_id("r3").text_content()


def test_lines_join_partners_that_name_each_other(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    _explain(SAMPLE, "--html", target)
    page = html.fromstring(target.read_text("utf-8"))
    joins = {
        (int(row.get("id")[1:]), int(link[2:]))
        for row in page.xpath("//li[starts-with(@id, 'r')]")
        for link in row.xpath(".//@href")
    }
    back = {
        (int(link[2:]), int(row.get("id")[1:]))
        for row in page.xpath("//li[starts-with(@id, 'w')]")
        for link in row.xpath(".//@href")
    }
    assert joins == back
    assert len(page.xpath("//svg/path")) == len(joins) > 10
    # Everything that ORCID gets of this record comes from somewhere.
    assert {right for _, right in joins} == set(range(1, len(page.xpath("//li[starts-with(@id, 'w')]")) + 1))


def test_what_a_record_says_is_text_and_never_markup(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    body = SAMPLE.read_bytes().replace(b"Hydrology", b"&lt;script>x()&lt;/script>")
    assert _explain("-", "--html", target, stdin=body).exit_code == 0
    assert html.fromstring(target.read_text("utf-8")).xpath("//script") == []


def test_a_record_that_gives_no_work_is_explained_too(tmp_path: Path) -> None:
    body = re.sub(rb"<(dc:title|dcterms:alternative) .*", b"", SAMPLE.read_bytes())
    result = _explain("-", "--html", tmp_path / "page.html", "--json", stdin=body)
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["outcome"], told["work"]) == ("refused", None)
    assert "title-missing" in {finding["code"] for finding in told["findings"]}
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "No work is made of this record" in page
    assert "title-missing" in page


def test_a_long_record_shows_what_is_joined_and_says_how_much_is_hidden(tmp_path: Path) -> None:
    subjects = b"".join(b"<dc:subject>Subject %d</dc:subject>" % number for number in range(500))
    body = SAMPLE.read_bytes().replace(b"<dc:subject>Hydrology</dc:subject>", subjects)
    _explain("-", "--html", tmp_path / "page.html", stdin=body)
    page = html.fromstring((tmp_path / "page.html").read_text("utf-8"))
    assert len(page.xpath("//li[starts-with(@id, 'r')]")) == 30
    assert "490 further elements of the record" in " ".join(page.text_content().split())
    assert "Czechia" in page.text_content()


# A file


def test_one_record_of_many_is_named_by_number_or_identifier() -> None:
    body = _page_of(_record(7), _record(8), _record(9))
    assert _json("-", "--record", "2", stdin=body)["identifier"] == "oai:repository.example:20.500.14999/8"
    wanted = "oai:repository.example:20.500.14999/9"
    assert _json("-", "--record", wanted, stdin=body)["identifier"] == wanted


@pytest.mark.parametrize("which", ["", "0", "4", "oai:repository.example:none"])
def test_several_records_and_no_right_choice_are_an_error_that_lists_them(which: str) -> None:
    result = _explain("-", *(["--record", which] if which else []), stdin=_page_of(_record(7), _record(8)))
    assert result.exit_code == 2
    assert "a number from 1 to 2" in result.stderr
    assert "oai:repository.example:20.500.14999/8" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"", "it is empty"), (b"<html><p>Login</p></html>", "web page"), (b'{"a": 1}', "JSON")],
)
def test_a_file_that_is_no_record_is_said_in_words(tmp_path: Path, body: bytes, said: str) -> None:
    file = tmp_path / "record.xml"
    file.write_bytes(body)
    result = _explain(file)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_profile_changes_the_outcome_and_is_named(tmp_path: Path) -> None:
    profile = tmp_path / "mine.toml"
    profile.write_text('split_subtitle = false\ncitation = "bibtex"\n')
    told = _json(SAMPLE, "--profile", profile)
    assert told["profile"] == "mine"
    assert "@phdthesis{novakova2025rivers" in str(told["work"])
    assert "title.split-at-colon" not in json.dumps(told)


# A harvested record


@pytest.fixture
def site(tmp_path: Path) -> Path:
    create_site(tmp_path, institution="Example University", environment="rehearsal")
    with Site.open(str(tmp_path)).store() as store:
        _save(store, 7)
    return tmp_path


def _save(store: Store, number: int, *, kind: bytes = b"Electronic Thesis or Dissertation") -> None:
    metadata = etree.fromstring(_record(number)).find(f"{{{OAI}}}metadata")
    assert metadata is not None
    raw = etree.tostring(metadata[0]).replace(b"Electronic Thesis or Dissertation", kind)
    identifier = f"oai:repository.example:20.500.14999/{number}"
    stamp = "2025-06-02T08:15:00Z"
    source = SourceRecord(identifier, stamp, ("theses",), False, etree.fromstring(raw))
    made = crosswalk(source, profile=Profile(), today=TODAY)
    record = HarvestedRecord(
        identifier, stamp, ("theses",), False, raw, made.format, made.outcome, made.findings, made.thesis, "x"
    )
    repository = store.sources.find("repository") or store.sources.add(
        "repository", "https://repository.example/oai", "oai_etdms"
    )
    harvest = store.harvests.begin(repository)
    store.records.save_page(harvest, [record], Checkpoint(response_date=stamp))
    store.harvests.finish(harvest)


@pytest.mark.parametrize(
    "typed", [IDENTIFIER, "20.500.14999/7", "https://hdl.handle.net/20.500.14999/7", "hdl:20.500.14999/7"]
)
def test_a_harvested_record_is_found_by_all_its_names(site: Path, typed: str) -> None:
    result = CliRunner().invoke(main, ["-c", str(site), "explain", typed, "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["identifier"] == IDENTIFIER


def test_the_id_of_who_signed_in_stands_in_the_work_that_is_explained(site: Path) -> None:
    with Site.open(str(site)).store() as store:
        thesis = store.theses.find(IDENTIFIER)
        assert thesis is not None
        store.permissions.keep(ORCID_ID, scopes=("/activities/update",), access_token=Secret("t"))
        store.claims.make(thesis.contributors[0].id, ORCID_ID, proof="invitation")
    result = CliRunner().invoke(main, ["-c", str(site), "explain", IDENTIFIER, "--json"])
    work = etree.fromstring(json.loads(result.stdout)["work"].encode())
    assert work.findtext(".//{*}contributor-orcid/{*}path") == ORCID_ID


def test_a_harvested_record_that_is_no_thesis_is_explained_by_its_identifier(site: Path) -> None:
    with Site.open(str(site)).store() as store:
        _save(store, 8, kind=b"Journal article")
    result = CliRunner().invoke(
        main, ["-c", str(site), "explain", "oai:repository.example:20.500.14999/8", "--json"]
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout)["identifier"].endswith("/8")


@pytest.mark.parametrize("typed", ["oai:repository.example:nothing", "recrod.xml", "10.99999/" + "x" * 3000])
def test_what_is_neither_file_nor_record_is_said(site: Path, typed: str) -> None:
    result = CliRunner().invoke(main, ["-c", str(site), "explain", typed])
    assert result.exit_code == 2
    assert "There is no such file, and no record is known by this identifier." in result.stderr


def test_without_a_site_a_missing_file_is_no_question_of_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = _explain("recrod.xml")
    assert result.exit_code == 2
    assert result.stderr.startswith("orcid-sync: recrod.xml: There is no such file")


# Real records


@pytest.mark.corpus
def test_every_real_record_is_explained_and_what_orcid_gets_is_joined_to_its_source(corpus: Path) -> None:
    values = joined = 0
    for file in files_in([str(corpus)]):
        try:
            records, _ = read_records(file, io.BytesIO())
        except NotXmlError:
            continue
        for record in records:
            explained = explain_record(record, profile=Profile(), today=TODAY)
            rows = beside(explained).work
            values += len(rows)
            joined += sum(bool(row.partners) for row in rows)
    assert values > 1500
    assert joined / values > 0.97


def test_help_answers_at_once() -> None:
    script = "import sys; from orcid_sync.cli import main\ntry: main(['explain', '--help'])\nexcept SystemExit: pass\n"
    ran = subprocess.run(
        [sys.executable, "-c", f"{script}print(*sys.modules)"], check=True, capture_output=True, text=True
    )
    assert not {"lxml", "rich", "jinja2", "sqlalchemy"} & set(ran.stdout.split())
    assert re.search(r"explain .*FILE\|IDENTIFIER", ran.stdout)
