"""OpenID Connect: the signed statement of who signed in, and the key to check it by (orcid.md §5.7)."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from datetime import timedelta
from functools import cache
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from orcid_sync.rehearsal.grants import Grant
from orcid_sync.rehearsal.people import Person

LIFE: Final = timedelta(hours=24)


def id_token(grant: Grant, person: Person, issuer: str) -> str:
    """The id_token of a grant, as a signed JWT."""
    private, key_id = _key()
    head = _encoded(json.dumps({"kid": key_id, "alg": "RS256"}).encode())
    signed = f"{head}.{_encoded(json.dumps(_claims(grant, person, issuer)).encode())}"
    signature = private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_encoded(signature)}"


def key_set() -> dict[str, Any]:
    """The JWKS: one RSA key, without `alg` as ORCID has it."""
    private, key_id = _key()
    numbers = private.public_key().public_numbers()
    key = {"kty": "RSA", "e": _number(numbers.e), "use": "sig", "kid": key_id, "n": _number(numbers.n)}
    return {"keys": [key]}


def public_names(person: Person) -> dict[str, str | None]:
    """What everybody may know of the person's name; None where she keeps it private."""
    if not person.public_name:
        return {"name": None, "given_name": None, "family_name": None}
    return {
        "name": person.name,
        "given_name": person.given_names,
        "family_name": person.family_name or None,
    }


def _claims(grant: Grant, person: Person, issuer: str) -> dict[str, Any]:
    claims = {
        "at_hash": _encoded(hashlib.sha256(grant.access_token.encode()).digest()[:16]),
        "aud": grant.client_id,
        "sub": person.orcid_id,
        "auth_time": int(grant.signed_in_at.timestamp()) if grant.signed_in_at else None,
        "amr": "pwd",
        "iss": issuer,
        "exp": int((grant.issued_at + LIFE).timestamp()),
        "iat": int(grant.issued_at.timestamp()),
        "nonce": grant.nonce or None,
        "jti": str(uuid.uuid4()),
        **public_names(person),
    }
    return {name: value for name, value in claims.items() if value is not None}


@cache
def _key() -> tuple[rsa.RSAPrivateKey, str]:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048), f"rehearsal-{uuid.uuid4().hex[:8]}"


def _number(number: int) -> str:
    return _encoded(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
