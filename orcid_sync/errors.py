"""What stops a run: a bad system, not a bad record (those are outcomes)."""

from __future__ import annotations


class Stopped(Exception):  # noqa: N818 -- it names the condition, and "error" is what a record has
    """The system stopped us; exit code 3. Says what went wrong, where, and what to do, each in plain words.

    The parent of StoreError, SourceError and OrcidError's fatal kind, so that a face needs to know only this one.
    """

    exit_code = 3

    def __init__(self, what: str, where: str = "", what_to_do: str = "") -> None:
        super().__init__(what, where, what_to_do)
        self.what = what
        self.where = where
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what}" + (f" {self.what_to_do}" if self.what_to_do else "")


class ConfigError(Stopped):
    """The configuration cannot be used; exit code 2."""

    exit_code = 2
