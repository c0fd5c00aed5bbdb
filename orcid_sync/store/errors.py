"""What can be wrong with the database, as one sentence: what, where, what to do."""

from __future__ import annotations


class StoreError(Exception):
    """The database cannot be used, or refused; its text is a sentence for the person who runs us."""
