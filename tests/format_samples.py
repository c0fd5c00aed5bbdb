"""The invented records in tests/crosswalks/formats, one folder per format."""

from __future__ import annotations

import datetime
from pathlib import Path

from crosswalks import SourceRecord
from crosswalks.records import parse, records_in

FOLDER = Path(__file__).parent / "crosswalks" / "formats"
SAMPLES = sorted(path for path in FOLDER.glob("*/*.xml") if not path.name.endswith(".work.xml"))
TODAY = datetime.date(2026, 1, 1)


def record_in(sample: Path) -> SourceRecord:
    """The one record of a sample."""
    (record,) = records_in(parse(sample.read_bytes()))
    return record
