"""The baseline: what one writes in an afternoon with the same libraries. Written once; do not tune it.

oaipmh-scythe's own records, one XSLT call per record, xmlschema's verdict on each work, SQLite as it comes with a
commit after each record so that nothing is lost.
"""

from __future__ import annotations

import sqlite3
import warnings
from pathlib import Path

import xmlschema
from lxml import etree
from oaipmh_scythe import Scythe

import schemas

WORK_XSD = Path(schemas.__file__).parent / "record_3.0" / "work-3.0.xsd"


def harvest(base_url: str, database: Path) -> int:
    """How many works were stored, one run from the first record to the last."""
    stylesheet = etree.XSLT(etree.parse(str(Path(__file__).with_name("naive.xsl"))))
    schema = xmlschema.XMLSchema(str(WORK_XSD))
    rows = sqlite3.connect(database)
    rows.execute("CREATE TABLE work (identifier TEXT PRIMARY KEY, raw TEXT, xml TEXT)")
    stored = 0
    warnings.simplefilter("ignore")
    with Scythe(base_url) as scythe:
        for record in scythe.list_records(metadata_prefix="oai_etdms", ignore_deleted=True):
            work = stylesheet(record.xml)
            if schema.is_valid(work):
                raw = etree.tostring(record.xml, encoding="unicode")
                rows.execute(
                    "INSERT OR REPLACE INTO work VALUES (?, ?, ?)", (record.header.identifier, raw, str(work))
                )
                rows.commit()
                stored += 1
    rows.close()
    return stored
