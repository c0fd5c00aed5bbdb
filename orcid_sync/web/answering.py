"""What every route uses: whose office this is, who visits, and how a page, a redirect or a refusal goes out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from ipaddress import IPv6Address, IPv6Network
from typing import Any, Final, ParamSpec, TypeVar, cast

from flask import Response, current_app, redirect, request, session
from flask_wtf.csrf import generate_csrf

from crosswalks.decide.orcid_ids import orcid_uri
from orcid_sync.web import i18n
from orcid_sync.web.desk import Desk
from orcid_sync.web.rendering import render
from orcid_sync.web.sessions import Visit
from orcid_sync.web.views import Badge, Frame, Notice, PersonShown, Problem, View

P = ParamSpec("P")
T = TypeVar("T")
DESK: Final = "orcid_sync.desk"
_WINDOW: Final = timedelta(minutes=10)


class ToldError(Exception):
    """The request ends with a page that says one thing."""

    def __init__(self, notice: Notice, status: int) -> None:
        super().__init__(notice.what.value)
        self.notice, self.status = notice, status


def desk() -> Desk:
    """The office that this request came to."""
    return cast(Desk, current_app.extensions[DESK])


def visit() -> Visit:
    """The visitor's session."""
    return cast(Visit, session)


def language() -> str:
    """What she reads: her choice, else her browser's."""
    return i18n.choose(request.headers.get("Accept-Language", ""), str(visit().get("language", "")))


def page(view: View, status: int = 200) -> Response:
    """A view as a page."""
    frame = _frame(csrf_token="") if isinstance(view, Badge) else _frame(csrf_token=generate_csrf())
    return Response(render(view, frame), status, mimetype="text/html")


def to(path: str) -> Response:
    """On to another page of ours, or to ORCID; the browser asks for it with GET."""
    return cast(Response, redirect(path, 303))


def ours(path: str) -> str:
    """The address of one of our pages, from the root of the host."""
    return desk().root + path


def tell(what: Problem, status: int, **more: Any) -> ToldError:
    """To be raised: the page that says what is wrong."""
    return ToldError(Notice(what, **more), status)


def limit(what: str) -> None:
    """Let one address try `what` only so often in ten minutes. Raises ToldError."""
    office = desk()
    whom = f"{office.attempts_key} {_neighbourhood(request.remote_addr or '')}"
    who = hashlib.sha256(
        whom.encode()
    ).hexdigest()  # no address is kept, and none can be guessed without the key
    if office.store.visits.count(who, what, _WINDOW) > office.settings.attempts:
        raise tell(Problem.TOO_MANY, 429, wait_seconds=int(_WINDOW.total_seconds()))


def _neighbourhood(address: str) -> str:
    """An address of IPv4, or the /64 of IPv6: one visitor has as many of those as she likes."""
    try:
        known = IPv6Address(address)
    except ValueError:
        return address
    return str(known.ipv4_mapped or IPv6Network(f"{address}/64", strict=False))


def signed_in() -> str:
    """Who is signed in. Raises ToldError for nobody."""
    if not visit().orcid_id:
        raise tell(Problem.SIGN_IN_NEEDED, 401, again_url=ours("/"))
    return visit().orcid_id


def for_staff(route: Callable[P, T]) -> Callable[P, T]:
    """Only for those whom the configuration names as staff."""

    @wraps(route)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        if not desk().is_staff(signed_in()):
            raise tell(Problem.NOT_ALLOWED, 403)
        return route(*args, **kwargs)

    return guarded


def has_key() -> bool:
    """Whether another system shows a key of ours; all keys are compared, in constant time."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    shown = hashlib.sha256(key.strip().encode("utf-8", "surrogatepass")).hexdigest()
    right = [hmac.compare_digest(shown, known) for known in desk().settings.api_keys]
    return scheme.lower() == "bearer" and any(right)


def person(orcid_id: str, name: str = "", *, authenticated: bool = True) -> PersonShown:
    """A person as pages show her."""
    return PersonShown(name, orcid_uri(orcid_id, desk().config.environment.ids), authenticated)


def name_of(orcid_id: str) -> str:
    """The name that she shows publicly at ORCID, as of her last sign-in; "" when she hides it."""
    permissions = desk().store.permissions.of_person(orcid_id)
    return permissions[-1].name if permissions else ""


def _frame(csrf_token: str) -> Frame:
    office, orcid_id = desk(), visit().orcid_id
    config = office.config
    return Frame(
        language=language(),
        institution=config.institution.name,
        path=_local_path(),
        root=office.root,
        contact=config.institution.contact,
        website=config.web.website,
        privacy_url=config.web.privacy,
        logo_url=ours("/logo") if config.web.logo else "",
        csrf_token=csrf_token,
        environment=config.orcid.environment,
        signed_in_as=orcid_id,
        is_staff=office.is_staff(orcid_id),
    )


def _local_path() -> str:
    """Where this page is, when it can be come back to; never with what ORCID wrote into the address."""
    if request.method != "GET" or request.path.startswith(("/orcid/", "/campus/")):
        return ours("/")
    query = request.query_string.decode("ascii", "replace")
    return ours(request.path) + (f"?{query}" if query else "")
