"""Two known theses turn out to be one: everything moves, and no put-code is lost or doubled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row

from orcid_sync.store.view import Transaction

MERGED = "merged"  # claim.ended_why: another claim of the same person on the same thesis goes on


def merge_theses(transaction: Transaction, winner_of: Mapping[int, int]) -> None:
    """Move records, keys and contributors of each thesis to the one that it is part of from now on."""
    moves = [(winner, loser) for loser, winner in winner_of.items()]
    for sql in (_MOVE_RECORDS, _MOVE_KEYS, _MOVE_CONTRIBUTORS, _MOVE_EARLIER, _MERGE):
        transaction.many(sql, moves)


def settle_double_claims(transaction: Transaction, theses: Iterable[int]) -> None:
    """Leave one claim per (thesis, person): the one whose work stands at ORCID, else the oldest that counts.

    Ended by a person, it stays ended. A second work that stands at ORCID keeps its put-code and is found
    among `Pushes.surplus`.
    """
    for claims in _by_person(transaction, theses):
        kept, *others = sorted(claims, key=_worth)
        for other in others:
            if other.put_code is not None and other.put_code == kept.put_code:
                transaction.change(_SAME_WORK, claim=other.id)
            if other.ended_at is None:
                transaction.change(_END, claim=other.id, why=MERGED)
            elif kept.put_code is None and kept.ended_at is None and other.ended_why != MERGED:
                transaction.change(_END, claim=kept.id, why=other.ended_why)


def _by_person(transaction: Transaction, theses: Iterable[int]) -> list[list[Row[Any]]]:
    claims: dict[tuple[Any, ...], list[Row[Any]]] = defaultdict(list)
    for claim in transaction.rows(_CLAIMS, theses=list(theses)):
        claims[claim.thesis_id, claim.client_id, claim.orcid_id].append(claim)
    return [same_person for same_person in claims.values() if len(same_person) > 1]


def _worth(claim: Row[Any]) -> tuple[bool, bool, bool, int]:
    return (claim.put_code is None, claim.ended_at is not None, claim.suspended_at is not None, claim.id)


_MOVE_RECORDS = "UPDATE record SET thesis_id = :winner WHERE thesis_id = :loser"
_MOVE_KEYS = "UPDATE thesis_key SET thesis_id = :winner WHERE thesis_id = :loser"
_MOVE_CONTRIBUTORS = "UPDATE contributor SET thesis_id = :winner WHERE thesis_id = :loser"
_MOVE_EARLIER = "UPDATE thesis SET merged_into = :winner WHERE merged_into = :loser"
_MERGE = "UPDATE thesis SET merged_into = :winner, merged_at = :now WHERE id = :loser"
_CLAIMS = """
    SELECT claim.*, contributor.thesis_id, push.put_code
    FROM claim
    JOIN contributor ON contributor.id = claim.contributor_id
    JOIN push ON push.claim_id = claim.id
    WHERE contributor.thesis_id IN :theses
    ORDER BY claim.id
"""
_SAME_WORK = "UPDATE push SET put_code = NULL WHERE claim_id = :claim"
_END = "UPDATE claim SET ended_at = :now, ended_why = :why WHERE id = :claim"
