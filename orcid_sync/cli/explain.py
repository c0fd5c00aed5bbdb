"""`orcid-sync explain`: where each value of one record comes from, and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import echo_json

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from crosswalks.work import RecordOf
    from orcid_sync.explain import Explained

_WIDTH_WITHOUT_TERMINAL = 160


@click.command("explain")
@click.argument("target", metavar="FILE|IDENTIFIER")
@click.option(
    "--record", "which", default="", help="Which record of FILE: its number, from 1, or its identifier."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/explain.md).")
@click.option(
    "--html",
    "html",
    type=click.Path(dir_okay=False),
    help="Write a page: the record beside ORCID's view of it.",
)
@click.option(
    "--profile",
    "profile_file",
    type=click.Path(exists=True, dir_okay=False),
    help="A profile (TOML) for FILE.",
)
@click.option(
    "--record-of",
    type=click.Choice(["author", "advisor"]),
    default="author",
    show_default=True,
    help="For whose ORCID record: in the advisor's own the thesis is her student's work.",
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="Judge dates as on this day (for repeatable results)."
)
@click.pass_context
def explain_command(
    context: click.Context,
    target: str,
    which: str,
    as_json: bool,
    html: str | None,
    profile_file: str | None,
    record_of: RecordOf,
    today: datetime.datetime | None,
) -> None:
    """Show where each value of one record comes from, by which rule, and what was rejected and why.

    FILE is XML that a repository served, or - for standard input. IDENTIFIER is an OAI identifier, a DOI, a
    handle or an address of a record that was harvested.

    \b
    Examples:
      orcid-sync explain record.xml
      orcid-sync explain page.xml --record 3
      orcid-sync explain oai:repository.example:20.500.14999/7 --html seven.html

    Exit code 1 when the record was refused or could not be read.
    """
    import datetime
    from pathlib import Path

    day = today.date() if today else datetime.datetime.now(datetime.UTC).date()
    if target == "-" or _exists(Path(target)):
        explained = _of_file(context, target, which, profile_file, day, record_of)
    else:
        explained = _of_store(context, target, day, record_of)
    if html:
        from orcid_sync.explain_page import write_page

        click.echo(f"Written: {write_page(explained, Path(html))}", err=True)
    if as_json:
        echo_json(explained.as_json())
    elif not html:
        _show(explained)
    context.exit(1 if explained.crosswalked.outcome in ("refused", "unreadable") else 0)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # longer than a file's name may be: an identifier, then
        return False


def _of_file(
    context: click.Context,
    file: str,
    which: str,
    profile_file: str | None,
    today: datetime.date,
    record_of: RecordOf,
) -> Explained:
    from pathlib import Path

    from orcid_sync.config import find_formats
    from orcid_sync.crosswalk_files import profile_from
    from orcid_sync.explain import explain_file

    return explain_file(
        file,
        sys.stdin.buffer,
        which=which,
        profile=profile_from(Path(profile_file) if profile_file else None),
        today=today,
        site_formats=find_formats(Path.cwd(), Path(context.obj) if context.obj else None),
        record_of=record_of,
    )


def _of_store(
    context: click.Context, identifier: str, today: datetime.date, record_of: RecordOf
) -> Explained:
    from pathlib import Path

    from orcid_sync.config import find_formats
    from orcid_sync.explain import NothingToExplainError, explain_thesis
    from orcid_sync.site import Site

    if not context.obj and find_formats(Path.cwd()) is None:
        raise NothingToExplainError(
            "There is no such file, and no site here whose records could be asked.",
            identifier,
            "Check the path, or name the site with --config.",
        )
    site = Site.open(context.obj)
    with site.store() as store:
        return explain_thesis(
            store,
            identifier,
            profile_of=site.profile,
            today=today,
            site_formats=site.config.formats,
            record_of=record_of,
        )


def _show(explained: Explained) -> None:
    """The trail as a table, the findings below it."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from crosswalks.rules import rule_sentence

    made = explained.crosswalked
    console = Console(width=None if sys.stdout.isatty() else _WIDTH_WITHOUT_TERMINAL, highlight=False)
    head = Text.assemble((made.outcome, _COLOURS.get(made.outcome, "yellow")), f"  {explained.title}")
    console.print(head)
    console.print(
        Text(
            f"{made.identifier or 'no identifier'} · {made.format or 'unknown format'} · {explained.profile}"
        )
    )
    table = Table(box=box.HORIZONTALS, show_lines=True, pad_edge=False)
    for column, ratio in (("Field", 2), ("Value", 5), ("From", 3), ("Rule", 5), ("Rejected, and why", 6)):
        table.add_column(column, ratio=ratio, overflow="fold")
    # Text, not str: "dc:date[3]" would be read as markup.
    for one in made.decisions:
        rejected = [f"{r.value[:100]}{f' ({r.at})' if r.at else ''}: {r.why}" for r in one.rejected]
        table.add_row(
            Text(one.field),
            Text(one.value[:300]) if one.value else Text("left out", "dim"),
            Text(one.at),
            Text.assemble(rule_sentence(one.rule), "\n", (one.rule, "dim")),
            Text("\n".join(rejected)),
        )
    console.print(table)
    for finding in made.findings:
        colour = {"error": "red", "warning": "yellow"}.get(finding.severity, "")
        console.print(
            Text.assemble((finding.severity, colour), f" {finding.field}: {finding.message} {finding.remedy}")
        )


_COLOURS = {"work": "green", "refused": "red", "unreadable": "red"}
