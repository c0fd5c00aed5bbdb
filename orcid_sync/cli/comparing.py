"""`orcid-sync diff` and `reconcile`: what a push would change, and what stands at ORCID."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import echo_json, outcome_as_json, show_outcomes, until, with_progress

if TYPE_CHECKING:
    from orcid_sync.push import Difference
    from orcid_sync.reconcile import Compared


@click.command("diff")
@click.argument("thesis", default="", metavar="[THESIS]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per work.")
@click.pass_context
def diff_command(context: click.Context, thesis: str, as_json: bool) -> None:
    """Say field by field what a push would change: of all that is due or held, or of THESIS.

    Compares with what was sent last; `reconcile` asks ORCID.

    \b
    Examples:
      orcid-sync diff
      orcid-sync diff 20.500.14999/7
    """
    from orcid_sync.push import differences_due
    from orcid_sync.site import Site
    from orcid_sync.standing import UnknownThesisError
    from orcid_sync.store import utc_now

    site = Site.open(context.obj)
    with site.store() as store:
        known = store.theses.find(thesis) if thesis else None
        if thesis and known is None:
            raise UnknownThesisError(thesis)
        found = differences_due(
            store, profile_of=site.profile, clock=utc_now, thesis_id=known.id if known else None
        )
        shown = [_show(one, as_json=as_json) for one in found]
    if not shown and not as_json:
        click.echo("Nothing would change.")
    context.exit(1 if any(shown) else 0)


def _show(one: Difference, *, as_json: bool) -> bool:
    """Whether it needs a person."""
    if as_json:
        changes = [change._asdict() for change in one.changes]
        echo_json({**outcome_as_json(one.outcome), "changes": changes})
    else:
        click.echo(f"{one.outcome.happened!s:<13} {one.outcome.identifier} → {one.outcome.orcid_id}")
        click.echo(f"{'':13} {one.outcome.reason}")
        for change in one.changes:
            click.echo(f"{'':15} {change.as_text()}")
    return one.outcome.needs_a_person


@click.command("reconcile")
@click.argument("orcid", default="", metavar="[ORCID]")
@click.option("--fix", is_flag=True, help="Mend what can be mended without asking (docs/reconciling.md).")
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values, for a spreadsheet.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line of the comparison.")
@click.pass_context
def reconcile_command(context: click.Context, orcid: str, fix: bool, as_csv: bool, as_json: bool) -> None:
    """Compare what was sent with what stands at ORCID now: of everybody, or of ORCID.

    Shows what was changed or deleted there, who may see it, the same thesis from other sources, and duplicates.
    Reads only; with --fix it mends what docs/reconciling.md lists, and says what it did.

    \b
    Examples:
      orcid-sync reconcile
      orcid-sync reconcile 0000-0002-1825-0097 --csv > works.csv
      orcid-sync reconcile --fix

    Exit code 1 when something is not as it should be.
    """
    from orcid_sync.interrupts import ending_cleanly
    from orcid_sync.reconcile import mend, reconcile
    from orcid_sync.site import Site

    site = Site.open(context.obj)
    with site.store() as store, ending_cleanly() as stopped:
        people = [orcid] if orcid else sorted({claim.orcid_id for claim in store.claims.all()})
        compared = reconcile(store, site.clients(store), people)
        found = list(with_progress(until(stopped, compared), "Comparing"))
        _show_all(found, as_csv=as_csv, as_json=as_json)
        if fix:
            show_outcomes(mend(store, found, profile_of=site.profile), as_json=as_json)
    context.exit(1 if any(one.needs_a_look for one in found) else 0)


def _show_all(found: Iterable[Compared], *, as_csv: bool, as_json: bool) -> None:
    if as_csv:
        import sys

        from orcid_sync.reconcile import write_csv

        write_csv(found, sys.stdout)
        return
    for one in found:
        if as_json:
            echo_json(one.as_json())
        else:
            colour = "red" if one.needs_a_look else "green"
            click.echo(f"{click.style(f'{one.standing:<18}', fg=colour)} {one.orcid_id}  {one.title}")
            for line in one.lines():
                click.echo(f"{'':18} {line}")
