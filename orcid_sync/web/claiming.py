"""The claim page: find a thesis, say which of its people one is, and prove it by signing in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from orcid_sync.asking.purposes import scopes_of
from orcid_sync.store import Content, KnownThesis
from orcid_sync.web.answering import desk, language, limit, ours, page, tell, to, visit
from orcid_sync.web.campus import go_to_campus
from orcid_sync.web.invitations import chosen_purposes
from orcid_sync.web.theses_shown import crosswalked, shown
from orcid_sync.web.views import ClaimConfirm, ClaimSearch, NamedPerson, Problem, ThesisFound

routes = Blueprint("claiming", __name__)
_MOST: Final = 5
_LONGEST: Final = 1000
_CLAIMABLE: Final = ("author", "advisor", "committee")


@routes.get("/claim")
def search() -> Response:
    typed, leads_back = _typed(request.args), _return(request.args.get("return", ""))
    if not typed:
        return page(_form(leads_back))
    limit("claim")
    thesis = desk().store.theses.find(typed)
    if thesis and (content := _public(thesis)):
        return page(_confirm(thesis, content, leads_back))
    found = desk().store.titles.search(typed, _MOST + 1)
    theses = [one for each in found[:_MOST] if (one := _found(each, leads_back))]
    return page(_form(leads_back, typed, tuple(theses), too_many=len(found) > _MOST))


@routes.post("/claim")
def claim() -> Response:
    limit("claim")
    thesis = desk().store.theses.find(_typed(request.form))
    content = _public(thesis) if thesis else None
    if thesis is None or content is None:
        raise tell(Problem.NOT_FOUND, 404)
    leads_back = _return(request.form.get("return", ""))
    chosen = request.form.get("contributor", "")
    hers = next((one for one in thesis.contributors if str(one.id) == chosen), None)
    purposes = chosen_purposes()
    if hers is None or hers.role not in _CLAIMABLE or not purposes:
        return page(_confirm(thesis, content, leads_back, lacks_person=hers is None), 422)
    text = desk().text(language())
    wish: dict[str, Any] = {
        "for": "claim",
        "contributor": hers.id,
        "purposes": purposes,
        "version": text.version,
        "language": text.language,
        "return": leads_back,
        "again": _address(thesis, leads_back),
    }
    if request.form.get("way") == "campus" and desk().campus:
        return go_to_campus(wish)
    return go_to_orcid(wish)


def go_to_orcid(wish: dict[str, Any]) -> Response:
    """Sign in for a claim."""
    return to(
        desk().signing_in.begin(visit().key_hash, wish, scopes_of(wish["purposes"]), language=language())
    )


def _typed(fields: Mapping[str, str]) -> str:
    """How she names her thesis; PostgreSQL keeps no NUL."""
    return fields.get("thesis", "").replace("\0", "").strip()[:_LONGEST]


def _return(url: str) -> str:
    return desk().allowed_return(url)


def _form(
    leads_back: str,
    typed: str = "",
    found: tuple[ThesisFound, ...] | None = None,
    *,
    too_many: bool = False,
) -> ClaimSearch:
    hidden = {"return": leads_back} if leads_back else {}
    return ClaimSearch(ours("/claim"), typed, found, too_many, hidden)


def _public(thesis: KnownThesis) -> Content | None:
    """What a source shows of it now; what is withdrawn is not spoken of."""
    return desk().store.theses.content_of(thesis.id)


def _found(thesis_id: int, leads_back: str) -> ThesisFound | None:
    thesis = desk().store.theses.get(thesis_id)
    content = _public(thesis) if thesis else None
    if thesis is None or content is None:
        return None
    made = crosswalked(desk(), content)
    return ThesisFound(
        title=content.title,
        authors=tuple(one.name for one in thesis.contributors if one.role == "author"),
        published=str(made.thesis.date or "") if made and made.thesis else "",
        institution=desk().config.institution.name,
        choose_url=ours(_address(thesis, leads_back)),
    )


def _address(thesis: KnownThesis, leads_back: str) -> str:
    """The page of this thesis here, by what it is known best."""
    known = {"thesis": thesis.keys[0][1] if thesis.keys else ""}
    return f"/claim?{urlencode(known | ({'return': leads_back} if leads_back else {}))}"


def _confirm(
    thesis: KnownThesis, content: Content, leads_back: str, *, lacks_person: bool = False
) -> ClaimConfirm:
    office = desk()
    campus = office.settings.campus
    hidden = {"thesis": thesis.keys[0][1] if thesis.keys else ""}
    return ClaimConfirm(
        thesis=shown(office, content, "author"),
        people=tuple(
            NamedPerson(str(one.id), one.name, one.role)
            for one in thesis.contributors
            if one.role in _CLAIMABLE
        ),
        consent=office.text(language()),
        confirm_url=ours("/claim"),
        back_url=ours("/claim"),
        campus=campus is not None,
        campus_name=campus.name if campus else "",
        hidden=hidden | ({"return": leads_back} if leads_back else {}),
        lacks_person=lacks_person,
    )
