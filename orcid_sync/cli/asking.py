"""`orcid-sync invite`, `claims` and `submissions`: the office's part of asking people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from orcid_sync.cli.showing import echo_json

if TYPE_CHECKING:
    from orcid_sync.asking.deciding import WaitingClaim
    from orcid_sync.asking.inviting import Invited

_LATE_DAYS = 180


@click.command("invite")
@click.argument("people", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--out", type=click.Path(dir_okay=False), default="links.csv", show_default=True, help="The CSV."
)
@click.option("--again", is_flag=True, help="Also those who said no, or yes, before.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per person and per problem.")
@click.pass_context
def invite_command(context: click.Context, people: str, out: str, again: bool, as_json: bool) -> None:
    """Make one invitation link per person and role from the list PEOPLE (CSV), for the office's own mailing.

    Columns: thesis or submission, role, name, email; and if known orcid, and for submissions title, known as.
    A row that cannot be used is named with line and column; the others are made. The links stand in --out and
    nowhere else: whoever has one is taken for the person.

    \b
    Examples:
      orcid-sync invite june.csv
      orcid-sync invite june.csv --out links-june.csv --again

    Exit code 1 when a row could not be used.
    """
    from pathlib import Path

    from orcid_sync.asking.invitation_list import invite_all, list_of_links
    from orcid_sync.asking.inviting import Invited
    from orcid_sync.asking.links import Links
    from orcid_sync.site import Site
    from orcid_sync.web_settings import CALLBACK
    from orcid_sync.whole_files import write_whole

    site = Site.open(context.obj)
    config = site.config
    address = _address(config.orcid.redirect_uri, CALLBACK)
    links = Links(config.keys(), config.institution.name)
    with site.store() as store:
        text = _read(Path(people))
        rows = list(invite_all(store, links, text, config.web.invitation_days, again=again))
    made = [row for row in rows if isinstance(row, Invited)]
    addresses = {one.invitation.id: f"{address}/i/{one.token.reveal()}" for one in made}
    if made:
        write_whole(Path(out), list_of_links(made, addresses), mode=0o600)
    problems = [row for row in rows if not isinstance(row, Invited)]
    for row in rows:
        _show_row(row, as_json)
    if not as_json:
        told = f"{len(made)} invited" + (f"; the links are in {out}" if made else "")
        click.echo(f"{told}. {len(problems)} rows could not be used.")
    context.exit(1 if problems else 0)


def _address(redirect_uri: str, callback: str) -> str:
    if not redirect_uri.endswith(callback):
        raise click.UsageError(f"orcid.redirect_uri has to end in {callback}; the links begin with the same.")
    return redirect_uri.removesuffix(callback)


def _read(path: Any) -> str:
    """Spreadsheets write UTF-8, or the code page of the country; which one, only UTF-8 tells."""
    try:
        return str(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise click.UsageError(f"{path} is not UTF-8. Save it as “CSV UTF-8”.") from None


def _show_row(row: Any, as_json: bool) -> None:
    from orcid_sync.asking.inviting import Invited

    if isinstance(row, Invited):
        shown = _invited_as_json(row)
        if as_json:
            echo_json(shown)
        return
    if as_json:
        echo_json({"line": row.line, "column": row.column, "reason": row.reason})
    else:
        click.echo(f"line {row.line}, {row.column}: {row.reason}", err=True)


def _invited_as_json(one: Invited) -> dict[str, object]:
    """Without the link: it opens the page in her name."""
    asked = one.asked
    return {
        "name": asked.name,
        "email": asked.email,
        "role": asked.role,
        "theses": len(asked.contributors) + len(asked.submitted),
        "until": f"{one.invitation.expires_at:%Y-%m-%d}",
    }


@click.group("claims")
def claims_group() -> None:
    """Claims that a person of the staff decides: whether the one who signed in is the one in the thesis."""


@claims_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per claim.")
@click.pass_context
def list_claims(context: click.Context, as_json: bool) -> None:
    """Show what waits for a decision, oldest first.

    \b
    Examples:
      orcid-sync claims list

    Exit code 1 when something waits.
    """
    from orcid_sync.asking.deciding import waiting_claims
    from orcid_sync.site import Site

    with Site.open(context.obj).store() as store:
        waiting = waiting_claims(store)
    for one in waiting:
        if as_json:
            echo_json(_claim_as_json(one))
        else:
            _show_claim(one)
    if not waiting and not as_json:
        click.echo("No claim waits.")
    context.exit(1 if waiting else 0)


@claims_group.command("approve")
@click.argument("claim", type=int)
@click.option("--by", default="", help="Who decided; default: who runs this command.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def approve_claim(context: click.Context, claim: int, by: str, as_json: bool) -> None:
    """It is the same person: the claim is made, and what it allows is sent.

    \b
    Examples:
      orcid-sync claims approve 12
    """
    _decide(context, "approve", claim, by, as_json)


@claims_group.command("reject")
@click.argument("claim", type=int)
@click.option("--by", default="", help="Who decided; default: who runs this command.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def reject_claim(context: click.Context, claim: int, by: str, as_json: bool) -> None:
    """It is somebody else: nothing is claimed, and it is not asked again.

    \b
    Examples:
      orcid-sync claims reject 12
    """
    _decide(context, "reject", claim, by, as_json)


def _decide(context: click.Context, decision: str, claim: int, by: str, as_json: bool) -> None:
    from getpass import getuser

    from orcid_sync.asking import deciding
    from orcid_sync.site import Site

    decide = deciding.approve if decision == "approve" else deciding.reject
    with Site.open(context.obj).store() as store:
        try:
            request = decide(store, claim, by or getuser())
        except deciding.NothingToDecideError as error:
            raise click.UsageError(str(error)) from None
    if as_json:
        echo_json({"claim": request.id, "orcid": request.orcid_id, "decision": decision})
    else:
        click.echo(f"{decision}: claim {request.id} of {request.orcid_id}.")


def _claim_as_json(one: WaitingClaim) -> dict[str, object]:
    wanted = one.request.wanted
    return {
        "claim": one.request.id,
        "orcid": one.request.orcid_id,
        "name_at_orcid": wanted.name or None,
        "name_in_thesis": wanted.expected,
        "role": wanted.role,
        "title": one.title,
        "why": wanted.doubt,
        "asked_at": one.request.made_at.isoformat(),
    }


def _show_claim(one: WaitingClaim) -> None:
    wanted = one.request.wanted
    click.echo(f"{one.request.id:>6}  {one.title}")
    click.echo(f"        {wanted.role} {wanted.expected}; at ORCID {wanted.name or 'a private name'}")
    click.echo(f"        {one.request.orcid_id}, {one.request.made_at:%Y-%m-%d}, {wanted.doubt}")


@click.group("submissions")
def submissions_group() -> None:
    """Theses handed in before their record exists."""


@submissions_group.command("list")
@click.option("--late", is_flag=True, help=f"Only those without a record for {_LATE_DAYS} days.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per submission.")
@click.pass_context
def list_submissions(context: click.Context, late: bool, as_json: bool) -> None:
    """Look for the records that came meanwhile, and show the submissions that have none yet.

    \b
    Examples:
      orcid-sync submissions list
      orcid-sync submissions list --late

    Exit code 1 with --late when there is one.
    """
    from datetime import timedelta

    from orcid_sync.asking.settling import follow_harvest
    from orcid_sync.site import Site
    from orcid_sync.store import utc_now

    with Site.open(context.obj).store() as store:
        follow_harvest(store)
        before = utc_now() - timedelta(days=_LATE_DAYS) if late else None
        waiting = store.submissions.unjoined(before)
    for one in waiting:
        handed_in = f"{one.made_at:%Y-%m-%d}"
        if as_json:
            echo_json({"submission": one.number, "title": one.title, "handed_in": handed_in})
        else:
            click.echo(f"{handed_in}  {one.number}  {one.title}")
    if not waiting and not as_json:
        click.echo("Every submission has its record.")
    context.exit(1 if late and waiting else 0)
