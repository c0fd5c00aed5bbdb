"""What a person should know about the abstract of a record, and what she can do about it."""

from __future__ import annotations

from crosswalks.thesis import Statement
from schemas.finding import Finding


def none_substantial(candidates: int) -> Finding:
    return Finding(
        "abstract-none-substantial",
        "info",
        "abstract",
        f"The record has {candidates} description(s), but none is an abstract; the work is sent without one.",
        "Put the abstract into a field of its own (dc.description.abstract).",
    )


def shortened(abstract: Statement, length: int) -> Finding:
    return Finding(
        "abstract-shortened",
        "info",
        abstract.at or "abstract",
        f"The abstract has {length} characters; ORCID takes 5000, so it ends with “…” at a word.",
        "Nothing to do; the repository keeps the whole abstract.",
    )


def escaped_twice(abstract: Statement) -> Finding:
    return Finding(
        "text-escaped-twice",
        "info",
        abstract.at or "abstract",
        "The abstract was escaped once too often (&amp;amp;); the characters meant are sent.",
        "Correct the abstract in the repository.",
    )


def broken_characters(abstract: Statement) -> Finding:
    return Finding(
        "text-broken-characters",
        "warning",
        abstract.at or "abstract",
        "The abstract holds the sign for a lost character (�).",
        "Correct the abstract in the repository; the next harvest picks it up.",
    )
