"""What a person should know about the titles of a record, and what she can do about it."""

from __future__ import annotations

from crosswalks.thesis import Statement
from schemas.finding import Finding, Severity

_CORRECT = "Correct the title in the repository; the next harvest picks it up."


def _finding(code: str, severity: Severity, title: Statement, message: str, remedy: str) -> Finding:
    return Finding(code, severity, title.at or "title", message, remedy, title.text)


def escaped_twice(title: Statement) -> Finding:
    message = f'"{title.text[:80]}" was escaped once too often; the characters meant are sent.'
    return _finding("text-escaped-twice", "info", title, message, _CORRECT)


def all_capitals(title: Statement) -> Finding:
    message = "The title is written in capitals; it is sent so, because lower case cannot be guessed."
    return _finding("title-all-capitals", "warning", title, message, _CORRECT)


def broken_characters(title: Statement) -> Finding:
    message = "The title holds the sign for a lost character (�)."
    return _finding("text-broken-characters", "warning", title, message, _CORRECT)


def too_long(title: Statement, length: int) -> Finding:
    message = f"The title has {length} characters; ORCID takes 1000, and a title is never cut."
    return _finding("title-too-long", "error", title, message, "Shorten the title in the repository.")


def second_ignored(title: Statement, why: str) -> Finding:
    message = f'The further title "{title.text[:80]}" is not sent: {why}.'
    remedy = (
        'Give it its language (xml:lang) if it is a translation; set second_title = "subtitle" in the '
        "profile if this source writes subtitles so."
    )
    return _finding("title-second-ignored", "warning", title, message, remedy)


def language_contradicted(title: Statement, language: str) -> Finding:
    message = f"The record says that its language is {language}, but the title is not; no language is sent."
    return _finding(
        "title-language-contradicted",
        "warning",
        title,
        message,
        "State the language of the title (xml:lang).",
    )


def language_detected(title: Statement, language: str) -> Finding:
    message = f'"{title.text[:80]}" states no language; its words are plainly {language}: a translation.'
    return _finding(
        "title-language-detected", "info", title, message, "State the language of each title (xml:lang)."
    )
