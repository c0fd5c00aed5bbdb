"""How a command ends when the system stops us: one sentence on stderr, and the exit code that says which kind."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

import click

from orcid_sync.errors import Stopped

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StoppableGroup(click.Group):
    """Shows every `Stopped` as one clear sentence, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """As click does, with our own errors turned into messages and exit codes."""
        try:
            return super().invoke(ctx)
        except Stopped as stopped:
            _end(ctx, str(stopped), stopped.exit_code)
        except BrokenPipeError:
            _leave_quietly(ctx)
        except OSError as error:
            _end(ctx, _in_words(error), 3)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            from crosswalks.errors import CrosswalkError  # brings lxml with it, so only when something failed

            if not isinstance(error, CrosswalkError):
                raise
            _end(ctx, f"{error}.", 2)
        except KeyboardInterrupt:
            _end(ctx, "Ended at once. Run it again: it goes on where it stopped.", 3)


def _end(ctx: click.Context, sentence: str, exit_code: int) -> None:
    click.echo(f"orcid-sync: {sentence}", err=True)
    ctx.exit(exit_code)


def _leave_quietly(ctx: click.Context) -> None:
    """`orcid-sync … | head` is no failure; what is still in the buffer has nowhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    ctx.exit(0)


def _in_words(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in _FULL:
        return f"{where}The disk is full. Make room and run the command again."
    return f"{where}{error.strerror or error}. Check the path and its permissions."
