"""`orcid-sync forget`: all that is known of a person goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import click

from orcid_sync.cli.showing import show_outcomes

if TYPE_CHECKING:
    from orcid_sync.forgetting import InRepository, Works
    from orcid_sync.outcomes import Outcome
    from orcid_sync.site import Site
    from orcid_sync.store import Store


@click.command("forget")
@click.argument("orcid")
@click.option("--works", type=click.Choice(["keep", "delete"]), help="What becomes of our works at ORCID.")
@click.option(
    "--repository", type=click.Choice(["keep", "remove"]), help="What becomes of the iD that we wrote there."
)
@click.option("--anyway", is_flag=True, help="Erase even what ORCID or the repository could not be told now.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per step.")
@click.pass_context
def forget_command(
    context: click.Context,
    orcid: str,
    works: str | None,
    repository: str | None,
    anyway: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Erase all that is known of the person with this ORCID iD, and end her permission at ORCID.

    First her works and the repository's iD are settled, as --works and --repository say; without them it asks.
    A run that was cut off is simply run again.

    \b
    Examples:
      orcid-sync forget 0000-0002-1825-0097
      orcid-sync forget 0000-0002-1825-0097 --works delete --repository remove --yes

    Exit code 1 when something could not be done yet.
    """
    from orcid_sync.forgetting import Forgetter
    from orcid_sync.outcomes import Happened
    from orcid_sync.site import Site

    site = Site.open(context.obj)
    with site.store() as store:
        held = store.forgetting.held(orcid)
        if not held:
            raise click.UsageError(f"Nothing is known of {orcid}.")
        chosen_works, chosen_repository = works, repository
        if not as_json:
            click.echo("Held: " + ", ".join(f"{number} in {table}" for table, number in held.items()))
        if not (works and repository and yes):
            chosen_works, chosen_repository = _ask(works, repository, yes=yes, as_json=as_json)
        forgetter = Forgetter(
            store,
            site.oauth(store),
            site.clients(store),
            site.profile,
            lambda person: _take_back(site, store, person),
        )
        steps = list(
            forgetter.forget(
                orcid,
                works=cast("Works", chosen_works),
                repository=cast("InRepository", chosen_repository),
                anyway=anyway,
            )
        )
    show_outcomes(steps, as_json=as_json)
    context.exit(0 if any(step.happened is Happened.FORGOTTEN for step in steps) else 1)


def _ask(works: str | None, repository: str | None, *, yes: bool, as_json: bool) -> tuple[str, str]:
    if as_json or (yes and not (works and repository)):
        raise click.UsageError(
            "Say what becomes of what: --works keep|delete --repository keep|remove --yes."
        )
    works = works or click.prompt("Our works in the ORCID record", type=click.Choice(["keep", "delete"]))
    repository = repository or click.prompt(
        "The iD that we wrote into the repository", type=click.Choice(["keep", "remove"])
    )
    click.confirm("Erase all that is known of this person?", abort=True)
    return str(works), str(repository)


def _take_back(site: Site, store: Store, orcid_id: str) -> Iterator[Outcome]:
    from contextlib import closing

    from orcid_sync.write_back import undo

    with closing(site.repository()) as repository:
        yield from undo(store, repository, orcid_id)
