"""The people of a thesis follow its content record: respelled they keep their id, replaced their history.

A claim was proved for a person. When the record clearly names somebody else in her place, the claim is
suspended and a person decides; when it names her again just as before, the claim counts again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row

from crosswalks.thesis import Person
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.store.identity import alike_names, folded_name, misspelled_names
from orcid_sync.store.view import Transaction

REPLACED = "replaced"  # claim.suspended_why

written_people = msgspec.json.Encoder().encode
read_people = msgspec.json.Decoder(tuple[Person, ...]).decode


class Stored(NamedTuple):
    """A contributor as stored; `is_named` while the record names her."""

    id: int
    thesis_id: int
    position: int
    is_named: bool
    person: Person


class Matched(NamedTuple):
    """Whom `people` are: by position, the stored contributor or None for a new one."""

    by_position: list[Stored | None]
    doubles: list[tuple[Stored, Stored]]  # another row of the same person (theses were merged), and hers
    gone: list[Stored]


def matched(stored: Sequence[Stored], people: Sequence[Person]) -> Matched:
    """Find `people` among the `stored`: the same name, then a respelled one, then a slip in its place."""
    free = sorted(stored, key=lambda each: (not each.is_named, each.id))
    by_position: list[Stored | None] = [None] * len(people)
    for rule in (_same, _respelled, _slip):
        for position, person in enumerate(people):
            if by_position[position] is None:
                found = next((each for each in free if rule(each, person, position)), None)
                if found:
                    by_position[position] = found
                    free.remove(found)
    kept = [each for each in by_position if each]
    doubles = [(each, hers) for each in free for hers in kept if _respelled(each, hers.person, hers.position)]
    double_ids = {each.id for each, _ in doubles}
    gone = [each for each in free if each.is_named and each.id not in double_ids]
    return Matched(by_position, doubles, gone)


def _same(stored: Stored, person: Person, _position: int) -> bool:
    return stored.person.role == person.role and folded_name(stored.person) == folded_name(person)


def _respelled(stored: Stored, person: Person, _position: int) -> bool:
    return stored.person.role == person.role and alike_names(folded_name(stored.person), folded_name(person))


def _slip(stored: Stored, person: Person, position: int) -> bool:
    return (
        stored.is_named
        and stored.position == position
        and stored.person.role == person.role
        and misspelled_names(folded_name(stored.person), folded_name(person))
    )


def add_people(transaction: Transaction, people_of: Iterable[tuple[int, Sequence[Person]]]) -> None:
    """The people of theses that have none yet."""
    transaction.many(
        _ADD,
        (
            (thesis_id, position, *person)
            for thesis_id, people in people_of
            for position, person in enumerate(people)
        ),
    )


def follow_content(transaction: Transaction, theses: Sequence[int]) -> list[Outcome]:
    """Let the contributors of `theses` be the people of their content; which claims that suspended."""
    if not theses:
        return []
    stored: dict[int, list[Stored]] = defaultdict(list)
    for row in transaction.rows(_STORED, theses=list(theses)):
        stored[row.thesis_id].append(_stored(row))
    outcomes: list[Outcome] = []
    followed = set()
    for content in transaction.rows(_CONTENT_FIRST, theses=list(theses)):
        if content.thesis_id not in followed:
            followed.add(content.thesis_id)
            outcomes += _follow(transaction, content, stored[content.thesis_id], read_people(content.people))
    return outcomes


def _follow(
    transaction: Transaction, content: Row[Any], stored: Sequence[Stored], people: Sequence[Person]
) -> list[Outcome]:
    if _is_as_stored(stored, people):
        return []
    match = matched(stored, people)
    for position, (before, person) in enumerate(zip(match.by_position, people, strict=True)):
        values = {"thesis": content.thesis_id, "position": position, **person._asdict()}
        if before is None:
            transaction.change(_ADD, **values)
        elif (before.position, before.is_named, before.person) != (position, True, person):
            transaction.change(_KEEP, contributor=before.id, **values)
            if not before.is_named and folded_name(before.person) == folded_name(person):
                transaction.change(_COUNT_AGAIN, contributor=before.id, why=REPLACED)
    for double, hers in match.doubles:
        transaction.change(_MOVE_CLAIMS, double=double.id, contributor=hers.id)
        transaction.change(_REPLACE, contributor=double.id)
    return [outcome for gone in match.gone for outcome in _replaced(transaction, content, gone)]


def _is_as_stored(stored: Sequence[Stored], people: Sequence[Person]) -> bool:
    """Whether nobody came, went or was respelled: the usual case."""
    as_named = [(position, True, person) for position, person in enumerate(people)]
    return [(each.position, each.is_named, each.person) for each in stored] == as_named


def _replaced(transaction: Transaction, content: Row[Any], gone: Stored) -> list[Outcome]:
    transaction.change(_REPLACE, contributor=gone.id)
    name, role = gone.person.name, gone.person.role
    return [
        Outcome(
            content.identifier,
            Happened.CLAIM_SUSPENDED,
            f"The record no longer names {name} as {role}, for whom {claim.orcid_id} signed in.",
            "Look who wrote it: confirm the claim if only the name changed, end it otherwise.",
            orcid_id=claim.orcid_id,
            title=content.title,
        )
        for claim in transaction.rows(_SUSPEND, contributor=gone.id, why=REPLACED)
    ]


def _stored(row: Row[Any]) -> Stored:
    contributor_id, thesis_id, position, replaced_at, *person = tuple(row)
    return Stored(contributor_id, thesis_id, position, replaced_at is None, Person(*person))


_ADD = """
    INSERT INTO contributor
        (institution_id, thesis_id, position, name, role, stated, family, given, orcid_hint)
    VALUES (:institution, :thesis, :position, :name, :role, :stated, :family, :given, :orcid_hint)
"""
_STORED = """
    SELECT id, thesis_id, position, replaced_at, name, role, stated, family, given, orcid_hint
    FROM contributor
    WHERE thesis_id IN :theses
    ORDER BY id
"""
_CONTENT_FIRST = """
    SELECT record.thesis_id, record.identifier, record.title, record.people
    FROM record JOIN source ON source.id = record.source_id
    WHERE record.thesis_id IN :theses AND record.deleted_at IS NULL AND source.removed_at IS NULL
    ORDER BY source.rank, source.id, LENGTH(record.identifier) DESC, record.identifier DESC
"""
_KEEP = """
    UPDATE contributor
    SET position = :position, name = :name, stated = :stated, family = :family, given = :given,
        orcid_hint = :orcid_hint, replaced_at = NULL
    WHERE id = :contributor
"""
_REPLACE = "UPDATE contributor SET replaced_at = COALESCE(replaced_at, :now) WHERE id = :contributor"
_MOVE_CLAIMS = "UPDATE claim SET contributor_id = :contributor WHERE contributor_id = :double"
_SUSPEND = """
    UPDATE claim SET suspended_at = :now, suspended_why = :why
    WHERE contributor_id = :contributor AND suspended_at IS NULL AND ended_at IS NULL
    RETURNING orcid_id
"""
_COUNT_AGAIN = """
    UPDATE claim SET suspended_at = NULL, suspended_why = ''
    WHERE contributor_id = :contributor AND suspended_why = :why
"""
