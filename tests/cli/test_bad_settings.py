"""A configuration that cannot be used: what, where, what to do; exit code 2, and nothing is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.conftest import change
from cli.running import run

CLIENT = 'client_id = "APP-REHEARSAL0000001"'
SETTINGS = [
    (CLIENT, "", "orcid.client_id is missing."),
    (CLIENT, 'client_id = " "', "orcid.client_id is empty."),
    (CLIENT, "client_id = 7", "orcid.client_id has to be a text in quotes."),
    (
        "redirect_uri =",
        "redirect_url =",
        "There is no setting “orcid.redirect_url”. Did you mean “redirect_uri”?",
    ),
    ("redirect_uri =", "weather =", "There is no setting “orcid.weather”. docs/"),
    ("[push]", "[push]\neducation = 1", "push.education has to be true or false."),
    ("[push]", '[push]\nhold = "never"', "push.hold is “never”, which it cannot be."),
    ("[push]", "[push]\nupdates_at_once = -1", "push.updates_at_once has to be a whole number"),
    (
        "[push]",
        "[push.sources.library]\nhodl = 1",
        "There is no setting “push.sources[...].hodl”. Did you mean “hold”?",
    ),
    ("[institution]\n", "", "There is no setting “name”. It belongs into [institution]."),
    ("[store]", "[stroe]", "There is no setting “stroe”. Did you mean “store”?"),
    ('environment = "rehearsal"', 'environment = "prod"', "orcid.environment is “prod”, which it cannot be."),
    ('redirect_uri = ""', 'redirect_uri = "library.example"', "orcid.redirect_uri is “library.example”."),
    ('redirect_uri = ""', 'redirect_uri = "http://library.example/"', "It has to start with https://"),
    ("sqlite:///orcid-sync.db", "mysql://u:secret@db.example/x", "store.url is “db.example/x”."),
    ('name = "University of Example"', 'name = ""', "institution.name is empty."),
    ('name = "University of Example"', 'name = "University', "This is not valid TOML:"),
]


@pytest.mark.parametrize(("before", "after", "says"), SETTINGS)
def test_a_setting_that_cannot_be_used_is_named(before: str, after: str, says: str, site: Path) -> None:
    change(site, before, after)
    ran = run("-c", site, "status")
    assert ran.exit_code == 2
    assert ran.sentence.startswith(f"orcid-sync: {site / 'orcid-sync.toml'}: ")
    assert says in ran.sentence
    assert "secret" not in ran.sentence
    assert not (site / "orcid-sync.db").exists()


def test_a_bad_rehearsal_url(site: Path) -> None:
    change(site, 'rehearsal_url = "http://127.0.0.1', 'rehearsal_url = "http://elsewhere.example')
    assert "orcid.rehearsal_url is “http://elsewhere.example" in run("-c", site, "status").sentence


def test_no_configuration_at_all(tmp_path: Path) -> None:
    ran = run("-c", tmp_path, "status")
    assert ran.exit_code == 2
    assert ran.sentence.endswith("There is no configuration file. Run `orcid-sync init` to write one.")


def test_a_configuration_that_is_no_text(site: Path) -> None:
    (site / "orcid-sync.toml").write_bytes(b"\xff\xfe\x00")
    ran = run("-c", site, "status")
    assert ran.exit_code == 2
    assert "cannot be read" in ran.sentence


def test_a_missing_key_file(site: Path) -> None:
    (site / "orcid-sync.key").unlink()
    ran = run("-c", site, "status")
    assert ran.exit_code == 2
    assert f"{site / 'orcid-sync.key'}: The file of store.key_file cannot be read" in ran.sentence


def test_an_empty_key_file(site: Path) -> None:
    (site / "orcid-sync.key").write_text("\n")
    ran = run("-c", site, "status")
    assert ran.exit_code == 2
    assert "Restore the file from your backup, or set ORCID_SYNC_KEY." in ran.sentence


def test_a_key_that_is_none(claimed: Path) -> None:
    (claimed / "orcid-sync.key").write_text("abc\n")
    ran = run("-c", claimed, "push")
    assert ran.exit_code == 3
    assert "no Fernet key" in ran.sentence


def test_another_key_than_the_one_that_encrypted(claimed: Path) -> None:
    ran = run("-c", claimed, "push", env={"ORCID_SYNC_KEY": "A" * 43 + "="})
    assert ran.exit_code == 3
    assert "The stored tokens were encrypted with another key." in ran.sentence
    assert [line["outcome"] for line in run("-c", claimed, "push", "--json").lines] == ["added"]


def test_the_doctor_tries_the_key(claimed: Path) -> None:
    ran = run("-c", claimed, "doctor", "--json", env={"ORCID_SYNC_KEY": "A" * 43 + "="})
    checks = {line["check"]: line for line in ran.lines}
    assert ran.exit_code == 3
    assert not checks["encryption key"]["fine"]
    assert checks["source library"]["fine"]


def test_a_missing_client_secret(site: Path) -> None:
    (site / "client-secret").unlink()
    checks = {line["check"]: line for line in run("-c", site, "doctor", "--json").lines}
    assert not checks["client secret"]["fine"]
    assert str(site / "client-secret") in checks["client secret"]["reason"]


def test_a_client_secret_that_is_set_nowhere(site: Path) -> None:
    change(site, 'client_secret_file = "client-secret"', 'client_secret_file = ""')
    checks = {line["check"]: line for line in run("-c", site, "doctor", "--json").lines}
    assert "ORCID_SYNC_CLIENT_SECRET" in checks["client secret"]["next_step"]


def test_the_secret_of_the_environment_comes_first_and_is_never_shown(site: Path) -> None:
    ran = run("-c", site, "doctor", env={"ORCID_SYNC_CLIENT_SECRET": "wrong-secret-1"})
    assert ran.exit_code == 3
    assert "look  client id and secret" in ran.out
    assert "wrong-secret-1" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("datum = 3", "There is no setting “datum” in a profile. Did you mean “date”?"),
        ('levels = "doctoral"', "levels has to be a list in [ ]."),
        (
            'second_title = "both"',
            "second_title is “both”, which it cannot be. It can be “ignore”, “subtitle”.",
        ),
        ('levels = ["phd"]', "levels[0] is “phd”, which it cannot be. It can be “doctoral”, “habilitation”"),
        ('[roles]\n"mentor" = "supervisor"', "It can be “author”, “advisor”, “committee”, “other”."),
        ('country = "Austria"', "country is “Austria”; it has to be two letters of ISO 3166, “AT”."),
        ('country = "XX"', "it has to be two letters of ISO 3166, such as “AT”."),
        ('language = "nowherish"', "language is “nowherish”; it has to be a code of ISO 639"),
        ('author_role = "creator"', "author_role is “creator”; it has to be “author” or an address"),
        ("date = 0", "date is 0; the dates of a record are counted from 1."),
        ("advisors = 1", "advisors has to be true or false."),
        ("date = ", "This is not valid TOML"),
    ],
)
def test_a_profile_that_cannot_be_used(text: str, says: str, harvested: Path) -> None:
    (harvested / "profiles" / "default.toml").write_text(text)
    ran = run("-c", harvested, "harvest")
    assert ran.exit_code == 2
    assert str(harvested / "profiles" / "default.toml") in ran.sentence
    assert says in ran.sentence


def test_a_profile_that_is_not_there(site: Path, tmp_path: Path) -> None:
    ran = run("-c", site, "sources", "add", "https://repository.example/oai", "--profile", "chemistry")
    assert ran.exit_code == 2
    assert "There is no profile “chemistry”." in ran.sentence
