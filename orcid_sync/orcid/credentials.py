"""Tests client id, secret, environment and redirect URI against ORCID, for `orcid-sync doctor`."""

from __future__ import annotations

from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from orcid_sync.environments import PRODUCTION, SANDBOX, Environment
from orcid_sync.orcid.errors import OrcidError, TryLaterError, UnreachableError
from orcid_sync.orcid.oauth import ClientRefusedError, OAuth, ScopeRefusedError
from orcid_sync.orcid.wire import Reply, Wire
from orcid_sync.secret import Secret

Verdict = Literal[
    "accepted", "wrong-client", "wrong-secret", "wrong-pair", "wrong-environment", "wrong-redirect-uri",
    "unreachable", "unsure",
]  # fmt: skip

# What a sign-in form holds: at ORCID the password, in the rehearsal the button that says so.
_SIGN_IN_FORM = (b'type="password"', b'value="sign-in"')
_OTHER = {PRODUCTION.name: SANDBOX, SANDBOX.name: PRODUCTION}


class Diagnosis(NamedTuple):
    """What a test found, in words; `verdict` is stable, for scripts. `unsure` says what could not be told."""

    verdict: Verdict
    reason: str
    next_step: str = ""

    @property
    def fine(self) -> bool:
        return self.verdict == "accepted"


def check_credentials(
    environment: Environment,
    client_id: str,
    client_secret: Secret,
    *,
    wire: Wire | None = None,
    elsewhere: Environment | None = None,
) -> Diagnosis:
    """Whether ORCID gives this client id a token of its own, and if not, why not, as far as ORCID tells.

    `elsewhere` is the environment that the credentials may have been meant for (production ↔ sandbox unless
    told). Only the client id is shown there, never the secret.
    """
    try:
        OAuth(environment, client_id, client_secret, wire=wire).client_credentials("/read-public")
    except ClientRefusedError as refused:
        return _refused(refused, client_id, elsewhere or _OTHER.get(environment.name), wire)
    except (UnreachableError, TryLaterError) as trouble:
        return Diagnosis("unreachable", trouble.meaning, f"Check the network, proxy and {environment.web}.")
    except ScopeRefusedError as refused:
        return Diagnosis("unsure", f"ORCID knows the client, but: {refused.meaning}", refused.remedy)
    except OrcidError as refused:
        return Diagnosis("unsure", str(refused), refused.remedy)
    return Diagnosis("accepted", f"ORCID ({environment.name}) accepts the client id and secret.")


def _refused(
    refused: ClientRefusedError, client_id: str, elsewhere: Environment | None, wire: Wire | None
) -> Diagnosis:
    """Which of the pair is wrong. Some versions of ORCID tell it, others say "authentication failed"."""
    if elsewhere and _known_at(elsewhere, client_id, wire):
        return Diagnosis(
            "wrong-environment",
            f"ORCID refuses the client id here, and its {elsewhere.name} seems to know it.",
            f'Set environment = "{elsewhere.name}", or take the client id that belongs here.',
        )
    said = refused.said.lower()
    if "not found" in said or "no client" in said:
        return Diagnosis(
            "wrong-client", "ORCID does not know this client id.", "Compare it with ORCID's mail."
        )
    if "secret" in said or "bad client credentials" in said:
        return Diagnosis(
            "wrong-secret", "ORCID knows the client id; the secret is wrong.", "Set the secret anew."
        )
    return Diagnosis(
        "wrong-pair",
        "ORCID refuses the pair of client id and secret; it does not say which of them is wrong.",
        "Compare both, character by character, with what ORCID sent; then compare the environment.",
    )


def _known_at(environment: Environment, client_id: str, wire: Wire | None) -> bool:
    oauth = OAuth(environment, client_id, Secret(""), wire=wire)
    try:
        page = oauth.authorize_page("https://localhost/")
    except OrcidError:
        return False
    return _leads_to_sign_in(page)


def check_redirect_uri(oauth: OAuth, redirect_uri: str) -> Diagnosis:
    """Whether ORCID would let people sign in with this redirect URI, as far as a visitor can see.

    A registered one leads to sign-in, another to an error page. ORCID's pages are made for browsers and
    change, so that anything else is said to be unsure.
    """
    try:
        page = oauth.authorize_page(redirect_uri)
    except OrcidError as trouble:
        return Diagnosis("unreachable", trouble.meaning, f"Check the network and {oauth.environment.web}.")
    if _leads_to_sign_in(page):
        return Diagnosis("accepted", f"ORCID leads to its sign-in with {redirect_uri}.")
    if 400 <= page.status < 500 or "error" in page.headers.get("location", ""):
        return Diagnosis(
            "wrong-redirect-uri",
            f"ORCID shows an error for {redirect_uri}: it, or the client id, is not registered there.",
            "Register exactly this address under Developer Tools, or with ORCID's member support.",
        )
    address = oauth.authorize_url(redirect_uri, "doctor")
    return Diagnosis(
        "unsure",
        f"ORCID answered {page.status} for {redirect_uri}, which does not tell whether it is registered.",
        f"Open this in a browser; a sign-in form means that all is well: {address}",
    )


def _leads_to_sign_in(page: Reply) -> bool:
    """A redirect to the sign-in, or the form itself."""
    location = urlsplit(page.headers.get("location", ""))
    if page.status in (302, 303, 307):
        return "signin" in location.path or "login" in location.path
    return page.status == 200 and any(mark in page.body for mark in _SIGN_IN_FORM)
