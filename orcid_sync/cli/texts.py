"""`orcid-sync texts`: which consent texts people read, and which of them the office has approved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import echo_json

if TYPE_CHECKING:
    from orcid_sync.web.views import ConsentText


@click.command("texts")
@click.option("--copy", is_flag=True, help="Put our drafts into the site's folder texts/, where it has none.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per language (docs/commands.md).")
@click.pass_context
def texts_command(context: click.Context, copy: bool, as_json: bool) -> None:
    """Show the consent text of each language: whose it is, its version, and whether it is approved.

    A text is yours once it stands in the site's folder texts/. Edit it there; when it is approved, write
    “status: approved” into its second line. Until then pages call it a draft.

    \b
    Examples:
      orcid-sync texts
      orcid-sync texts --copy
    """
    from orcid_sync.site import Site
    from orcid_sync.web.texts import FILE_NAME, consent_texts, copy_drafts, site_file

    config = Site.open(context.obj).config
    folder = config.folder / "texts"
    if copy:
        copy_drafts(folder)
    for text in consent_texts(folder, config.institution.name):
        own = site_file(folder, text.language)
        _show(text, own or folder / text.language / FILE_NAME, is_own=own is not None, as_json=as_json)


def _show(text: ConsentText, file: Path, *, is_own: bool, as_json: bool) -> None:
    if as_json:
        echo_json(
            {
                "language": text.language,
                "version": text.version,
                "approved": not text.draft,
                "file": str(file) if is_own else None,
            }
        )
        return
    status = "draft" if text.draft else "approved"
    click.echo(f"{text.language}  {status:<9} {text.version:<20} {file if is_own else '(ours)'}")
