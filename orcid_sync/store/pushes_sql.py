"""The questions that `pushes` asks, and what it writes. The view `push_now` decides what is due."""

from __future__ import annotations

from typing import Final

DUE: Final = """
    SELECT * FROM push_now
    WHERE institution_id = :institution AND client_id = :client
        AND is_due = 1 AND (permitted_until > :now OR action = 'remove')
        AND (next_try_at IS NULL OR next_try_at <= :now)
    ORDER BY id
    LIMIT :limit
"""
PERMISSION_NEEDED: Final = """
    SELECT * FROM push_now
    WHERE institution_id = :institution AND client_id = :client
        AND is_due = 1 AND action <> 'remove' AND (permitted_until IS NULL OR permitted_until <= :now)
    ORDER BY id
"""
LEASED: Final = """
    SELECT * FROM push_now
    WHERE institution_id = :institution AND client_id = :client AND lease_until > :now
    ORDER BY id
"""
WITHDRAWN: Final = """
    SELECT * FROM push_now
    WHERE institution_id = :institution AND client_id = :client
        AND is_withdrawn = 1 AND removal_asked_at IS NULL
    ORDER BY id
"""
SURPLUS: Final = """
    SELECT * FROM push_now
    WHERE institution_id = :institution AND client_id = :client
        AND put_code IS NOT NULL AND ended_why = 'merged' AND removal_asked_at IS NULL
    ORDER BY id
"""
OF_CLAIM: Final = """
    SELECT * FROM push_now
    WHERE institution_id = :institution AND client_id = :client AND claim_id = :claim
"""
OF_PERSON: Final = """
    SELECT * FROM push_now
    WHERE institution_id = :institution AND client_id = :client AND orcid_id = :orcid_id
    ORDER BY id
"""
SETTLED_AS: Final = """
    SELECT * FROM push_now
    WHERE institution_id = :institution AND client_id = :client AND happened = :happened AND is_due = 0
        AND ended_at IS NULL
    ORDER BY id
"""
OF_OTHER_CLIENTS: Final = """
    SELECT client_id, COUNT(*) AS works FROM push
    WHERE institution_id = :institution AND client_id <> :client AND put_code IS NOT NULL
    GROUP BY client_id
"""

# Leasing.
FREE: Final = """
    SELECT id, orcid_id FROM push_now
    WHERE institution_id = :institution AND client_id = :client AND id > :after
        AND is_due = 1 AND (permitted_until > :now OR action = 'remove')
        AND (next_try_at IS NULL OR next_try_at <= :now)
        AND orcid_id NOT IN (
            SELECT orcid_id FROM push
            WHERE institution_id = :institution AND client_id = :client AND lease_until > :now
        )
    ORDER BY id
    LIMIT :limit
"""
FREE_OF_CLAIMS: Final = """
    SELECT MIN(id) AS id FROM push_now
    WHERE institution_id = :institution AND client_id = :client AND claim_id IN :claims
        AND is_due = 1 AND (permitted_until > :now OR action = 'remove')
        AND (next_try_at IS NULL OR next_try_at <= :now)
        AND orcid_id NOT IN (
            SELECT orcid_id FROM push
            WHERE institution_id = :institution AND client_id = :client AND lease_until > :now
        )
    GROUP BY orcid_id
    ORDER BY MIN(id)
    LIMIT :limit
"""
LEASE: Final = "UPDATE push SET lease_owner = :owner, lease_until = :until WHERE id IN :pushes"
THESE: Final = "SELECT * FROM push_now WHERE id IN :pushes ORDER BY id"

# Between the lease and its end.
INTEND: Final = """
    UPDATE push
    SET intended = :action, intended_digest = :digest, intended_xml = :xml,
        intent_at = :now, answered_at = NULL
    WHERE id = :push AND lease_owner = :owner AND lease_until > :now
        AND (:action = 'remove' OR answer <> 'same' AND claim_id IN (
            SELECT id FROM claim WHERE suspended_at IS NULL AND ended_at IS NULL AND held_at IS NULL
        ))
"""
# What ORCID answered is true whoever holds the lease by now.
SENT: Final = """
    UPDATE push
    SET put_code = :put_code, sent_digest = :digest, sent_xml = :xml, sent_work_digest = :work_digest,
        sent_raw_sha256 = :raw_sha256, removed_at = NULL,
        intended = '', intended_digest = '', intended_xml = '', answered_at = :now,
        tries = 0, next_try_at = NULL, happened = :happened, reason = :reason, code = :code,
        lease_until = CASE WHEN lease_owner = :owner THEN NULL ELSE lease_until END
    WHERE id = :push
"""
GONE: Final = """
    UPDATE push
    SET put_code = NULL, removed_at = :now, removal_asked_at = NULL,
        intended = '', intended_digest = '', intended_xml = '', answered_at = :now,
        tries = 0, next_try_at = NULL, happened = :happened, reason = :reason, code = '',
        lease_until = CASE WHEN lease_owner = :owner THEN NULL ELSE lease_until END
    WHERE id = :push
"""
SETTLE: Final = """
    UPDATE push
    SET sent_work_digest = :work_digest, sent_raw_sha256 = :raw_sha256,
        intended = '', intended_digest = '', intended_xml = '', answered_at = :now,
        tries = 0, next_try_at = NULL, lease_until = NULL,
        happened = :happened, reason = :reason, code = :code
    WHERE id = :push AND lease_owner = :owner
"""
POSTPONE: Final = """
    UPDATE push
    SET tries = tries + 1, next_try_at = :until, happened = :happened, reason = :reason, code = :code,
        lease_until = NULL
    WHERE id = :push AND lease_owner = :owner
"""
GIVE_UP: Final = """
    UPDATE push
    SET given_up_at = :now, happened = :happened, reason = :reason, code = :code, lease_until = NULL
    WHERE id = :push AND lease_owner = :owner
"""
DOUBT: Final = "UPDATE push SET candidates = :candidates WHERE id = :push AND lease_owner = :owner"
RELEASE: Final = "UPDATE push SET lease_until = NULL WHERE id = :push AND lease_owner = :owner"

# What a person asks.
ASK_REMOVAL: Final = """
    UPDATE push SET removal_asked_at = :now, next_try_at = NULL, given_up_at = NULL, tries = 0
    WHERE claim_id = :claim AND institution_id = :institution AND client_id = :client
        AND (put_code IS NOT NULL OR intended <> '')
"""
TRY_AGAIN: Final = """
    UPDATE push
    SET sent_work_digest = '', tries = 0, next_try_at = NULL, given_up_at = NULL, lease_until = NULL,
        answer = CASE WHEN answer = 'same' THEN '' ELSE answer END, happened = '', reason = '', code = ''
    WHERE claim_id = :claim AND institution_id = :institution AND client_id = :client
        AND (lease_until IS NULL OR lease_until <= :now)
"""
SAME: Final = """
    UPDATE push SET answer = 'same', happened = :happened, reason = :reason, code = '', candidates = ''
    WHERE claim_id = :claim AND institution_id = :institution AND client_id = :client AND put_code IS NULL
        AND happened = :doubted
"""
DIFFERENT: Final = """
    UPDATE push
    SET answer = 'different', sent_work_digest = '', happened = '', reason = '', code = '', candidates = ''
    WHERE claim_id = :claim AND institution_id = :institution AND client_id = :client AND put_code IS NULL
        AND (happened = :doubted OR answer = 'same')
"""

# How many works stand where.
COUNTED: Final = """
    SELECT standing, COUNT(*) AS works
    FROM (
        SELECT
            CASE
                WHEN is_due = 1 AND (permitted_until IS NULL OR permitted_until <= :now) AND action <> 'remove'
                    THEN 'permission_needed'
                WHEN is_due = 1 AND happened = 'too-many' THEN 'stuck'
                WHEN is_due = 1 AND happened = 'held' THEN 'held'
                WHEN is_due = 1 AND next_try_at > :now THEN 'postponed'
                WHEN is_due = 1 THEN 'due'
                WHEN is_withdrawn = 1 THEN 'withdrawn_at_source'
                WHEN ended_at IS NOT NULL THEN 'over'
                WHEN suspended_at IS NOT NULL OR replaced_at IS NOT NULL THEN 'stuck'
                WHEN outcome <> 'work' OR happened IN :stuck THEN 'stuck'
                WHEN put_code IS NOT NULL THEN 'done'
                ELSE 'over'
            END AS standing
        FROM push_now
        WHERE institution_id = :institution AND client_id = :client
    ) AS standings
    GROUP BY standing
"""
