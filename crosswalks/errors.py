"""What stops a crosswalk, as opposed to what is found out about a record."""

from __future__ import annotations


class CrosswalkError(Exception):
    """The crosswalk itself cannot work: names the stylesheet (or table, or input) and the reason.

    A record that merely cannot become a work is no error but a `Crosswalked` with findings.
    """

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason

    def __reduce__(self) -> tuple[type[CrosswalkError], tuple[str, str]]:
        """A worker process hands its error over."""
        return type(self), (self.where, self.reason)
