"""`orcid-sync write-back`: authenticated iDs into the repository's own metadata, and out of it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import (
    QUIET,
    echo_json,
    outcome_as_json,
    show_line,
    show_outcomes,
    until,
    with_progress,
)

if TYPE_CHECKING:
    from orcid_sync.contract import BatchFile, Repository
    from orcid_sync.site import Site
    from orcid_sync.store import Store
    from orcid_sync.write_back import Proposal


@click.command("write-back")
@click.option("--dry-run", is_flag=True, help="Show what would be changed, as a diff; change nothing.")
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write a batch-edit file for the repository's administrator instead; “-” is standard output.",
)
@click.option(
    "--undo",
    nargs=2,
    metavar="THESIS ORCID",
    help="Take back exactly what was written for this person, and do not write it again.",
)
@click.option(
    "--try-again",
    multiple=True,
    metavar="THESIS",
    help="What waited for a person in this thesis (“all”: in every one) is due at once, not a day later.",
)
@click.option("--limit", type=click.IntRange(1), help="At most so many iDs.")
@QUIET
@click.option("--json", "as_json", is_flag=True, help="One JSON object per iD (docs/commands.md).")
@click.pass_context
def write_back_command(
    context: click.Context,
    dry_run: bool,
    csv_file: str | None,
    undo: tuple[str, str] | None,
    try_again: tuple[str, ...],
    limit: int | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Write authenticated iDs into the repository's own metadata, of those who agreed that it shows them.

    Nothing else in an item is changed; what we wrote is remembered, and can be taken back.

    \b
    Examples:
      orcid-sync write-back --dry-run
      orcid-sync write-back --csv orcid-ids.csv
      orcid-sync write-back --undo 20.500.14999/7 0000-0002-1825-0097
      orcid-sync write-back --try-again all

    Exit code 1 when an item needs a person, 3 when the repository stopped us.
    """
    from contextlib import closing

    from orcid_sync.interrupts import ending_cleanly
    from orcid_sync.site import Site

    if sum(map(bool, (dry_run, csv_file, undo))) > 1 and not (dry_run and undo):
        raise click.UsageError("Choose one of --dry-run, --csv and --undo.")
    site = Site.open(context.obj)
    with site.store() as store, closing(site.repository()) as repository, ending_cleanly() as stopped:
        _let_go(store, try_again)
        if csv_file:
            exit_code = _write_csv(store, repository, csv_file, as_json=as_json, quiet=quiet)
        elif undo:
            exit_code = _undo(store, repository, *undo, dry_run=dry_run, as_json=as_json, quiet=quiet)
        else:
            exit_code = show_write_back(
                store, repository, stopped, dry_run=dry_run, limit=limit, as_json=as_json, quiet=quiet
            )
    context.exit(exit_code)


def show_write_back(
    store: Store,
    repository: Repository,
    stopped: Callable[[], bool],
    *,
    dry_run: bool,
    only: set[int] | None = None,
    limit: int | None = None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Write back what is due and show it; the exit code. Before `go-live`, and while paused, it is a dry run, but what
    people want taken back is taken back."""
    from orcid_sync.write_back import proposals, write_back_due

    exit_code, why = 0, "" if dry_run else _waits(store)
    if why:
        click.echo(why, err=True)
        undone = write_back_due(store, repository, only=only, undo_only=True)
        exit_code = show_outcomes(undone, as_json=as_json, quiet=True)
    if dry_run or why:
        found = list(proposals(store, repository, only=only, limit=limit))
        return max(exit_code, _show_proposals(found, as_json, quiet))
    outcomes = write_back_due(store, repository, only=only, limit=limit)
    shown = with_progress(until(stopped, outcomes), "Writing back")
    return show_outcomes(shown, as_json=as_json, quiet=quiet)


def run_write_back(
    site: Site,
    store: Store,
    stopped: Callable[[], bool],
    *,
    dry_run: bool,
    only: set[int] | None = None,
    as_json: bool,
    quiet: bool,
) -> int:
    """As `show_write_back`, where the site names a repository; else nothing."""
    from contextlib import closing

    if site.config.repository is None:
        return 0
    with closing(site.repository()) as repository:
        return show_write_back(
            store, repository, stopped, dry_run=dry_run, only=only, as_json=as_json, quiet=quiet
        )


def refuse_double_push(site: Site) -> None:
    """Raises Stopped where the repository sends works to ORCID by itself and nobody has chosen one side."""
    from contextlib import closing

    from orcid_sync.contract import RepositoryError
    from orcid_sync.errors import Stopped

    section = site.config.repository
    if section is None or section.pushed_by == "orcid-sync":
        return
    why = "The repository is the side that pushes (repository.pushed_by)." if section.pushed_by else ""
    if not why:
        with closing(site.repository()) as repository:
            try:
                why = repository.pushes_itself()
            except RepositoryError:
                return  # not to be had now; the write-back says so, and ORCID is looked at before anything is added
    if why:
        raise Stopped(
            f"{why} Works would be sent twice.",
            section.url,
            "Switch it off there, or choose a side with repository.pushed_by; until then nothing is pushed.",
        )


def take_back(site: Site, store: Store, thesis_id: int, orcid_id: str, *, as_json: bool) -> int:
    """Take what we wrote for this person out of the repository, and show it; the exit code."""
    from contextlib import closing

    from orcid_sync.write_back import undo

    if not any(one.ours for one in store.write_backs.of_thesis(thesis_id, orcid_id)):
        return 0
    if site.config.repository is None:
        store.write_backs.ask_undo(orcid_id, thesis_id)
        click.echo(
            "The repository still shows the iD; [repository] is missing, so it is not taken back.", err=True
        )
        return 1
    with closing(site.repository()) as repository:
        return show_outcomes(undo(store, repository, orcid_id, thesis_id), as_json=as_json)


def _let_go(store: Store, theses: tuple[str, ...]) -> None:
    from orcid_sync.standing import known_thesis

    for typed in theses:
        store.write_backs.try_again(None if typed == "all" else known_thesis(store, typed).id)


def _waits(store: Store) -> str:
    """Why nothing may be written now, "" when it may."""
    if not store.switches.is_live():
        return "Nothing is written before `orcid-sync go-live`; this is what would be written."
    if "" in store.switches.paused():
        return "Everything is paused (`orcid-sync resume` ends it); this is what would be written."
    return ""


def _show_proposals(found: list[Proposal], as_json: bool, quiet: bool) -> int:
    for proposal in found:
        if as_json:
            echo_json(outcome_as_json(proposal.outcome) | {"diff": list(proposal.lines)})
        elif not quiet or proposal.outcome.needs_a_person:
            show_line(proposal.outcome)
            for line in proposal.lines:
                click.secho(f"{'':17} {line}", fg="red" if line.startswith("-") else "green")
    if not as_json and not quiet:
        click.echo(f"{len(found)} looked at; nothing was written.")
    return int(any(proposal.outcome.needs_a_person for proposal in found))


def _undo(
    store: Store,
    repository: Repository,
    thesis: str,
    orcid: str,
    *,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    from orcid_sync.standing import known_thesis
    from orcid_sync.write_back import undo, undo_proposals

    thesis_id = known_thesis(store, thesis).id
    orcid_id = _of_person(store, thesis, thesis_id, orcid)
    if dry_run:
        return _show_proposals(list(undo_proposals(store, repository, orcid_id, thesis_id)), as_json, quiet)
    return show_outcomes(undo(store, repository, orcid_id, thesis_id), as_json=as_json, quiet=quiet)


def _of_person(store: Store, thesis: str, thesis_id: int, typed: str) -> str:
    """The iD, bare or as an address, of somebody with a claim on the thesis."""
    people = {one.orcid_id for one in store.write_backs.of_thesis(thesis_id)}
    orcid_id = typed.strip().rstrip("/").rpartition("/")[2].upper()
    if orcid_id not in people:
        known = f"of {', '.join(sorted(people))}" if people else "of nobody"
        raise click.UsageError(f"{typed} has no claim on {thesis}; there are claims {known}.")
    return orcid_id


def _write_csv(store: Store, repository: Repository, name: str, *, as_json: bool, quiet: bool) -> int:
    from pathlib import Path

    from orcid_sync.whole_files import write_whole
    from orcid_sync.write_back import batch_file

    made = batch_file(store, repository)
    if name == "-":
        click.echo(made.text, nl=False)
    elif made.rows:
        write_whole(Path(name), made.text)
    _say_csv(made, name, as_json=as_json, quiet=quiet or name == "-")
    return int(bool(made.refusals))


def _say_csv(made: BatchFile, name: str, *, as_json: bool, quiet: bool) -> None:
    for refusal in made.refusals:
        click.echo(f"{refusal.outcome}: {refusal.orcid_id}: {refusal.reason} {refusal.next_step}", err=True)
    if as_json and name != "-":
        echo_json({"file": name if made.rows else None, "rows": made.rows, "refused": len(made.refusals)})
    elif not quiet:
        click.echo(f"{name}: {made.rows} items." if made.rows else "There is nothing to write.")
