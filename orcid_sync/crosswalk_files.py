"""Use case: crosswalk or judge files, without a site, a store or a network."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast, get_args

from lxml import etree

from crosswalks.caution import cautions
from crosswalks.crosswalk import Crosswalked, crosswalk_page
from crosswalks.profile import Profile
from crosswalks.records import OAI, NotXmlError, SourceRecord, parse, records_in
from orcid_sync.config import read_profile
from orcid_sync.errors import Stopped
from orcid_sync.oai.repair import repaired
from orcid_sync.whole_files import write_whole
from schemas import Kind, validate
from schemas.finding import Finding
from schemas.judge import ROOTS
from schemas.rules import ItemKind, refusals

# A page of OAI-PMH is a few MB at most; a tree takes several times its file's size in memory.
MAX_BYTES = 64 * 1024 * 1024
_AT_ONCE = 100
_KINDS = {tag: kind for kind, tag in ROOTS.items()}


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one record of one file; `file` is "-" for standard input."""

    file: str
    crosswalked: Crosswalked

    @property
    def identifier(self) -> str:
        return self.crosswalked.identifier

    @property
    def outcome(self) -> str:
        return self.crosswalked.outcome

    @property
    def document(self) -> str | None:
        """The work, if there is one."""
        return self.crosswalked.work_xml

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.crosswalked.findings

    def as_json(self) -> dict[str, object]:
        """The contract of `orcid-sync crosswalk --json`."""
        c = self.crosswalked
        return {
            "file": self.file,
            "identifier": c.identifier or None,
            "format": c.format or None,
            "outcome": c.outcome,
            "work": c.work_xml,
            "thesis": c.thesis.as_json() if c.thesis else None,
            "findings": [finding.as_json() for finding in c.findings],
        }


def profile_from(path: Path | None) -> Profile:
    """The profile in `path`, or the careful default. Raises ConfigError naming the setting that cannot be used."""
    return read_profile(path) if path else Profile()


def crosswalk_paths(
    paths: Sequence[str],
    stdin: BinaryIO,
    *,
    profile: Profile,
    today: datetime.date,
    site_formats: Path | None = None,
) -> Iterator[FileResult]:
    """Each record of each file, in input order; folders are read in the order of their file names."""
    for file in files_in(paths):
        try:
            records, mended = read_records(file, stdin)
        except NotXmlError as error:
            yield FileResult(file, _unreadable(file, str(error)))
            continue
        remaining = iter(records)
        while batch := list(islice(remaining, _AT_ONCE)):
            for crosswalked in crosswalk_page(batch, profile=profile, today=today, site_formats=site_formats):
                yield FileResult(file, replace(crosswalked, findings=mended + crosswalked.findings))


class NoXmlFilesError(Stopped):
    """A folder was named that holds nothing for us: most likely the wrong one; exit code 2."""

    exit_code = 2


def files_in(paths: Sequence[str]) -> list[str]:
    """The files that `paths` name: a folder stands for all *.xml files in and below it, sorted.

    Raises NoXmlFilesError for a folder without any.
    """
    return [file for path in paths for file in _files_of(path)]


def _files_of(path: str) -> list[str]:
    if path == "-" or not Path(path).is_dir():
        return [path]
    below = sorted(Path(path).rglob("*"))
    found = [str(file) for file in below if file.suffix.lower() == ".xml" and file.is_file()]
    if not found:
        raise NoXmlFilesError(
            "There is no *.xml file in this folder or below it.",
            path,
            "Name the folder with the records.",
        )
    return found


def read_records(file: str, stdin: BinaryIO) -> tuple[list[SourceRecord], tuple[Finding, ...]]:
    """The records of one file, and a finding when it had to be mended first. Raises NotXmlError."""
    root, mended = _root(_read(file, stdin))
    return _records(root), mended


def _read(file: str, stdin: BinaryIO) -> bytes:
    try:
        with nullcontext(stdin) if file == "-" else Path(file).open("rb") as opened:
            body = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotXmlError(f"the system says “{error.strerror}”") from None
    if len(body) > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        raise NotXmlError(
            f"it is larger than {limit} MB; split it, or let `orcid-sync harvest` fetch it page by page"
        )
    return body


def _root(body: bytes) -> tuple[etree._Element, tuple[Finding, ...]]:
    """The root element, and a finding when the file had to be mended first, as a harvest would."""
    try:
        return parse(body), ()
    except NotXmlError as error:
        # Who declares entities has to have them right: to mend them would be to guess what they stand for.
        if not error.is_malformed or b"<!DOCTYPE" in body:
            raise
        try:
            mended, steps = repaired(body)
            return parse(mended), (_mended(error, steps),)
        except (UnicodeError, NotXmlError):
            raise error from None


def _mended(broken: NotXmlError, steps: list[str]) -> Finding:
    return Finding(
        "file-repaired",
        "warning",
        "file",
        f"As it stands {broken}. To read it, {' and '.join(steps)}.",
        "Look at the record at the place named, and mend it in the repository.",
    )


def _records(root: etree._Element) -> list[SourceRecord]:
    if etree.QName(root).localname.lower() == "html":
        raise NotXmlError("it is a web page (HTML), not a record")
    error = root.find(f"{{{OAI}}}error")
    if error is not None:
        said = " ".join((error.text or "").split())
        raise NotXmlError(
            f"the repository answered with the OAI-PMH error {error.get('code')}: {said or 'no reason given'}"
        )
    records = list(records_in(root))
    if not records:
        raise NotXmlError("there is no record in it")
    return records


def _unreadable(file: str, reason: str) -> Crosswalked:
    name = "Standard input" if file == "-" else file
    finding = Finding(
        "file-unreadable",
        "error",
        "file",
        f"{name} cannot be read: {reason}.",
        "Fetch it again from where it came, or open it in an XML editor.",
    )
    return Crosswalked("", "", "unreadable", findings=(finding,))


class Works:
    """A folder that gets one XML file per work, named after the record; two records never share a file."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._names: set[str] = set()

    def write(self, crosswalked: Crosswalked) -> Path | None:
        """Where the work was written, or None when the record gave none."""
        return self.write_document(crosswalked.identifier, crosswalked.work_xml)

    def write_document(self, identifier: str, document: str | None) -> Path | None:
        """The same for any document made of the record `identifier`."""
        if document is None:
            return None
        stem = re.sub(r"[^A-Za-z0-9.-]+", "_", identifier).strip("._")[:120] or "work"
        name, number = stem, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{stem}-{number}"
        self._names.add(name.casefold())
        return write_whole(self._folder / f"{name}.xml", document)


def validate_paths(paths: Sequence[str], stdin: BinaryIO) -> Iterator[tuple[str, list[Finding]]]:
    """For each file all that ORCID's schema, its server, and our own caution say against it."""
    for file in files_in(paths):
        try:
            root = parse(_read(file, stdin))
        except NotXmlError as error:
            yield file, list(_unreadable(file, str(error)).findings)
            continue
        yield file, _judge(root)


def _judge(root: etree._Element) -> list[Finding]:
    kind = _KINDS.get(str(root.tag))
    if kind is None:
        name = etree.QName(root).localname
        return [
            Finding(
                "not-orcid-xml",
                "error",
                name,
                f"The root element “{name}” is none of ORCID's ({', '.join(_KINDS.values())}; version 3.0).",
                "Give a file whose root element is work:work, or make one with `orcid-sync crosswalk`.",
            )
        ]
    findings = list(validate(root, kind)) or _server_refusals(root, kind)
    return findings + cautions(root)


def _server_refusals(root: etree._Element, kind: Kind) -> list[Finding]:
    """What ORCID's server has against items that are valid; a bulk is judged work by work."""
    works = root.iterfind("{*}work") if kind == "bulk" else ()
    if kind in get_args(ItemKind):
        return [refusal.as_finding() for refusal in refusals(root, cast("ItemKind", kind))]
    return [refusal.as_finding() for work in works for refusal in refusals(work)]
