"""`orcid-sync init` and `doctor`: set a site up, and see whether it can work."""

from __future__ import annotations

import click

from orcid_sync.cli.showing import echo_json


@click.command("init")
@click.argument("folder", default=".", type=click.Path(file_okay=False))
@click.option(
    "--institution", prompt="Name of your institution", help="As it should stand in messages and reports."
)
@click.option(
    "--environment",
    type=click.Choice(["rehearsal", "sandbox", "production"]),
    default="rehearsal",
    show_default=True,
    help="Which ORCID this site talks to.",
)
@click.option("--client-id", default="", help="Your Member API client id (APP-…).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: what was written.")
def init_command(folder: str, institution: str, environment: str, client_id: str, as_json: bool) -> None:
    """Write a commented configuration, and the key that encrypts tokens, into FOLDER (default: here).

    \b
    Examples:
      orcid-sync init --institution "Example University"
      orcid-sync init our-site --institution "Example University" --environment sandbox --client-id APP-…
    """
    from pathlib import Path

    from orcid_sync.site import create_site

    written = create_site(Path(folder), institution=institution, environment=environment, client_id=client_id)
    if as_json:
        echo_json({"wrote": [str(path) for path in written]})
        return
    for path in written:
        click.echo(f"wrote {path}")
    click.echo("Next: orcid-sync sources add URL, then orcid-sync doctor.")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per check.")
@click.pass_context
def doctor_command(context: click.Context, as_json: bool) -> None:
    """Test the configuration, client id and secret at ORCID, redirect URI, database, each source and the repository.

    \b
    Examples:
      orcid-sync doctor
      orcid-sync --config our-site doctor --json

    Exit code 3 when something would stop a run.
    """
    from orcid_sync.doctor import examine
    from orcid_sync.site import Site

    bad = 0
    for check in examine(Site.open(context.obj)):
        bad |= not check.fine
        if as_json:
            echo_json(
                {
                    "check": check.name,
                    "fine": check.fine,
                    "reason": check.reason,
                    "next_step": check.next_step or None,
                }
            )
        else:
            mark = click.style("ok   ", fg="green") if check.fine else click.style("look ", fg="red")
            click.echo(f"{mark} {check.name}: {check.reason}")
            if check.next_step and not check.fine:
                click.echo(f"      {check.next_step}")
    context.exit(3 if bad else 0)
