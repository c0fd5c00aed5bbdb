"""ORCID's own schema engine: java, the jar of Xerces as Maven Central has it, and one process that judges."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from pathlib import Path

from schemas import Kind
from schemas.judge import HERE, SCHEMA_FILES

VERSION = "2.12.2"
_IN_MAVEN = Path(".m2/repository/xerces/xercesImpl") / VERSION / f"xercesImpl-{VERSION}.jar"


def jar() -> Path | None:
    """The jar that XERCES_JAR names, or the one in Maven's folder; None where there is none, or no java."""
    place = Path(os.environ.get("XERCES_JAR") or Path.home() / _IN_MAVEN)
    # javac, because the judge is started from its source.
    return place if place.is_file() and shutil.which("java") and shutil.which("javac") else None


class Xerces:
    """A running judge: one line asked, one line answered."""

    def __init__(self, jar: Path) -> None:
        command = ["java", "-cp", str(jar), str(Path(__file__).parent / "schemas" / "Judge.java")]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def complaint(self, document: bytes, kind: Kind) -> str:
        """The first thing that is wrong; "" when the document is valid."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        encoded = base64.b64encode(document).decode("ascii")
        self._process.stdin.write(f"{HERE / SCHEMA_FILES[kind]}\t{encoded}\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline().rstrip("\n")
        assert said, "Xerces has ended"
        return "" if said == "valid" else said

    def close(self) -> None:
        """End it, and wait until it has ended."""
        self._process.communicate(timeout=10)
