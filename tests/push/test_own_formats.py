"""A format of the site's own is read wherever a stored record is read again: the push most of all."""

from __future__ import annotations

import shutil
from pathlib import Path

from push.office import Office, happened

from crosswalks.profile import Profile
from crosswalks.registry import PACKAGED
from orcid_sync.config import FORMATS, Config, load_config
from orcid_sync.site import create_site

CARD = (
    "<card><title>Cracked pots</title><creator>Carberry, Josiah</creator><type>Thesis</type><date>2020</date>"
    "<identifier>https://hdl.handle.net/20.500.14999/1</identifier></card>"
)
ABOUT = 'title = "Cards"\n[[root]]\nname = "card"\nnamespaces = [""]\n'


def with_cards(folder: Path) -> Config:
    """A site that reads cards as if they were Dublin Core."""
    config, *_ = create_site(folder, institution="Example University", environment="rehearsal")
    shutil.copytree(PACKAGED / "oai_dc", folder / FORMATS / "card")
    (folder / FORMATS / "card" / "format.toml").write_text(ABOUT, encoding="utf-8")
    return load_config(config)


def test_a_record_in_the_sites_own_format_is_sent(office: Office, tmp_path: Path) -> None:
    profile = with_cards(tmp_path / "site").profile("default")
    office.permits()
    office.claims(office.arrives(raw=CARD.encode(), profile=profile))
    assert happened(office.push(profile_of=lambda _: profile)) == ["added"]


def test_the_folder_is_no_setting_of_a_file(tmp_path: Path) -> None:
    config = with_cards(tmp_path / "site")
    (config.folder / "profiles" / "own.toml").write_text('language = "de"\n', encoding="utf-8")
    assert config.profile("own").formats == config.formats
    assert Profile().formats is None
