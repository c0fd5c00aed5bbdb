"""Browsers: their sessions, the sign-ins they have under way, and how often they tried what is limited.

Sessions and states are known by hashes. A sign-in is used once, by the browser session that began it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from orcid_sync.secret import Secret
from orcid_sync.store.instants import written
from orcid_sync.store.view import View

NO_LINK = Secret("")


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """What is remembered of a browser; `orcid_id` is "" until somebody signed in with it."""

    orcid_id: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in under way: what it is for, and what its answer has to fit."""

    wish: Mapping[str, Any]
    nonce: Secret
    verifier: Secret  # PKCE
    link: Secret = NO_LINK  # of the invitation it came from


class Visits:
    """The institution's visitors."""

    def __init__(self, view: View) -> None:
        self._view = view

    # sessions

    def session(self, key_hash: str) -> BrowserSession | None:
        """The session, unless it is over."""
        found = self._view.rows(_SESSION, key=key_hash)
        return BrowserSession(found[0].orcid_id, json.loads(found[0].content)) if found else None

    def keep_session(self, key_hash: str, session: BrowserSession, length: timedelta) -> None:
        """Keep what a browser's session holds now, for so long from now."""
        self._view.change(
            _KEEP_SESSION,
            key=key_hash,
            orcid_id=session.orcid_id,
            content=json.dumps(session.content),
            expires_at=written(self._view.clock() + length),
        )

    def end_session(self, key_hash: str) -> None:
        """Sign one browser out."""
        self._view.change(_END_SESSION, key=key_hash)

    def end_sessions(self, orcid_id: str) -> int:
        """Sign a person out everywhere; in how many browsers that was."""
        return self._view.change(_END_SESSIONS, orcid_id=orcid_id)

    # sign-ins

    def begin_sign_in(self, state_hash: str, session_hash: str, sign_in: SignIn, length: timedelta) -> None:
        """Remember what was asked, before the browser leaves for ORCID."""
        kept = [secret.reveal() for secret in (sign_in.nonce, sign_in.verifier, sign_in.link)]
        self._view.change(
            _BEGIN_SIGN_IN,
            state=state_hash,
            session=session_hash,
            secrets=self._view.cipher.encrypted(Secret(json.dumps(kept))),
            wish=json.dumps(dict(sign_in.wish)),
            expires_at=written(self._view.clock() + length),
        )

    def use_sign_in(self, state_hash: str, session_hash: str) -> SignIn | None:
        """The sign-in that this answer belongs to, once; None when it is used, over, or another browser's."""
        with self._view.write() as transaction:
            found = transaction.rows(_USE_SIGN_IN, state=state_hash, session=session_hash)
        if not found:
            return None
        kept = json.loads(self._view.cipher.decrypted(found[0].secrets).reveal())
        return SignIn(json.loads(found[0].wish), *map(Secret, kept))

    def latest_sign_in(self, session_hash: str) -> SignIn | None:
        """The unused sign-in that this browser began last, used up by this: for answers without state."""
        with self._view.read() as transaction:
            found = transaction.row(_LATEST, session=session_hash)
        return self.use_sign_in(found.state_hash, session_hash) if found else None

    # limits

    def count(self, who: str, what: str, window: timedelta) -> int:
        """How often `who` tried `what` in the present window, this time included; over all processes."""
        seconds = int(window.total_seconds())
        since = int(self._view.clock().timestamp()) // seconds * seconds
        with self._view.write() as transaction:
            (row,) = transaction.rows(_COUNT, who=who, what=what, since=str(since))
        return int(row.number)

    def forget_old(self) -> None:
        """Drop sessions and sign-ins that are over, and attempts of former days."""
        yesterday = str(int((self._view.clock() - timedelta(days=1)).timestamp()))
        with self._view.write() as transaction:
            transaction.change(_OLD_SESSIONS)
            transaction.change(_OLD_SIGN_INS)
            transaction.change(_OLD_ATTEMPTS, before=yesterday)


_SESSION = """
    SELECT orcid_id, content FROM browser_session
    WHERE key_hash = :key AND institution_id = :institution AND expires_at > :now
"""
_KEEP_SESSION = """
    INSERT INTO browser_session (key_hash, institution_id, orcid_id, content, made_at, expires_at)
    VALUES (:key, :institution, :orcid_id, :content, :now, :expires_at)
    ON CONFLICT (key_hash) DO UPDATE
    SET orcid_id = excluded.orcid_id, content = excluded.content, expires_at = excluded.expires_at
    WHERE browser_session.institution_id = excluded.institution_id
"""
_END_SESSION = "DELETE FROM browser_session WHERE key_hash = :key AND institution_id = :institution"
_END_SESSIONS = """
    DELETE FROM browser_session
    WHERE orcid_id = :orcid_id AND orcid_id <> '' AND institution_id = :institution
"""
_BEGIN_SIGN_IN = """
    INSERT INTO sign_in
        (state_hash, institution_id, client_id, session_hash, secrets, wish, made_at, expires_at)
    VALUES (:state, :institution, :client, :session, :secrets, :wish, :now, :expires_at)
"""
_USE_SIGN_IN = """
    UPDATE sign_in SET used_at = :now
    WHERE state_hash = :state AND session_hash = :session AND institution_id = :institution
        AND client_id = :client AND used_at IS NULL AND expires_at > :now
    RETURNING secrets, wish
"""
_LATEST = """
    SELECT state_hash FROM sign_in
    WHERE session_hash = :session AND institution_id = :institution AND client_id = :client
        AND used_at IS NULL AND expires_at > :now
    ORDER BY made_at DESC
    LIMIT 1
"""
_COUNT = """
    INSERT INTO attempts (institution_id, who, what, since, number)
    VALUES (:institution, :who, :what, :since, 1)
    ON CONFLICT (institution_id, who, what, since) DO UPDATE SET number = attempts.number + 1
    RETURNING number
"""
_OLD_SESSIONS = "DELETE FROM browser_session WHERE institution_id = :institution AND expires_at <= :now"
_OLD_SIGN_INS = "DELETE FROM sign_in WHERE institution_id = :institution AND expires_at <= :now"
_OLD_ATTEMPTS = "DELETE FROM attempts WHERE institution_id = :institution AND since < :before"
