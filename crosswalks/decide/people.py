"""Who wrote the thesis, who advised it, who judged it (metadata.md D8, D9, D10, D16)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from crosswalks.decide.author_order import author_order
from crosswalks.decide.names import Name, Named, persons_in
from crosswalks.decide.orcid_ids import find_orcid, is_sandbox
from crosswalks.decide.roles import role_in_profile, role_of
from crosswalks.decide.text import is_longer
from crosswalks.profile import Profile
from crosswalks.thesis import Decided, Decision, Person, Rejected, Role, Statement
from schemas.finding import Finding

CREDIT_NAME_LIMIT = 150  # UTF-16 units, work-3.0.xsd
_RANK: dict[Role, int] = {"author": 0, "advisor": 1, "committee": 2, "other": 3}
_NOT_A_PERSON = {
    "organisation": "an organisation, not a person",
    "no-name": "no name in it",
    "two-persons": "two persons in one value, and where one ends cannot be told",
    "too-long": "longer than the 150 characters that ORCID takes",
}


class _Seen(NamedTuple):
    person: Person
    at: str
    rule: str


class _Notes:
    """What is to be said about one record's people, gathered while they are read."""

    def __init__(self) -> None:
        self.rejected: list[Rejected] = []
        self.findings: list[Finding] = []
        self.organisations: list[str] = []
        self.roleless: list[str] = []
        self.unknown_roles: list[str] = []

    def reject(self, text: str, at: str, why: str) -> None:
        self.rejected.append(Rejected(text, at, why))

    def warn(self, code: str, message: str, remedy: str, value: str) -> None:
        self.findings.append(Finding(code, "warning", "person", message, remedy, value))

    def add(self, others: _Notes) -> None:
        self.rejected += others.rejected
        self.findings += others.findings
        self.organisations += others.organisations
        self.roleless += others.roleless
        self.unknown_roles += others.unknown_roles

    def __bool__(self) -> bool:
        return bool(self.rejected or self.findings or self.unknown_roles)


class _Read(NamedTuple):
    """One person of a value, and the key by which another one is the same; None when it names nobody to take."""

    key: str
    seen: _Seen | None
    notes: _Notes | None


def decide_people(persons: Sequence[Statement], *, profile: Profile) -> Decided[tuple[Person, ...]]:
    """The persons of a thesis, each once: authors, advisors, committee, others, each in source order.

    Organisations and values without a name are left out. So is a contributor without role, unless the profile
    says what that means. An advisor never becomes the author where the author is missing.
    """
    notes = _Notes()
    seen: dict[str, _Seen] = {}
    ordered = author_order(persons)
    notes.rejected += ordered.again
    notes.findings += ordered.findings
    for statement in ordered.persons:
        for key, new, said in _read(statement, role_in_profile(statement.kind, profile), profile.roleless):
            if said is not None:
                notes.add(said)
            if new is not None:
                if key in seen:
                    _merge(key, seen[key], new, seen, notes)
                else:
                    seen[key] = new
    chosen = sorted(seen.values(), key=lambda one: _RANK[one.person.role])
    decisions = [Decision(one.person.role, one.person.name, one.at, one.rule) for one in chosen]
    if notes.rejected:
        decisions.append(Decision("people", "", "", "people.left-out", tuple(notes.rejected)))
    if not chosen or chosen[0].person.role != "author":
        decisions.append(Decision("author", "", "", "people.no-author"))
        notes.findings.insert(0, _author_missing(chosen))
    return Decided(
        tuple([one.person for one in chosen]), tuple(decisions), (*notes.findings, *_role_findings(notes))
    )


@lru_cache(maxsize=2048)  # advisors and committees stand in many records of one source
def _read(statement: Statement, of_profile: Role | None, roleless: str) -> tuple[_Read, ...]:
    """The persons of one value. `of_profile` is the role that the profile gives to its role word."""
    read = []
    for named in persons_in(statement.text):
        notes = _Notes()
        seen = _seen(statement, named, of_profile, roleless, notes)
        read.append(_Read(named.key, seen, notes or None))
    return tuple(read)


def _seen(
    statement: Statement, named: Named, of_profile: Role | None, roleless: str, notes: _Notes
) -> _Seen | None:
    text, name, _ = named
    hint = _orcid_hint(statement.link, name, text, notes)
    if is_longer(name.name, CREDIT_NAME_LIMIT):
        name = Name("", why="too-long")
    if not name.name:
        _say_why_nobody(name, text, statement, notes)
        return None
    role, rule = _role(statement.kind, name.role, of_profile, roleless)
    if role is None:
        notes.roleless.append(name.name)
        notes.reject(text, statement.at, "the source does not say in which role")
        return None
    if rule == "people.role-unknown":
        notes.unknown_roles.append(statement.kind)
    person = Person(name.name, role, statement.text, name.family, name.given, hint)
    return _Seen(person, statement.at, rule)


def _merge(key: str, old: _Seen, new: _Seen, seen: dict[str, _Seen], notes: _Notes) -> None:
    """Keep one entry for each person: the weightier role, and the iD whichever entry had it."""
    if old.person.orcid_hint and new.person.orcid_hint and old.person.orcid_hint != new.person.orcid_hint:
        seen[f"{key} {new.person.orcid_hint}"] = new  # two persons of the same name
        return
    kept, lost = (new, old) if _RANK[new.person.role] < _RANK[old.person.role] else (old, new)
    notes.reject(lost.person.stated, lost.at, f"the same person as {kept.person.role}")
    if not kept.person.orcid_hint and lost.person.orcid_hint:
        kept = kept._replace(person=kept.person._replace(orcid_hint=lost.person.orcid_hint))
    seen[key] = kept


def _role(kind: str, role_in_text: str, of_profile: Role | None, roleless: str) -> tuple[Role | None, str]:
    """The role and the rule that gave it: the profile, else a role word beside the name, else the field."""
    if of_profile is not None:
        return of_profile, "people.role-in-profile"
    if kind == "creator" and not role_in_text:
        return "author", "people.creator"
    if (
        role_in_text
        and kind in ("", "creator", "contributor")
        and (role := role_of(role_in_text)) is not None
    ):
        return role, "people.role-beside-name"
    if not kind or kind == "contributor" or kind == "none":
        return ("advisor", "people.roleless-in-profile") if roleless == "advisor" else (None, "")
    role = role_of(kind)
    return (role, "people.role-word") if role is not None else ("other", "people.role-unknown")


def _orcid_hint(link: str, name: Name, text: str, notes: _Notes) -> str:
    """The iD that the source attaches to this very person: whom to ask, never for whom to write (D9)."""
    stated = link or ("" if name.orcid_hint else text)
    found = find_orcid(stated) if stated else None
    if found is None:
        return name.orcid_hint
    if is_sandbox(stated):
        notes.warn(
            "orcid-of-the-sandbox",
            f"The iD of “{name.name or text}” belongs to ORCID's test site and is ignored.",
            "Remove the test iD from the repository's record.",
            stated,
        )
        return name.orcid_hint
    if not found.is_valid:
        notes.warn(
            "orcid-bad-checksum",
            f"The ORCID iD {found.orcid_id} of “{name.name or text}” is mistyped: its check digit is wrong.",
            "Ask the person to sign in with ORCID, and replace the iD in the repository.",
            found.orcid_id,
        )
        return name.orcid_hint
    return found.orcid_id


def _say_why_nobody(name: Name, text: str, statement: Statement, notes: _Notes) -> None:
    notes.reject(text, statement.at, _NOT_A_PERSON[name.why])
    if name.orcid_hint:
        notes.warn(
            "orcid-without-name",
            f"The iD {name.orcid_hint} stands in {statement.at or 'the record'} without a name: "
            "whose it is, is not said.",
            "Put the iD beside the name of the person to whom it belongs.",
            name.orcid_hint,
        )
    elif name.why == "two-persons":
        notes.warn(
            "persons-in-one-value",
            f"“{text}” names more than one person in one field, so nobody is taken from it.",
            "Enter one person in each field.",
            text,
        )
    elif name.why == "too-long":
        notes.warn(
            "name-too-long",
            f"The name that begins “{text[:60]}…” is longer than the 150 characters that ORCID takes; "
            "this person is left out.",
            "Check whether the field holds more than a name.",
            text,
        )
    elif name.why == "organisation":
        notes.organisations.append(text)


def _author_missing(chosen: Sequence[_Seen]) -> Finding:
    others = (
        f" It names only {', '.join(one.person.name for one in chosen)}, not as author." if chosen else ""
    )
    return Finding(
        "author-missing",
        "warning",
        "person",
        f"The record names no author.{others}",
        "Enter the author in the repository; nobody else is ever put in that place.",
    )


def _role_findings(notes: _Notes) -> list[Finding]:
    findings = []
    if notes.organisations:
        findings.append(
            Finding(
                "person-is-an-organisation",
                "info",
                "person",
                f"Not sent, because the words say organisation: {_quoted(notes.organisations)}.",
                "Enter organisations as publisher or degree grantor.",
                "; ".join(notes.organisations),
            )
        )
    if notes.roleless:
        findings.append(
            Finding(
                "contributor-without-role",
                "info",
                "person",
                f"Not sent, because the source states no role: {_quoted(notes.roleless)}.",
                "Harvest a format that states roles, or set “roleless” in the profile if all are advisors.",
                "; ".join(notes.roleless),
            )
        )
    for word in dict.fromkeys(notes.unknown_roles):
        findings.append(
            Finding(
                "role-unknown",
                "info",
                "person",
                f"The role word “{word}” is not known, so persons in that role are kept but not sent.",
                "Add the word to “roles” in the profile.",
                word,
            )
        )
    return findings


def _quoted(values: Sequence[str]) -> str:
    return ", ".join(f"“{value}”" for value in values)
