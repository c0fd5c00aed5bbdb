"""Who asks: CSRF tokens by cookie and header, and the JSON Web Tokens of people who have signed in (§3.1, §10.3)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any, Final

from flask import Request, Response

from dspace_hook.double.accounts import Account
from dspace_hook.double.quirks import Quirks

COOKIE: Final = "DSPACE-XSRF-COOKIE"
SAID: Final = "DSPACE-XSRF-TOKEN"
SENT: Final = "X-XSRF-TOKEN"
LIFE: Final = timedelta(minutes=30)
_COOKIE_ATTRIBUTES: Final = "Path=/server; HttpOnly; SameSite=Lax"


class Sessions:
    """Gives and reads JSON Web Tokens. Signing out ends every session of that account: its salt is forgotten."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._salts: dict[str, bytes] = {}

    def begin(self, account: Account, now: datetime) -> str:
        """A token that is good for half an hour."""
        self._salts.setdefault(account.uuid, secrets.token_bytes(16))
        head = _encoded({"alg": "HS256"})
        claims = {
            "eid": account.uuid,
            "sg": [],
            "authenticationMethod": "password",
            "exp": int((now + LIFE).timestamp()),
        }
        signed = f"{head}.{_encoded(claims)}"
        return f"{signed}.{self._signature(signed, account.uuid)}"

    def account_id(self, token: str, now: datetime) -> str | None:
        """Whose token it is; None when it is forged, expired or signed out."""
        signed, _, signature = token.rpartition(".")
        try:
            payload = signed.split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            account_id, expires = str(claims["eid"]), float(claims["exp"])
        except (IndexError, KeyError, TypeError, ValueError):
            return None
        known = account_id in self._salts
        if not known or not hmac.compare_digest(
            signature.encode(), self._signature(signed, account_id).encode()
        ):
            return None
        return account_id if expires > now.timestamp() else None

    def end(self, account: Account) -> None:
        """Sign her out everywhere."""
        self._salts.pop(account.uuid, None)

    def _signature(self, signed: str, account_id: str) -> str:
        key = self._secret + self._salts[account_id]
        return (
            base64.urlsafe_b64encode(hmac.digest(key, signed.encode(), hashlib.sha256)).decode().rstrip("=")
        )


def csrf_fits(request: Request) -> bool:
    """Whether the header repeats the cookie, as every request that changes something has to."""
    cookie, sent = request.cookies.get(COOKIE, ""), request.headers.get(SENT, "")
    return bool(cookie) and hmac.compare_digest(cookie.encode(), sent.encode())


def give_csrf(response: Response, token: str = "") -> None:
    """Set a CSRF cookie and say its token; a new one when none is given."""
    token = token or str(uuid.uuid4())
    response.headers.add("Set-Cookie", f"{COOKIE}={token}; {_COOKIE_ATTRIBUTES}")
    response.headers[SAID] = token


def renew_csrf(response: Response, quirks: Quirks) -> None:
    """End the old CSRF cookie, and give another."""
    clear_csrf(response, quirks)
    give_csrf(response)


def clear_csrf(response: Response, quirks: Quirks) -> None:
    """End the CSRF cookie."""
    response.headers.add("Set-Cookie", f"{COOKIE}=; {quirks.cleared_cookie}")


def _encoded(claims: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
