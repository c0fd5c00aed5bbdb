"""The front page, the language, sign-in and sign-out, and what a machine asks: health, colours, the logo."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, request, send_file

from orcid_sync.asking.purposes import ONLY_SIGN_IN
from orcid_sync.store import StoreError
from orcid_sync.web.answering import desk, language, limit, ours, page, tell, to, visit
from orcid_sync.web.i18n import LANGUAGES
from orcid_sync.web.theme import theme_css
from orcid_sync.web.views import Home, Note, Notice, Problem

routes = Blueprint("doors", __name__)
_IMAGES: Final = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}


@routes.get("/")
def home() -> Response:
    signed_in = bool(visit().orcid_id)
    return page(
        Home(
            consent=desk().text(language()),
            claim_url=ours("/claim"),
            sign_in_url=ours("/sign-in"),
            me_url=ours("/me") if signed_in else "",
        )
    )


@routes.post("/sign-in")
def sign_in() -> Response:
    limit("sign-in")
    office, here = desk(), visit()
    return to(office.signing_in.begin(here.key_hash, {"for": "me"}, ONLY_SIGN_IN, language=language()))


@routes.post("/sign-out")
def sign_out() -> Response:
    visit().sign_out()
    return page(Notice(Note.SIGNED_OUT))


@routes.post("/language")
def choose_language() -> Response:
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        visit()["language"] = chosen
    return to(_inside(request.form.get("return", "")))


def _inside(path: str) -> str:
    """`path` when it is one of our own pages; a browser reads `//` and `\\` as another host."""
    root = desk().root
    is_ours = path.startswith(f"{root}/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours and "\\" not in path else f"{root}/"


@routes.get("/health")
def health() -> Any:
    return {"status": "ok"}


@routes.get("/ready")
def ready() -> Any:
    try:
        desk().store.sources.all()
    except StoreError as error:
        return {"status": "not ready", "reason": error.what}, 503
    return {"status": "ready"}


@routes.get("/theme.css")
def theme() -> Response:
    response = Response(theme_css(desk().settings.colour), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@routes.get("/logo")
def logo() -> Response:
    name = desk().settings.logo
    file = desk().config.folder / name
    kind = _IMAGES.get(Path(name).suffix.lower())
    if not name or kind is None or not file.is_file():
        raise tell(Problem.NOT_FOUND, 404)
    return send_file(file, mimetype=kind)
