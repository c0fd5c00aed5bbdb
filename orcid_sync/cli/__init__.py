"""The command line: each command parses, calls one use case, and shows the outcomes.

Modules here import click only; what a command needs it imports in its body, so that --help stays quick.
"""

from __future__ import annotations

import os

import click

from orcid_sync.cli.asking import claims_group, invite_command, submissions_group
from orcid_sync.cli.comparing import diff_command, reconcile_command
from orcid_sync.cli.crosswalk import crosswalk_command, validate_command
from orcid_sync.cli.deciding import decide_command
from orcid_sync.cli.degrees import degrees_group
from orcid_sync.cli.demo import demo_command
from orcid_sync.cli.deposit import deposit_command
from orcid_sync.cli.explain import explain_command
from orcid_sync.cli.forget import forget_command
from orcid_sync.cli.formats import formats_command
from orcid_sync.cli.going_live import go_live_command, pause_command, resume_command
from orcid_sync.cli.harvest import harvest_command
from orcid_sync.cli.keys import keys_group
from orcid_sync.cli.log import log_command
from orcid_sync.cli.push import push_command, unlink_command
from orcid_sync.cli.rehearsal import rehearsal_command
from orcid_sync.cli.run import run_command
from orcid_sync.cli.serve import serve_command
from orcid_sync.cli.site import doctor_command, init_command
from orcid_sync.cli.sources import sources_group
from orcid_sync.cli.status import status_command
from orcid_sync.cli.stopping import StoppableGroup
from orcid_sync.cli.texts import texts_command
from orcid_sync.cli.write_back import write_back_command
from orcid_sync.contract import platforms


@click.group(
    cls=StoppableGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `orcid-sync demo`. Exit codes: 0 done, 1 a record needs a person, 2 usage or "
    "configuration, 3 the system stopped us.",
)
@click.version_option(package_name="orcid-etd-sync")
@click.option(
    "--config",
    "-c",
    type=click.Path(),
    envvar="ORCID_SYNC_CONFIG",
    help="The site's orcid-sync.toml, or its folder.",
)
@click.pass_context
def main(context: click.Context, config: str | None) -> None:
    """Carry new theses from a repository to their authors' ORCID records."""
    context.obj = config
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False


for command in (
    init_command,
    doctor_command,
    sources_group,
    harvest_command,
    crosswalk_command,
    validate_command,
    explain_command,
    formats_command,
    go_live_command,
    push_command,
    pause_command,
    resume_command,
    write_back_command,
    run_command,
    serve_command,
    invite_command,
    claims_group,
    submissions_group,
    texts_command,
    deposit_command,
    status_command,
    log_command,
    diff_command,
    reconcile_command,
    decide_command,
    unlink_command,
    forget_command,
    keys_group,
    degrees_group,
    rehearsal_command,
    demo_command,
):
    main.add_command(command)
for load in platforms().values():
    for command in load().commands():
        main.add_command(command)
