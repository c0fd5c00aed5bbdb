"""How a command ends when the system stops us: one sentence on stderr, and the exit code that says which kind."""

from __future__ import annotations

import sys
from typing import Any

import click

from orcid_sync.errors import Stopped


class StoppableGroup(click.Group):
    """Shows every `Stopped` as one clear sentence, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """As click does, with our own errors turned into messages and exit codes."""
        try:
            return super().invoke(ctx)
        except Stopped as stopped:
            click.echo(f"orcid-sync: {stopped}", err=True)
            ctx.exit(stopped.exit_code)
        except BrokenPipeError:
            # `orcid-sync … | head` is no failure; without this Python complains once more at exit.
            sys.stderr.close()
            ctx.exit(0)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(
                f"orcid-sync: {where}{error.strerror or error}. Free space or check the permissions.",
                err=True,
            )
            ctx.exit(3)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            from crosswalks.errors import CrosswalkError  # brings lxml with it, so only when something failed

            if not isinstance(error, CrosswalkError):
                raise
            click.echo(f"orcid-sync: {error}.", err=True)
            ctx.exit(2)
