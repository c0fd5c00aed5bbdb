"""`orcid-sync demo`: the first ten minutes of every newcomer."""

from __future__ import annotations

import click


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
@click.pass_context
def demo_command(context: click.Context, out: str, url: str | None) -> None:
    """Play the whole way of a thesis against the bundled rehearsal, or look at a real repository.

    Without --url: invented students, an invented repository, the real programs; no network, no credentials.
    With --url: which formats and sets the repository offers, which are best, and what becomes of its theses.

    \b
    Examples:
      orcid-sync demo
      orcid-sync demo --url https://repository.example/oai/request
    """
    from pathlib import Path

    folder = Path(out)
    if url:
        from orcid_sync.survey import survey

        report = survey(url, folder, click.echo)
    else:
        from orcid_sync.demo import play
        from orcid_sync.rehearsal import Rehearsal

        with Rehearsal() as rehearsal:
            click.echo(f"The rehearsal (a stand-in for ORCID and a repository) answers at {rehearsal.url}.\n")
            report = play(rehearsal.url, folder, click.echo)
    waiting = report.needs_a_person
    click.echo(f"\nWhat needs a person ({len(waiting)}):")
    for outcome in waiting:
        click.echo(
            f"  {outcome.happened!s:<12} {outcome.title or outcome.identifier}\n{'':15}{outcome.reason}"
        )
    click.echo(
        f"\nThe ORCID XML lies in {folder / 'works'}, the report to show a colleague is {folder / 'report.html'}."
    )
    context.exit(0)
