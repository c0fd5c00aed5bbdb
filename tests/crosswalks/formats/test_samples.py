"""Invented records of every format, and the works that we make of them (`pytest --update-golden` writes those)."""

from __future__ import annotations

from pathlib import Path

import pytest
from format_samples import FOLDER, SAMPLES, TODAY, record_in
from lxml import etree

from crosswalks import Profile, crosswalk, crosswalk_page
from crosswalks.records import parse
from crosswalks.registry import formats, reader_of

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")


@each_sample
def test_a_sample_becomes_the_work_on_file(sample: Path, *, update_golden: bool) -> None:
    made = crosswalk(sample.read_bytes(), profile=Profile(), today=TODAY)
    assert made.work_xml is not None, [finding.message for finding in made.findings]
    golden = sample.with_suffix(".work.xml")
    if update_golden:
        golden.write_text(made.work_xml, encoding="utf-8")
    assert made.work_xml == golden.read_text(encoding="utf-8")


@each_sample
def test_a_sample_is_read_by_the_format_of_its_folder(sample: Path) -> None:
    metadata = record_in(sample).metadata
    assert metadata is not None
    reader = reader_of(metadata)
    assert reader is not None
    folder = formats()[sample.parent.name]
    assert reader.format is folder or (folder.inner and reader.payload is not metadata)


def test_every_format_has_its_samples() -> None:
    numbers = {name: sum(sample.parent.name == name for sample in SAMPLES) for name in formats()}
    assert {name for name, found in formats().items() if numbers[name] < (1 if found.inner else 2)} == set()


def test_a_page_of_all_formats_gives_what_each_record_gives_alone() -> None:
    together = crosswalk_page([record_in(sample) for sample in SAMPLES], profile=Profile(), today=TODAY)
    alone = [crosswalk(sample.read_bytes(), profile=Profile(), today=TODAY) for sample in SAMPLES]
    assert [made.work_xml for made in together] == [made.work_xml for made in alone]


def test_the_element_given_to_crosswalk_stays_where_it_was() -> None:
    root = parse((FOLDER / "mets" / "around-mods.xml").read_bytes())
    before = etree.tostring(root)
    crosswalk(root, profile=Profile(), today=TODAY)
    assert etree.tostring(root) == before
