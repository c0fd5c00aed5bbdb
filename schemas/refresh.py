"""Take the official schemas out of ORCID's published model artifact: `python -m schemas.refresh PATH-TO-JAR`.

Follows the imports itself, writes the files verbatim in ORCID's own folders, rewrites SOURCES.md, and prints
what changed. Running it twice with the same artifact changes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import posixpath
import re
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent
OURS = "etdms_1.1"  # the folder that no artifact of ORCID holds
ENTRY_SCHEMAS = (
    *(
        f"record_3.0/{name}-3.0.xsd"
        for name in (
            "work", "bulk", "activities", "error", "education", "qualification", "employment",
            "person", "record",
        )
    ),
    "notification_3.0/notification-permission-3.0.xsd",
)  # fmt: skip
POM = "META-INF/maven/org.orcid/orcid-model/pom.xml"

Change = Literal["added", "changed", "removed", "unchanged"]


class RefreshError(Exception):
    """The artifact cannot be used; the message is one sentence for the person who named it."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A published model artifact: what its POM says of it, and the schemas we need."""

    coordinates: str
    licence: str
    sha256: str
    schemas: Mapping[str, bytes]


def read_artifact(jar: Path) -> Artifact:
    """The artifact's schemas with everything they import; raises `RefreshError` when it is not one."""
    if not jar.is_file():
        raise RefreshError(f"There is no file {jar}: download the orcid-model jar from Maven Central first.")
    try:
        with zipfile.ZipFile(jar) as opened:
            entries = {
                name: opened.read(name) for name in opened.namelist() if name.endswith((".xsd", "/pom.xml"))
            }
    except zipfile.BadZipFile:
        raise RefreshError(f"{jar} is not a jar: it cannot be opened as a zip file.") from None
    except (zipfile.error, OSError, RuntimeError, NotImplementedError) as error:
        raise RefreshError(f"{jar} cannot be read: {error}.") from error
    schemas = closure(entries, jar)
    coordinates, licence = _pom_facts(entries.get(POM), jar)
    return Artifact(coordinates, licence, hashlib.sha256(jar.read_bytes()).hexdigest(), schemas)


def closure(entries: Mapping[str, bytes], jar: Path) -> dict[str, bytes]:
    """The entry schemas and all that they import, by path; a missing one is a `RefreshError`."""
    found: dict[str, bytes] = {}
    waiting = list(ENTRY_SCHEMAS)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        if path not in entries:
            raise RefreshError(f"{jar} does not hold ORCID's schemas: {path} is missing.")
        found[path] = entries[path]
        waiting += _imports(path, entries[path], jar)
    return dict(sorted(found.items()))


def _imports(path: str, schema: bytes, jar: Path) -> list[str]:
    from lxml import etree

    try:
        root = etree.fromstring(schema, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise RefreshError(f"{path} in {jar} is not well-formed XML: {error}.") from error
    locations = root.xpath(
        "*[self::xs:import or self::xs:include or self::xs:redefine]/@schemaLocation",
        namespaces={"xs": "http://www.w3.org/2001/XMLSchema"},
    )
    return [posixpath.normpath(posixpath.join(posixpath.dirname(path), str(place))) for place in locations]


def _pom_facts(pom: bytes | None, jar: Path) -> tuple[str, str]:
    if pom is None:
        raise RefreshError(f"{jar} does not say what it is: {POM} is missing.")
    text = pom.decode("utf-8", errors="replace")
    facts = [
        re.search(rf"<{name}>\s*([^<]+?)\s*</{name}>", text) for name in ("groupId", "artifactId", "version")
    ]
    licence = re.search(r"<license>\s*<name>\s*([^<]+?)\s*</name>(?:\s*<url>\s*([^<]+?)\s*</url>)?", text)
    if licence is None or not all(facts):
        raise RefreshError(f"{POM} in {jar} names no artifact or no licence.")
    coordinates = ":".join(fact[1] for fact in facts if fact)
    return coordinates, f"{licence[1]} ({licence[2]})" if licence[2] else licence[1]


def vendored(folder: Path = HERE) -> list[Path]:
    """The schemas in `folder` that come from ORCID; the one of ETD-MS 1.1 is ours and stays."""
    return [path for path in sorted(folder.rglob("*.xsd")) if path.parent.name != OURS]


def refresh(artifact: Artifact, folder: Path = HERE) -> dict[str, Change]:
    """Make `folder` hold exactly the artifact's schemas and SOURCES.md; what happened to each file."""
    changes: dict[str, Change] = {}
    for path, content in artifact.schemas.items():
        changes[path] = _write(folder / path, content)
    for stale in vendored(folder):
        path = stale.relative_to(folder).as_posix()
        if path not in artifact.schemas:
            stale.unlink()
            changes[path] = "removed"
    changes["SOURCES.md"] = _write(folder / "SOURCES.md", sources_page(artifact).encode())
    return changes


def _write(target: Path, content: bytes) -> Change:
    before = target.read_bytes() if target.exists() else None
    if before == content:
        return "unchanged"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return "added" if before is None else "changed"


def sources_page(artifact: Artifact) -> str:
    """SOURCES.md: where every file comes from, so that anybody can check it."""
    rows = "\n".join(
        f"| `{path}` | `{hashlib.sha256(content).hexdigest()}` |"
        for path, content in artifact.schemas.items()
    )
    return f"""# Where these schemas come from

Written by `python -m schemas.refresh PATH-TO-JAR`; do not edit. The files are verbatim and keep ORCID's own
folders, because they import each other by relative path. Not from ORCID: `{OURS}/`, which is our own.

* Artifact: `{artifact.coordinates}`, published on Maven Central
* SHA-256 of the jar: `{artifact.sha256}`
* Licence named by its POM: {artifact.licence}; each file carries ORCID's own notice in its header

| file | SHA-256 |
|---|---|
{rows}
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 done, 2 the artifact cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m schemas.refresh", description="Take ORCID's schemas out of the orcid-model jar."
    )
    parser.add_argument("jar", type=Path, help="orcid-model-VERSION.jar from Maven Central")
    parser.add_argument("--into", type=Path, default=HERE, metavar="FOLDER", help="default: this package")
    options = parser.parse_args(arguments)
    try:
        changes = refresh(read_artifact(options.jar), options.into)
    except (RefreshError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for path, change in sorted(changes.items()):
        if change != "unchanged":
            sys.stdout.write(f"{change:9} {path}\n")
    sys.stdout.write(
        f"{sum(change == 'unchanged' for change in changes.values())} of {len(changes)} unchanged\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
