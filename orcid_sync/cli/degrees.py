"""`orcid-sync degrees`: what the registrar says of degrees."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import echo_json

if TYPE_CHECKING:
    from orcid_sync.degrees import Imported
    from orcid_sync.store import KnownConferral

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")


@click.group("degrees", invoke_without_command=True)
@_JSON
@click.pass_context
def degrees_group(context: click.Context, as_json: bool) -> None:
    """List what the registrar said of degrees, or take over a new list (docs/education.md).

    \b
    Examples:
      orcid-sync degrees
      orcid-sync degrees import degrees-2024.csv
    """
    if context.invoked_subcommand is not None:
        return
    from orcid_sync.site import Site

    with Site.open(context.obj).store() as store:
        for known in store.conferrals.all():
            if as_json:
                echo_json(_as_json(known))
            else:
                degree = known.conferral.degree or "degree as in the record"
                click.echo(f"{known.conferral.conferred_on}  {known.name}: {degree}  ({known.title})")


def _as_json(known: KnownConferral) -> dict[str, object]:
    """The shape that docs/commands.md promises."""
    stated = known.conferral
    return {
        "name": known.name,
        "title": known.title,
        "degree": stated.degree or None,
        "department": stated.department or None,
        "start": stated.started_on or None,
        "conferred": stated.conferred_on,
    }


@degrees_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@_JSON
@click.pass_context
def import_command(context: click.Context, file: str, as_json: bool) -> None:
    """Take over the registrar's list FILE (CSV), or - for standard input: whole, or with a fault not at all.

    \b
    Examples:
      orcid-sync degrees import degrees-2024.csv

    Exit code 1 when the list has a fault.
    """
    from pathlib import Path

    from orcid_sync.degrees import import_degrees
    from orcid_sync.site import Site

    body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    with Site.open(context.obj).store() as store:
        imported = import_degrees(store, body)
    _show(imported, as_json)
    context.exit(1 if imported.faults else 0)


def _show(imported: Imported, as_json: bool) -> None:
    for fault in imported.faults:
        if as_json:
            echo_json({"line": fault.line, "column": fault.column or None, "fault": fault.said})
        else:
            click.echo(str(fault))
    kept = imported.kept
    if as_json and kept:
        echo_json({"new": kept.new, "changed": kept.changed, "unchanged": kept.unchanged})
    elif kept:
        click.echo(f"{kept.new} new, {kept.changed} changed, {kept.unchanged} known already.")
    elif not as_json:
        click.echo("Nothing was taken over. Mend the list and import it again.", err=True)
