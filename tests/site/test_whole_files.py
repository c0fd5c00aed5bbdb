"""A file is written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from orcid_sync.whole_files import write_whole


def test_the_file_holds_the_text(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "a.xml", "Žofie")
    assert path.read_text(encoding="utf-8") == "Žofie"
    assert list(tmp_path.iterdir()) == [path]


def test_a_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "key", "secret", mode=0o600).stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder") as raised:
        write_whole(tmp_path / "folder", "text")
    assert raised.value.filename == str(tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
