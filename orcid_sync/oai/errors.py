"""What a source did that stops its harvest: always what, where, and what to do."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from orcid_sync.errors import Stopped


class SourceError(Stopped):
    """One source cannot be read. `code` is stable, for scripts; the text is one clear sentence and a remedy.

    Nothing that was stored is touched by it, and the checkpoint stays where it was.
    """

    def __init__(self, code: str, what: str, what_to_do: str, where: str) -> None:
        super().__init__(what, shown(where), what_to_do)
        self.code = code

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str, str, str]]:
        """A worker process hands its error over."""
        return type(self), (self.code, self.what, self.what_to_do, self.where)


class BadUrlError(SourceError):
    """What was given as base URL is none; exit code 2."""

    exit_code = 2


class PageError(SourceError):
    """The answer is not a whole OAI-PMH page. It never counts as the end of a list."""


class OaiError(SourceError):
    """The source itself says no, with an OAI-PMH error; `code` is the protocol's (`badArgument` …)."""


def shown(url: str) -> str:
    """`url` as it may be printed: without a password."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
