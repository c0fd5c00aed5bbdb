"""The wheel holds what the folders hold: a forgotten pattern is silent otherwise (style.md §3)."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("crosswalks", "dspace_hook", "orcid_sync", "schemas")
NOT_SHIPPED = {"__pycache__"}


def _source_files() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and NOT_SHIPPED.isdisjoint(path.parts)
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A copy, so that a build folder left in the checkout can neither help nor harm.
    source = tmp_path_factory.mktemp("source") / "tree"
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    for name in filter(None, tracked.decode().split("\0")):
        if (ROOT / name).is_file():
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", out, source], check=True, capture_output=True
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_four_folders_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        shipped = {name for name in opened.namelist() if ".dist-info/" not in name}
    assert shipped == _source_files()


@pytest.mark.slow
def test_the_installed_wheel_crosswalks_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    # The libraries of this environment, our code from the wheel alone.
    venv.create(environment, system_site_packages=False, with_pip=False)
    python = environment / "bin" / "python"
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(site)
    libraries = next(p for p in sys.path if p.endswith("site-packages"))
    record = ROOT / "tests" / "cli" / "samples" / "etdms11.xml"
    ran = subprocess.run(
        [python, "-c", f"import sys; sys.path.append({libraries!r}); from orcid_sync.cli import main; main()",
         "crosswalk", str(record), "--json"],
        check=False, capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert (ran.returncode, '"outcome": "work"' in ran.stdout) == (0, True), ran.stderr


def test_the_top_level_is_what_was_agreed() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert {name.split("/")[0] for name in tracked.splitlines()} == {
        "crosswalks", "dspace_hook", "schemas", "orcid_sync", "tests", "setup.cfg", "README.md",
        "pyproject.toml", "Makefile", "CHANGELOG.md", "LICENSE", "docs", "benchmarks", ".ci", ".gitignore",
    }  # fmt: skip


@pytest.mark.slow
def test_the_wheel_alone_shows_a_page_in_arabic(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path)
    program = f"""
import sys
sys.path[:] = [{str(tmp_path)!r}] + [path for path in sys.path if path != {str(ROOT)!r}]
from orcid_sync.web.rendering import render
from orcid_sync.web.texts import consent_text
from orcid_sync.web.views import Frame, Home
import orcid_sync.web
assert orcid_sync.web.__path__[0].startswith({str(tmp_path)!r})
sys.stdout.reconfigure(encoding="utf-8")
print(render(Home(consent_text(None, "ar", "X"), "/claim", "/sign-in"), Frame("ar", "X", "/")))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, cwd=tmp_path, encoding="utf-8"
    )
    assert ran.returncode == 0, ran.stderr
    assert "رسالتك" in ran.stdout
