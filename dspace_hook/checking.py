"""What a DSpace is, what it can do for a write-back, and the exact lines that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol
from urllib.parse import quote

from dspace_hook.oai_look import look_at_oai
from dspace_hook.registry import lines_for
from dspace_hook.rest7 import Rest7
from dspace_hook.targets import Targets
from dspace_hook.wire import BY_ITSELF
from orcid_sync.contract import Checked, RepositoryError

# Where sites keep iDs (dspace.md §3.4).
_KEPT: Final = (
    "orcid.author",
    "orcid.advisor",
    "dc.identifier.orcid",
    "person.identifier.orcid",
    "dspace.virtual.orcid",
    "local.etdauthor.orcid",
    "dc.contributor.authororcid",
    "dc.contributor.orcid",
    "dc.creator.orcid",
    "cg.creator.identifier",
)
_CHOOSE: Final = (
    "Choose one side: orcid.synchronization-enabled = false in DSpace, or our repository.pushed_by."
)


def check(rest: Rest7, targets: Targets, *, briefly: bool = False) -> Iterator[Checked]:
    """One or more answers per question; each is asked even if another failed."""
    for name, question in _QUESTIONS[:_NEEDED] if briefly else _QUESTIONS:
        try:
            yield from question(rest, targets)
        except RepositoryError as error:
            yield _failed(name, error)
            if name == "version":
                return


class Asked(Protocol):
    """What every version answers."""

    def sign_in(self) -> None: ...

    def is_registered(self, field: str) -> bool: ...


def check_6(rest: Asked, targets: Targets) -> Iterator[Checked]:
    """As `check`, of the little that DSpace 6 tells of itself."""
    try:
        rest.sign_in()
        yield Checked("version", True, "It answers as DSpace 6 does, and lets the account sign in.")
        yield from _registry(rest, targets)
    except RepositoryError as error:
        yield _failed("version", error)


def _failed(name: str, error: RepositoryError) -> Checked:
    """Here nothing is tried again by itself."""
    step = "Look at the address, and whether DSpace is up; then check again."
    return Checked(name, False, error.reason, step if error.next_step == BY_ITSELF else error.next_step)


def pushes_itself(rest: Rest7) -> str:
    """A sentence when DSpace's own ORCID synchronization (7.3 and later) is at work, else "".

    A stock DSpace offers its pages without being connected with ORCID; a client id, or people who chose to
    synchronise, show that it is.
    """
    if "orcidqueues" not in rest.root().get("_links", {}):
        return ""
    if client_id := _property(rest, "orcid.application-client-id"):
        return f"DSpace's own ORCID synchronization is on, with the client id {client_id}."
    people = _count(rest, "dspace.orcid.sync-publications:ALL")
    return (
        f"DSpace's own ORCID synchronization is on: {people} people let it send their works."
        if people
        else ""
    )


def _version(rest: Rest7, _: Targets) -> Iterator[Checked]:
    said = rest.root()
    version = str(said["dspaceVersion"])
    danger = (
        " A “replace” on an unregistered field would wipe an item here; we never send one."
        if _wipes(version)
        else ""
    )
    yield Checked("version", True, f"“{said.get('dspaceName', '')}” is {version}.{danger}")


def _wipes(version: str) -> bool:
    """7.0–7.6.3, 8.0–8.1 and 9.0 (dspace.md §3.3)."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:3])
    return (7,) <= numbers < (7, 6, 4) or (8,) <= numbers < (8, 2) or (9,) <= numbers < (9, 1)


def _account(rest: Rest7, _: Targets) -> Iterator[Checked]:
    if not rest.account:
        yield Checked("account", True, "None was given, so what it may do is not known.")
        return
    rest.sign_in()
    yield Checked("account", True, f"{rest.account} can sign in.")
    items = _some_items(rest)
    mine = sum(_may_edit(rest, item) for item in items)
    reason = f"The account may edit {mine} of the {len(items)} items that were looked at."
    step = "Make it an administrator of the theses' collections, or give it WRITE on their items."
    yield Checked("rights", mine > 0 or not items, reason, "" if mine or not items else step)


def _may_edit(rest: Rest7, item: Mapping[str, Any]) -> bool:
    uri = quote(f"{rest.base}/api/core/items/{item['uuid']}", safe="")
    answer = rest.get(f"/api/authz/authorizations/search/object?uri={uri}&feature=canEditMetadata")
    return answer.status == 200 and bool(answer.json().get("_embedded", {}).get("authorizations"))


def _registry(rest: Asked, targets: Targets) -> Iterator[Checked]:
    for warning in targets.warnings:
        yield Checked("target", True, f"Beware: {warning}.")
    missing = [field for field in targets.fields if not rest.is_registered(field)]
    if not missing:
        yield Checked("registry", True, f"The metadata registry has {', '.join(targets.fields) or 'all'}.")
        return
    step = "Save these lines as orcid-fields.xml, and run: dspace registry-loader -metadata orcid-fields.xml"
    reason = f"The metadata registry lacks {', '.join(missing)}."
    yield Checked("registry", False, reason, step, lines_for(missing))


def _kept(rest: Rest7, _: Targets) -> Iterator[Checked]:
    counted = [(field, _count(rest, f"{field}:*")) for field in _KEPT]
    found = ", ".join(f"{field} in {number} items" for field, number in counted if number)
    yield Checked(
        "iDs today", True, f"iDs stand in: {found}." if found else "No iD stands in any usual field."
    )


def _own_push(rest: Rest7, _: Targets) -> Iterator[Checked]:
    why = pushes_itself(rest)
    if why:
        yield Checked("own synchronization", False, f"{why} Works would be sent twice.", _CHOOSE)
    else:
        yield Checked("own synchronization", True, "DSpace sends nothing to ORCID, as far as can be seen.")


def _oai(rest: Rest7, _: Targets) -> Iterator[Checked]:
    yield from look_at_oai(rest.wire, rest.base)


def _property(rest: Rest7, name: str) -> str:
    """A property that DSpace exposes, "" when it does not (404) or when it is empty."""
    answer = rest.get(f"/api/config/properties/{name}")
    values = answer.json().get("values", []) if answer.status == 200 else []
    return str(values[0]) if values else ""


def _count(rest: Rest7, query: str) -> int:
    return int(_found(rest, query).get("page", {}).get("totalElements", 0))


def _some_items(rest: Rest7) -> list[Mapping[str, Any]]:
    objects = _found(rest, "dc.contributor.author:*", 5).get("_embedded", {}).get("objects", [])
    return [each["_embedded"]["indexableObject"] for each in objects if "_embedded" in each]


def _found(rest: Rest7, query: str, size: int = 1) -> Mapping[str, Any]:
    """Nothing where the search does not answer: a field that no item has is unknown to it."""
    answer = rest.get(f"/api/discover/search/objects?query={quote(query)}&dsoType=item&size={size}")
    if answer.status != 200:
        return {}
    found: Mapping[str, Any] = answer.json().get("_embedded", {}).get("searchResult", {})
    return found


_QUESTIONS: Final = (
    ("version", _version),
    ("account", _account),
    ("registry", _registry),
    ("iDs today", _kept),
    ("own synchronization", _own_push),
    ("OAI-PMH", _oai),
)
_NEEDED: Final = 3  # of them for a write-back
