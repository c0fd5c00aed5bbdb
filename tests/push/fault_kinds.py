"""What can go wrong with a call to ORCID: on the way, in its answer, and because of what happened there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from orcid.bodies import error_xml
from push import faulty_proxy as on_the_way
from push.faulty_proxy import Fault, canned
from push.office import CLIENT_ID, OTHER_CLIENT

if TYPE_CHECKING:
    from push.fault_bench import Bench

# What can go wrong with any call.
NETWORK: Final[dict[str, Fault | None]] = {
    "refused": None,
    "reset before send": on_the_way.reset_before_send,
    "lost on the way": on_the_way.lost_on_the_way,
    "cut after send": on_the_way.cut_after_send,
    "cut in the answer": on_the_way.cut_in_the_answer,
    "time-out": on_the_way.time_out,
    "429": canned(429, "<html>Too many requests</html>", Retry_After="2"),
    "500": canned(500, "<html>Internal Server Error</html>"),
    "502 HTML": canned(502, "<html><h1>502 Bad Gateway</h1></html>"),
    "503": canned(503, "<html>503</html>"),
    "killed before": on_the_way.killed_before,
    "killed after": on_the_way.killed_after,
}


def complaint(status: int, code: int) -> Fault:
    """ORCID's own refusal."""
    return canned(status, error_xml(status, code, f"{status}: said in ORCID's words"), "application/xml")


def in_json(status: int, error: str) -> Fault:
    """A refusal of the token service, or of ORCID's door."""
    body = json.dumps({"error": error, "error_description": "said in ORCID's words"})
    return canned(status, body, "application/json")


_FORBIDDEN = {"403 forbidden": in_json(403, "forbidden")}
_ANY_CALL = {
    str(code): complaint(status, code)
    for status, code in (
        (403, 9004), (400, 9006), (500, 9008), (404, 9011), (404, 9016), (401, 9017),
        (409, 9018), (409, 9036), (403, 9038), (409, 9044), (409, 9057),
    )
}  # fmt: skip
_BODY = {
    str(code): complaint(status, code)
    for status, code in (
        (400, 9001), (400, 9012), (400, 9020), (400, 9022), (400, 9023), (400, 9037), (400, 9047), (400, 9049),
        (400, 9051), (400, 9058),
    )
}  # fmt: skip
_TOKEN = {
    f"{status} {error}": in_json(status, error)
    for status, error in (
        (400, "invalid_grant"), (401, "invalid_client"), (400, "invalid_client"), (400, "invalid_scope"),
    )
}  # fmt: skip


CODES: Final[dict[str, dict[str, Fault]]] = {
    "GET works": _ANY_CALL | _FORBIDDEN,
    "GET keywords": _ANY_CALL | _FORBIDDEN,
    "GET work": _ANY_CALL | _FORBIDDEN | {"9013": complaint(403, 9013), "9034": complaint(400, 9034)},
    "POST work": _ANY_CALL
    | _FORBIDDEN
    | _BODY
    | {"9021": on_the_way.sent_twice, "9024": complaint(400, 9024), "9048": complaint(409, 9048)},
    "PUT work": _ANY_CALL
    | _FORBIDDEN
    | _BODY
    | {str(code): complaint(status, code) for status, code in ((400, 9019), (403, 9014), (403, 9035))},
    # That the work is gone, ORCID says truly below: nobody else would be believed.
    "DELETE work": {name: fault for name, fault in _ANY_CALL.items() if name not in ("9011", "9016")}
    | _FORBIDDEN
    | {"9034": complaint(400, 9034), "9040": complaint(409, 9040)},
    "POST token": _TOKEN,
    "POST revoke": {name: fault for name, fault in _TOKEN.items() if "client" in name},
}

# What ORCID itself says because something happened to the record, the work or the token: (do, undo).
State = Callable[["Bench"], Callable[[], None]]


def _record_state(state: str) -> State:
    def happens(bench: Bench) -> Callable[[], None]:
        world, orcid_id = bench.rehearsal.world, bench.orcid_id
        world.set_state(orcid_id, state, bench.elsewhere)  # type: ignore[arg-type]
        return lambda: world.set_state(orcid_id, "active")

    return happens


def _token_state(state: str) -> State:
    def happens(bench: Bench) -> Callable[[], None]:
        before, bench.grant.state = bench.grant.state, state  # type: ignore[assignment]

        def undo() -> None:
            bench.grant.state = before

        return undo

    return happens


def _narrower(bench: Bench) -> Callable[[], None]:
    bench.grant.scopes = frozenset({"/read-limited"})
    return lambda: None


def _of_another(bench: Bench) -> Callable[[], None]:
    bench.grant.orcid_id = bench.elsewhere
    return lambda: None


def _added_by_another(bench: Bench) -> Callable[[], None]:
    works = bench.works(CLIENT_ID)
    for work in works:
        work.client_id = OTHER_CLIENT

    def undo() -> None:
        for work in works:
            work.client_id = CLIENT_ID

    return undo


def _deleted_by_its_owner(bench: Bench) -> Callable[[], None]:
    bench.rehearsal.world.records[bench.orcid_id].activities.clear()
    return lambda: None


STATES: Final[dict[str, State]] = {
    "9007 merged": _record_state("deprecated"),
    "9018 locked": _record_state("locked"),
    "9036 unclaimed": _record_state("unclaimed"),
    "9044 deactivated": _record_state("deactivated"),
    "401 outage": _token_state("staff-revoked"),
    "9017 other token": _of_another,
}
WRITE_STATES: Final = STATES | {"9038 scopes": _narrower}
OWN_WORK_STATES: Final = {"9010 other client": _added_by_another}
GONE: Final = {"9016 gone": _deleted_by_its_owner}
