"""`orcid-sync demo`: the first ten minutes of every newcomer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import echo_json, outcome_as_json

if TYPE_CHECKING:
    from pathlib import Path

    from orcid_sync.report import Report


@click.command("demo")
@click.option(
    "--out",
    default="demo-output",
    show_default=True,
    type=click.Path(file_okay=False),
    help="Where XML and report go.",
)
@click.option(
    "--url",
    help="A repository's OAI-PMH base URL: harvest and crosswalk only, read-only, 200 records at most.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per step and outcome (docs/commands.md)."
)
@click.option(
    "--web", is_flag=True, help="The story in a browser: you are the student, the librarian, the office."
)
@click.option(
    "--orcid-sandbox", is_flag=True, help="With --web: ORCID's sandbox, with your site's credentials."
)
@click.option("--no-browser", is_flag=True, help="With --web: say the address, open nothing.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8766,
    show_default=True,
    help="With --web; 0 takes a free one.",
)
@click.pass_context
def demo_command(
    context: click.Context,
    out: str,
    url: str | None,
    as_json: bool,
    web: bool,
    orcid_sandbox: bool,
    no_browser: bool,
    port: int,
) -> None:
    """Play the whole way of a thesis against the bundled rehearsal, or look at a real repository.

    Without --url: invented students, an invented repository, the real programs; no network, no credentials.
    With --url: which formats and sets the repository offers, which are best, and what becomes of its theses.
    With --web: sign in, register, say yes and no, write, update and disconnect in your own browser.

    \b
    Examples:
      orcid-sync demo
      orcid-sync demo --url https://repository.example/oai/request
      orcid-sync demo --web
    """
    from pathlib import Path

    folder = Path(out)
    if web or orcid_sandbox:
        if url or not web:
            raise click.UsageError("--url is for itself, and --orcid-sandbox needs --web.")
        from orcid_sync.cli.touring import tour
        from orcid_sync.site import Site

        member = Site.open(context.obj).config if orcid_sandbox else None
        tour(folder, member=member, port=port, as_json=as_json, open_browser=not no_browser)
        return
    report = _made(url, folder, silent=as_json)
    if as_json:
        _show_json(report, folder)
    else:
        _show(report, folder)


def _made(url: str | None, folder: Path, *, silent: bool) -> Report:
    say = (lambda _: None) if silent else click.echo
    if url:
        from orcid_sync.survey import survey

        return survey(url, folder, say)
    from orcid_sync.cli.demo_library import library
    from orcid_sync.demo import play
    from orcid_sync.rehearsal import Rehearsal

    with Rehearsal() as rehearsal, library() as dspace:
        say(f"The rehearsal (a stand-in for ORCID and a repository) answers at {rehearsal.url}.\n")
        return play(rehearsal.url, folder, say, dspace)


def _show(report: Report, folder: Path) -> None:
    waiting = report.needs_a_person
    click.echo(f"\nWhat needs a person ({len(waiting)}):")
    for outcome in waiting:
        click.echo(f"  {outcome.happened!s:<12} {outcome.title or outcome.identifier}")
        click.echo(f"{'':15}{outcome.reason}{f' {outcome.next_step}' if outcome.next_step else ''}")
    click.echo(f"\nThe ORCID XML lies in {folder / 'works'}.")
    click.echo(f"The report to show a colleague is {folder / 'report.html'}; open it in a browser.")


def _show_json(report: Report, folder: Path) -> None:
    for number, step in enumerate(report.steps, 1):
        echo_json({"step": number, "title": step.title, "sentence": step.sentence})
        for outcome in step.outcomes:
            echo_json({"step": number, **outcome_as_json(outcome)})
    echo_json({"works": str(folder / "works"), "report": str(folder / "report.html")})
