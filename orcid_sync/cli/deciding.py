"""`orcid-sync decide`: is the work in the ORCID record this thesis, or another one?"""

from __future__ import annotations

import click

from orcid_sync.cli.showing import echo_json, outcome_as_json, show_outcomes


@click.command("decide")
@click.argument("thesis")
@click.argument("orcid")
@click.option(
    "--same/--different", "same", required=True, default=None, help="The same work, or another one."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def decide_command(context: click.Context, thesis: str, orcid: str, same: bool, as_json: bool) -> None:
    """Say whether the work that stands in the record of ORCID is THESIS (see `possible-duplicate`).

    The same work: ours is never added. Another one: ours goes out with the next push. Best is that the author
    decides; this is for those who know.

    \b
    Examples:
      orcid-sync decide 20.500.14999/7 0000-0002-1825-0097 --same
      orcid-sync decide 20.500.14999/7 0000-0002-1825-0097 --different
    """
    from orcid_sync.push.deciding import decide_duplicate
    from orcid_sync.site import Site
    from orcid_sync.standing import known_thesis

    with Site.open(context.obj).store() as store:
        outcome = decide_duplicate(store, known_thesis(store, thesis).id, orcid, same=same)
    if outcome is None:
        raise click.UsageError(f"There is nothing to decide about {thesis} and {orcid}.")
    if as_json:
        echo_json(outcome_as_json(outcome))
    else:
        show_outcomes([outcome], as_json=False)
