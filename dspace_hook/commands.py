"""`orcid-sync dspace …`: thin; click only at the top."""

from __future__ import annotations

import json

import click

from orcid_sync.contract import Checked


@click.group("dspace")
def dspace_group() -> None:
    """What concerns DSpace alone."""


@dspace_group.command("check")
@click.option("--url", required=True, metavar="BASE", help="DSpace's server, such as https://host/server.")
@click.option("--account", default="", help="The e-mail address of the account that would write.")
@click.option(
    "--password-file", type=click.Path(exists=True, dir_okay=False), help="A file with its password."
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="ROLE=PLACE",
    help="Where iDs would be kept (author=orcid.author).",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per check.")
@click.pass_context
def check_command(
    context: click.Context,
    url: str,
    account: str,
    password_file: str | None,
    targets: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say what a DSpace is and can do, what is missing for a write-back, and the exact lines to add.

    It only reads. Without an account it says what anybody can see.

    \b
    Examples:
      orcid-sync dspace check --url https://repository.example/server
      orcid-sync dspace check --url https://repository.example/server --account hook@example.org \\
          --password-file dspace-password

    Exit code 1 when something is missing, 3 when DSpace does not answer.
    """
    from contextlib import closing
    from pathlib import Path

    from dspace_hook import repository
    from orcid_sync.contract import RepositorySettings, Secret, SettingsError

    password = Path(password_file).read_text(encoding="utf-8").strip() if password_file else ""
    wished = dict(target.partition("=")[::2] for target in targets)
    settings = RepositorySettings(url, account, Secret(password), {"targets": wished} if wished else {})
    try:
        opened = repository(settings)
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    with closing(opened):
        found = [_shown(checked, as_json) for checked in opened.check()]
    unreachable = not any(checked.check == "version" and checked.fine for checked in found)
    context.exit(3 if unreachable else int(any(not checked.fine for checked in found)))


def _shown(checked: Checked, as_json: bool) -> Checked:
    if as_json:
        said = {"check": checked.check, "fine": checked.fine, "reason": checked.reason}
        said |= {"next_step": checked.next_step or None, "lines": list(checked.lines)}
        click.echo(json.dumps(said, ensure_ascii=False))
        return checked
    word = click.style("fine   " if checked.fine else "missing", fg="green" if checked.fine else "red")
    click.echo(
        f"{word} {checked.check}: {checked.reason}" + (f" → {checked.next_step}" if checked.next_step else "")
    )
    for line in checked.lines:
        click.echo(f"          {line}")
    return checked
