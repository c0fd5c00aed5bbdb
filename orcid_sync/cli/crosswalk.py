"""`orcid-sync crosswalk` and `validate`: files in, ORCID XML or the reason why not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import click

from orcid_sync.cli.showing import echo_json

if TYPE_CHECKING:
    from crosswalks.institution import Institution
    from crosswalks.profile import Profile
    from orcid_sync.crosswalk_files import FileResult
    from orcid_sync.degree_files import DegreeResult
    from schemas.finding import Finding

_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True))
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object per record (docs/commands.md).")


@click.command("crosswalk")
@_PATHS
@_JSON
@click.option(
    "--as",
    "wanted",
    type=click.Choice(["work", "education", "qualification"]),
    default="work",
    show_default=True,
    help="The thesis as a work, or the degree (docs/education.md).",
)
@click.option("--out", type=click.Path(file_okay=False), help="Write one XML file per work into this folder.")
@click.option(
    "--profile",
    "profile_file",
    type=click.Path(exists=True, dir_okay=False),
    help="A profile (TOML) for these records.",
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="Judge dates as on this day (for repeatable results)."
)
@click.pass_context
def crosswalk_command(
    context: click.Context,
    paths: tuple[str, ...],
    as_json: bool,
    wanted: Literal["work", "education", "qualification"],
    out: str | None,
    profile_file: str | None,
    today: object,
) -> None:
    """Make ORCID works of the records in PATHS: a record, an OAI-PMH response, a folder, or - for standard input.

    \b
    Examples:
      orcid-sync crosswalk record.xml
      orcid-sync crosswalk harvested/ --out works/ --json
      orcid-sync crosswalk --as education record.xml
      curl -s 'https://repository.example/oai?verb=ListRecords&metadataPrefix=oai_dc' | orcid-sync crosswalk -

    Exit code 1 when a record was refused or could not be read.
    """
    import datetime
    from pathlib import Path

    from orcid_sync.config import find_formats
    from orcid_sync.crosswalk_files import Works, crosswalk_paths, profile_from
    from orcid_sync.degree_files import degree_of

    profile = profile_from(Path(profile_file) if profile_file else None)
    day = today.date() if isinstance(today, datetime.datetime) else datetime.datetime.now(datetime.UTC).date()
    works = Works(Path(out)) if out else None
    exit_code = 0
    own = find_formats(Path.cwd(), Path(context.obj) if context.obj else None)
    institution = _institution(context, profile) if wanted != "work" else None
    for one in crosswalk_paths(paths, sys.stdin.buffer, profile=profile, today=day, site_formats=own):
        result = one if wanted == "work" else degree_of(one, institution=institution, kind=wanted)
        written = works.write_document(result.identifier, result.document) if works else None
        exit_code |= result.outcome in ("refused", "unreadable")
        if as_json:
            echo_json(result.as_json())
        else:
            _show(result, str(written) if written else "", quiet_xml=out is not None)
    context.exit(exit_code)


def _institution(context: click.Context, profile: Profile) -> Institution | None:
    """Who confers the degrees: the profile says so, or the site here."""
    from pathlib import Path

    from orcid_sync.config import find_config, find_formats, load_config

    given = Path(context.obj) if context.obj else None
    if profile.institution is not None or find_formats(Path.cwd(), given) is None:
        return profile.institution
    return load_config(find_config(Path.cwd(), given)).conferring(profile)


def _show(result: FileResult | DegreeResult, written: str, *, quiet_xml: bool) -> None:
    """The XML goes to standard output, everything about it to standard error: so `> work.xml` does what one expects."""
    colour = _COLOURS.get(result.outcome, "yellow")
    name = result.identifier or result.file
    click.echo(
        f"{click.style(result.outcome, fg=colour)}  {name}" + (f"  → {written}" if written else ""),
        err=True,
    )
    for finding in result.findings:
        _show_finding(finding)
    if result.document and not quiet_xml:
        click.echo(result.document, nl=False)


_COLOURS = {
    "work": "green",
    "education": "green",
    "qualification": "green",
    "refused": "red",
    "unreadable": "red",
}


def _show_finding(finding: Finding) -> None:
    colour = {"error": "red", "warning": "yellow"}.get(finding.severity)
    place = f"line {finding.line}, " if finding.line else ""
    click.echo(
        f"  {click.style(finding.severity, fg=colour)}: {place}{finding.field}: {finding.message}", err=True
    )
    if finding.remedy and finding.severity != "info":
        click.echo(f"    {finding.remedy}", err=True)


@click.command("validate")
@_PATHS
@_JSON
@click.pass_context
def validate_command(context: click.Context, paths: tuple[str, ...], as_json: bool) -> None:
    """Judge ORCID XML files (works, affiliations, bulks, records) as ORCID's server and we would.

    \b
    Examples:
      orcid-sync validate work.xml
      orcid-sync validate works/ --json

    Exit code 1 when a file would be refused.
    """
    from orcid_sync.crosswalk_files import validate_paths

    exit_code = 0
    for file, findings in validate_paths(paths, sys.stdin.buffer):
        refused = any(finding.severity == "error" for finding in findings)
        exit_code |= refused
        if as_json:
            echo_json({"file": file, "valid": not refused, "findings": [f.as_json() for f in findings]})
        else:
            click.echo(
                f"{click.style('refused' if refused else 'valid', fg='red' if refused else 'green')}  {file}"
            )
            for finding in findings:
                _show_finding(finding)
    context.exit(exit_code)
