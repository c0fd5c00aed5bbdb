"""`orcid-sync formats`: what we can read."""

from __future__ import annotations

import click

from orcid_sync.cli.showing import echo_json


@click.command("formats")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per format (docs/commands.md).")
@click.pass_context
def formats_command(context: click.Context, as_json: bool) -> None:
    """Show the formats that are read, the one to ask a repository for first; a site's own are marked.

    \b
    Examples:
      orcid-sync formats
      orcid-sync --config /srv/orcid formats --json
    """
    from pathlib import Path

    from crosswalks.registry import PACKAGED, formats
    from orcid_sync.config import find_formats

    own = find_formats(Path.cwd(), Path(context.obj) if context.obj else None)
    for found in sorted(formats(own).values(), key=lambda one: (one.rank, one.name)):
        is_own = found.folder.parent != PACKAGED
        if as_json:
            roots = [{"namespace": namespace, "name": name} for namespace, name in sorted(found.roots)]
            echo_json(
                {
                    "name": found.name,
                    "title": found.title,
                    "rank": found.rank,
                    "wrapper": bool(found.inner),
                    "own": is_own,
                    "folder": str(found.folder),
                    "roots": roots,
                }
            )
        else:
            click.echo(f"{found.name:<18} {found.title}" + (f"  (yours: {found.folder})" if is_own else ""))
