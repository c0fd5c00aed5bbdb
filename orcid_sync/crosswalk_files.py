"""Use case: crosswalk or judge files, without a site, a store or a network."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from crosswalks.caution import cautions
from crosswalks.crosswalk import Crosswalked, crosswalk_page
from crosswalks.profile import Profile
from crosswalks.records import OAI, NotXmlError, SourceRecord, parse, records_in
from orcid_sync.config import read_profile
from orcid_sync.oai.repair import repaired
from schemas import validate
from schemas.finding import Finding
from schemas.rules import ItemKind, refusals

# A page of OAI-PMH is a few MB at most; a tree takes several times its file's size in memory.
MAX_BYTES = 64 * 1024 * 1024
_AT_ONCE = 100
_JUDGED: dict[str, ItemKind] = {
    "work": "work",
    "education": "education",
    "qualification": "qualification",
    "employment": "employment",
}


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one record of one file; `file` is "-" for standard input."""

    file: str
    crosswalked: Crosswalked

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
            root, mended = _root(_read(file, stdin))
            remaining = iter(_records(root))
        except NotXmlError as error:
            yield FileResult(file, _unreadable(file, str(error)))
            continue
        while batch := list(islice(remaining, _AT_ONCE)):
            for crosswalked in crosswalk_page(
                batch, profile=profile, today=today, site_formats=site_formats
            ):
                yield FileResult(file, replace(crosswalked, findings=mended + crosswalked.findings))


def files_in(paths: Sequence[str]) -> Iterator[str]:
    """The files that `paths` name: a folder stands for all *.xml files in and below it, sorted."""
    for path in paths:
        if path != "-" and Path(path).is_dir():
            yield from (str(found) for found in sorted(Path(path).rglob("*.xml")))
        else:
            yield path


def _read(file: str, stdin: BinaryIO) -> bytes:
    if file == "-":
        body = stdin.read(MAX_BYTES + 1)
    else:
        with Path(file).open("rb") as opened:
            body = opened.read(MAX_BYTES + 1)
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
    finding = Finding(
        "file-unreadable",
        "error",
        file,
        f"{file} cannot be read as a record: {reason}.",
        "Fetch the record again from the repository, or open the file in an XML editor at the place named.",
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
        if crosswalked.work_xml is None:
            return None
        stem = re.sub(r"[^A-Za-z0-9.-]+", "_", crosswalked.identifier).strip("._")[:120] or "work"
        name, number = stem, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{stem}-{number}"
        self._names.add(name.casefold())
        path = self._folder / f"{name}.xml"
        # Whole or not at all: a killed run leaves no half file under the final name.
        partial = path.with_suffix(".part")
        partial.write_text(crosswalked.work_xml, encoding="utf-8")
        return partial.rename(path)


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
    name = etree.QName(root).localname
    kind = _JUDGED.get(name)
    if kind is None:
        return [
            Finding(
                "not-orcid-xml",
                "error",
                name,
                f"The root element is “{name}”; ORCID takes {', '.join(_JUDGED)} here.",
                "Give a file whose root element is work:work, or make one with `orcid-sync crosswalk`.",
            )
        ]
    findings = list(validate(root, kind)) or [r.as_finding() for r in refusals(root, kind)]
    return findings + cautions(root)
