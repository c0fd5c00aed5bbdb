from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from schemas.refresh import HERE, POM, RefreshError, main, read_artifact, refresh, vendored

POM_XML = """<project><groupId>org.orcid</groupId><artifactId>orcid-model</artifactId><version>3.3.9</version>
<licenses><license><name>MIT License</name><url>http://www.opensource.org/licenses/mit-license.php</url></license>
</licenses></project>"""


def jar_of(folder: Path, target: Path, *, without: str = "", pom: str = POM_XML) -> Path:
    """A small jar with the vendored schemas, as the published artifact holds them among much else."""
    with zipfile.ZipFile(target, "w") as jar:
        for path in vendored(folder):
            name = path.relative_to(folder).as_posix()
            if name != without:
                jar.write(path, name)
        jar.writestr("record_3.0/search-3.0.xsd", "<not-in-the-import-closure/>")
        jar.writestr("org/orcid/Work.class", b"\xca\xfe")
        if pom:
            jar.writestr(POM, pom)
    return target


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_sources_names_artifact_licence_and_the_hash_of_every_schema() -> None:
    page = (HERE / "SOURCES.md").read_text("utf-8")

    stated = dict(re.findall(r"^\| `([^`]+\.xsd)` \| `([0-9a-f]{64})` \|$", page, re.MULTILINE))
    actual = {
        path.relative_to(HERE).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendored()
    }

    assert stated == actual
    assert "`org.orcid:orcid-model:3.3.9`" in page
    assert "Maven Central" in page
    assert "MIT License" in page
    assert re.search(r"SHA-256 of the jar: `[0-9a-f]{64}`", page)


def test_refresh_repeats_the_vendored_files_byte_for_byte(tmp_path: Path) -> None:
    artifact = read_artifact(jar_of(HERE, tmp_path / "model.jar"))

    changes = refresh(artifact, tmp_path / "copy")

    assert set(changes.values()) == {"added"}
    copied = snapshot(tmp_path / "copy")
    assert copied.pop("SOURCES.md").startswith(b"# Where these schemas come from")
    assert copied == {path.relative_to(HERE).as_posix(): path.read_bytes() for path in vendored()}


def test_refresh_twice_changes_nothing(tmp_path: Path) -> None:
    artifact = read_artifact(jar_of(HERE, tmp_path / "model.jar"))
    refresh(artifact, tmp_path / "copy")
    before = snapshot(tmp_path / "copy")

    changes = refresh(artifact, tmp_path / "copy")

    assert set(changes.values()) == {"unchanged"}
    assert snapshot(tmp_path / "copy") == before


def test_refresh_says_what_was_added_changed_and_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jar, copy = jar_of(HERE, tmp_path / "model.jar"), tmp_path / "copy"
    refresh(read_artifact(jar), copy)
    (copy / "record_3.0" / "work-3.0.xsd").write_text("old")
    (copy / "record_3.0" / "error-3.0.xsd").unlink()
    (copy / "record_3.0" / "gone-3.0.xsd").write_text("no longer published")

    code = main([str(jar), "--into", str(copy)])

    assert code == 0
    assert capsys.readouterr().out.splitlines() == [
        "added     record_3.0/error-3.0.xsd",
        "removed   record_3.0/gone-3.0.xsd",
        "changed   record_3.0/work-3.0.xsd",
        "34 of 37 unchanged",
    ]


def test_what_is_not_the_artifact_is_refused_in_one_sentence_and_nothing_is_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "page.html"
    text.write_text("<html>404</html>")
    with zipfile.ZipFile(tmp_path / "other.jar", "w") as other:
        other.writestr("readme.txt", "another artifact")
    for jar, reason in [
        (tmp_path / "nowhere.jar", "There is no file"),
        (text, "is not a jar"),
        (tmp_path / "other.jar", "does not hold ORCID's schemas"),
        (jar_of(HERE, tmp_path / "a.jar", without="common_3.0/common-3.0.xsd"), "common-3.0.xsd is missing"),
        (jar_of(HERE, tmp_path / "b.jar", pom=""), "does not say what it is"),
        (jar_of(HERE, tmp_path / "c.jar", pom="<project/>"), "names no artifact or no licence"),
    ]:
        code = main([str(jar), "--into", str(tmp_path / "copy")])

        shown = capsys.readouterr()
        assert code == 2
        assert reason in shown.err
        assert len(shown.err.splitlines()) == 1
        assert shown.out == ""
    assert not (tmp_path / "copy").exists()


def test_a_truncated_jar_is_refused(tmp_path: Path) -> None:
    whole = jar_of(HERE, tmp_path / "model.jar").read_bytes()
    cut = tmp_path / "cut.jar"
    cut.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(RefreshError, match="is not a jar"):
        read_artifact(cut)


def test_the_command_runs_as_a_module(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "schemas.refresh", str(tmp_path / "nowhere.jar")]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.startswith("There is no file")
