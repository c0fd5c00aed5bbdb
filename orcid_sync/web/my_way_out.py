"""The way out: disconnect in two steps, or erase everything."""

from __future__ import annotations

from flask import Blueprint, Response, request

from orcid_sync.asking.leaving import works_of
from orcid_sync.asking.purposes import SHOW
from orcid_sync.web.answering import desk, name_of, ours, page, person, signed_in, visit
from orcid_sync.web.views import DisconnectAsk, DisconnectConfirm, EraseConfirm, Note, Notice

routes = Blueprint("my_way_out", __name__)


@routes.get("/me/disconnect")
def ask() -> Response:
    orcid_id = signed_in()
    agreed = desk().store.consents.purposes(orcid_id)
    return page(
        DisconnectAsk(
            person=person(orcid_id, name_of(orcid_id)),
            works=_works(orcid_id),
            shows_id=agreed is None or SHOW in agreed,
            next_url=ours("/me/disconnect"),
            back_url=ours("/me"),
        )
    )


@routes.post("/me/disconnect")
def disconnect() -> Response:
    """The first post shows what will be done, the second one (`sure`) does it."""
    orcid_id = signed_in()
    remove_works = request.form.get("works") == "remove"
    remove_id = request.form.get("repository_id") == "remove"
    if request.form.get("sure") != "yes":
        return page(_confirm(orcid_id, remove_works, remove_id))
    desk().leaving.disconnect(orcid_id, remove_works=remove_works, remove_id=remove_id)
    visit().sign_out()
    return page(Notice(Note.DISCONNECTED))


@routes.get("/me/erase")
def ask_erase() -> Response:
    return page(_erase_view(signed_in()))


@routes.post("/me/erase")
def erase() -> Response:
    """Disconnect and forget; her works at ORCID are hers and stay."""
    orcid_id = signed_in()
    if request.form.get("sure") != "yes":
        return page(_erase_view(orcid_id, lacks_sure=True), 422)
    desk().leaving.disconnect(orcid_id, remove_works=False, remove_id=False, erase=True)
    visit().sign_out()
    return page(Notice(Note.ERASED))


def _confirm(orcid_id: str, remove_works: bool, remove_id: bool) -> DisconnectConfirm:
    choices = {
        "works": "remove" if remove_works else "keep",
        "repository_id": "remove" if remove_id else "keep",
        "sure": "yes",
    }
    return DisconnectConfirm(
        person=person(orcid_id, name_of(orcid_id)),
        works=_works(orcid_id),
        remove_works=remove_works,
        remove_id=remove_id,
        confirm_url=ours("/me/disconnect"),
        back_url=ours("/me/disconnect"),
        hidden=choices,
    )


def _erase_view(orcid_id: str, *, lacks_sure: bool = False) -> EraseConfirm:
    return EraseConfirm(
        person=person(orcid_id, name_of(orcid_id)),
        works=_works(orcid_id),
        erase_url=ours("/me/erase"),
        back_url=ours("/me"),
        lacks_sure=lacks_sure,
    )


def _works(orcid_id: str) -> tuple[str, ...]:
    return tuple(push.title for _claim, push in works_of(desk().store, orcid_id))
