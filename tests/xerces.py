"""Where ORCID's own schema engine is: java, and the jar of Xerces as Maven Central has it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

VERSION = "2.12.2"
_IN_MAVEN = Path(".m2/repository/xerces/xercesImpl") / VERSION / f"xercesImpl-{VERSION}.jar"


def jar() -> Path | None:
    """The jar that XERCES_JAR names, or the one in Maven's folder; None where there is none, or no java."""
    place = Path(os.environ.get("XERCES_JAR") or Path.home() / _IN_MAVEN)
    # javac, because the judge is started from its source.
    return place if place.is_file() and shutil.which("java") and shutil.which("javac") else None
