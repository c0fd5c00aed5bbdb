"""Browser sessions that live in the store; the cookie is only a random key, which the store knows as a hash."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from orcid_sync.asking.links import hashed
from orcid_sync.store import BrowserSession, Store

_IDLE: Final = timedelta(hours=2)
_LONGEST: Final = timedelta(hours=12)  # from the sign-in on
_KEEP_ALIVE: Final = timedelta(minutes=10)
_SINCE, _SEEN, _ORCID_ID = "since", "seen", "orcid_id"


class Visit(CallbackDict[str, Any], SessionMixin):
    """What is remembered of one browser."""

    def __init__(self, key: str = "", content: dict[str, Any] | None = None) -> None:
        self.key = key
        self.left: list[str] = []  # keys that must not work any more
        self.modified = False
        super().__init__(content or {}, Visit._changed)

    def _changed(self) -> None:
        self.modified = True

    @property
    def orcid_id(self) -> str:
        """Who signed in; "" for nobody."""
        return str(self.get(_ORCID_ID, ""))

    @property
    def key_hash(self) -> str:
        """By what the store knows this browser; the session gets its key with the first question."""
        if not self.key:
            self.key = secrets.token_urlsafe(32)
            self.modified = True
        return hashed(self.key)

    def sign_in(self, orcid_id: str, now: datetime) -> None:
        """From now on this browser is hers, under a new key: one that somebody planted before is worth nothing."""
        kept = {name: self[name] for name in ("language",) if name in self}
        self._leave()
        self.update(kept | {_ORCID_ID: orcid_id, _SINCE: now.timestamp()})

    def sign_out(self) -> None:
        """Nothing is remembered but the language."""
        language = self.get("language")
        self._leave()
        if language:
            self["language"] = language

    def _leave(self) -> None:
        if self.key:
            self.left.append(hashed(self.key))
        self.key = ""
        self.clear()
        self.modified = True


class StoredSessions(SessionInterface):
    """Flask's sessions, kept by the store of one institution."""

    def __init__(self, store: Store, clock: Any) -> None:
        self._store, self._clock = store, clock

    def open_session(self, app: Flask, request: Request) -> Visit:
        key = request.cookies.get(self.get_cookie_name(app), "")
        kept = self._store.visits.session(hashed(key)) if key else None
        if kept is None or self._is_too_long(kept):
            return Visit()
        return Visit(key, {**kept.content, **({_ORCID_ID: kept.orcid_id} if kept.orcid_id else {})})

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, Visit):
            return
        for key_hash in session.left:
            self._store.visits.end_session(key_hash)
        now = self._clock().timestamp()
        is_stale = bool(session.key) and now - session.get(_SEEN, 0) > _KEEP_ALIVE.total_seconds()
        if not session.modified and not is_stale:
            return
        if not session:
            response.delete_cookie(self.get_cookie_name(app), path=self.get_cookie_path(app))
            return
        content = {name: value for name, value in session.items() if name != _ORCID_ID} | {_SEEN: now}
        self._store.visits.keep_session(session.key_hash, BrowserSession(session.orcid_id, content), _IDLE)
        response.set_cookie(
            self.get_cookie_name(app),
            session.key,
            path=self.get_cookie_path(app),
            secure=self.get_cookie_secure(app),
            httponly=True,
            samesite="Lax",
        )

    def _is_too_long(self, kept: BrowserSession) -> bool:
        since = kept.content.get(_SINCE)
        return since is not None and self._clock().timestamp() - since > _LONGEST.total_seconds()
