"""The thirty rules for whoever writes to ORCID (orcid.md §11), one test each, in their order."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree
from push.office import AMELIE, CLIENT_ID, JOSIAH, OTHER_CLIENT, SCOPES, Clock, Office, happened, thesis_xml

from crosswalks.crosswalk import Crosswalked, crosswalk
from crosswalks.profile import Profile
from orcid_sync import consent
from orcid_sync.consent import WrongPersonError
from orcid_sync.environments import PRODUCTION, SANDBOX
from orcid_sync.orcid.answers import NS, complaint
from orcid_sync.orcid.client import with_put_code
from orcid_sync.orcid.errors import (
    RecordClosedError,
    RunStoppedError,
    TokenRefusedError,
    TryLaterError,
    orcid_error,
)
from orcid_sync.orcid.limiter import USUAL_PACE, SharedPace
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.orcid.wire import Reply
from orcid_sync.outcomes import Happened
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.rehearsal.scripts import Script
from orcid_sync.secret import Secret
from orcid_sync.store import SignIn, Store, StoreError
from schemas import validate
from schemas.rules.vocabularies import CREDIT_ROLES, LEGACY_ROLES

AUTHOR = {"Carberry, Josiah": JOSIAH}
WRONG_CHECK_DIGIT = "0000-0002-1825-0098"
NBSP = "\u00a0"


def made(
    raw: bytes, *, profile: Profile | None = None, authenticated: dict[str, str] | None = None
) -> Crosswalked:
    return crosswalk(
        raw, profile=profile or Profile(), today=date(2026, 1, 5), authenticated=authenticated or {}
    )


def work(raw: bytes, **options: object) -> etree._Element:
    xml = made(raw, **options).work_xml  # type: ignore[arg-type]
    assert xml
    return etree.fromstring(xml.encode())


def with_more(raw: bytes, more: str) -> bytes:
    return raw.replace(b"</thesis>", more.encode() + b"</thesis>")


FULL = with_more(
    thesis_xml(),
    "<subject>pots</subject><description>About pots.</description>"
    "<contributor role='advisor'>Lindqvist, Amélie</contributor>"
    "<identifier>https://doi.org/10.99999/pots</identifier>",
)


def text(element: etree._Element, path: str) -> str | None:
    return element.findtext(path, None, NS)


def test_01_elements_stand_in_the_order_of_the_schema() -> None:
    full = work(FULL, profile=Profile(country="CZ"), authenticated=AUTHOR)

    assert [finding for finding in validate(full) if finding.severity == "error"] == []
    for one in full.iterfind("common:external-ids/common:external-id", NS):
        names = [etree.QName(part).localname for part in one]
        assert names == [name for name in names if name != "external-id-relationship"] + [
            "external-id-relationship"
        ]


def test_02_an_identifier_is_of_the_work_itself_and_says_so() -> None:
    relationships = [one.text for one in work(FULL).iter("{*}external-id-relationship")]

    assert "self" in relationships
    assert len(relationships) == len(list(work(FULL).iter("{*}external-id")))
    kinds = [one.text or "" for one in work(FULL).iter("{*}external-id-type")]
    assert kinds == [kind.lower() for kind in kinds]


@pytest.mark.parametrize(
    "written", ["20.500.14999/1", "hdl:20.500.14999/1", "http://hdl.handle.net/20.500.14999/1"]
)
def test_03_a_handle_has_one_bare_form(written: str) -> None:
    raw = thesis_xml().replace(b"https://hdl.handle.net/20.500.14999/1", written.encode())

    profile = Profile(handle_prefixes=("20.500.14999",))
    assert text(work(raw, profile=profile), ".//common:external-id-value") == "20.500.14999/1"


def test_04_lengths_are_counted_in_utf_16() -> None:
    assert made(thesis_xml(title="x" * 998 + "𝕏")).outcome == "work"
    assert made(thesis_xml(title="x" * 999 + "𝕏")).outcome == "refused"
    described = work(with_more(thesis_xml(), f"<description>{'pots ' * 1200}</description>"))
    assert 4900 < len(text(described, "work:short-description") or "") <= 5000


def test_05_blank_elements_are_left_out() -> None:
    blank = work(with_more(thesis_xml(), f"<description>{NBSP} </description>"))

    assert text(blank, "work:short-description") is None
    assert all((one.text or "").strip() or len(one) for one in blank.iter())


@pytest.mark.parametrize(
    ("stated", "sent"),
    [
        ("2020-02-03", ["2020", "02", "03"]),
        ("2020-02", ["2020", "02"]),
        ("2020-02-31", ["2020", "02"]),
        ("1850", []),
    ],
)
def test_06_dates_are_real_and_padded(stated: str, sent: list[str]) -> None:
    parts = work(thesis_xml(date=stated)).find("common:publication-date", NS)

    assert [part.text for part in (parts if parts is not None else [])] == sent


@pytest.mark.parametrize(
    ("stated", "title", "sent"),
    [
        ("he", "כדים סדוקים", "iw"),
        ("yi", "צעבראכענע טעפ", "ji"),
        ("id", "Periuk yang retak", "in"),
        ("ger", "Töpfe mit Sprung", "de"),
        ("xx-none", "Cracked pots", None),
    ],
)
def test_07_languages_are_of_orcids_list(stated: str, title: str, sent: str | None) -> None:
    assert text(work(thesis_xml(language=stated, title=title)), "common:language-code") == sent


def test_08_a_country_is_of_the_list_or_absent() -> None:
    assert text(work(thesis_xml(), profile=Profile(country="CZ")), "common:country") == "CZ"
    assert text(work(thesis_xml()), "common:country") is None


def test_09_the_type_is_dissertation_thesis() -> None:
    assert text(work(thesis_xml()), "work:type") == "dissertation-thesis"


def test_10_roles_are_of_the_two_lists() -> None:
    roles = [one.text for one in work(FULL).iter("{*}contributor-role")]

    assert roles
    assert set(roles) <= CREDIT_ROLES | LEGACY_ROLES


def test_11_only_authenticated_ids_are_sent_and_their_check_digit_is_ours_to_check() -> None:
    (stated,) = work(thesis_xml(), authenticated=AUTHOR).iter("{*}contributor-orcid")
    assert [(etree.QName(part).localname, part.text) for part in stated] == [
        ("uri", f"https://orcid.org/{JOSIAH}"),
        ("path", JOSIAH),
        ("host", "orcid.org"),
    ]
    assert not list(work(thesis_xml()).iter("{*}contributor-orcid"))
    assert made(thesis_xml(), authenticated={"Carberry, Josiah": WRONG_CHECK_DIGIT}).outcome == "refused"


def test_12_what_is_not_valid_never_leaves_the_house(office: Office) -> None:
    office.permits(WRONG_CHECK_DIGIT, token="never-sent")
    office.claims(office.arrives(), WRONG_CHECK_DIGIT)

    assert happened(office.push()) == ["refused"]
    assert office.calls() == []


def test_13_works_go_one_by_one_so_that_no_check_is_skipped(office: Office) -> None:
    for number in range(1, 6):
        office.ready(number, title=f"Cracked pots, part {number}")

    assert happened(office.push()) == ["added"] * 5
    assert office.calls() == ["GET works", "POST work"] * 5


def test_14_the_put_code_goes_with_put_alone_and_a_visibility_never(office: Office) -> None:
    office.ready()
    (added,) = office.push()  # ORCID refuses a put-code here (9024)
    office.arrives(title="Cracked pots, mended")
    (updated,) = office.push()  # and another one here (9019)

    assert [added.happened, updated.happened] == ["added", "updated"]
    (push,) = office.store.pushes.of_person(JOSIAH)
    assert etree.fromstring(push.sent_xml.encode()).attrib == {}
    assert etree.fromstring(with_put_code('<work visibility="public"/>', "7")).attrib == {"put-code": "7"}


def test_15_what_put_returns_is_compared_with_what_was_sent(office: Office) -> None:
    office.ready(date="2020")
    office.push()
    office.arrives(date="2020-05")

    (outcome,) = office.push()

    assert outcome.happened == Happened.NOT_STORED
    assert "publication date" in outcome.reason


def test_16_a_lost_answer_is_looked_for_and_not_repeated(office: Office, clock: Clock) -> None:
    office.ready()
    office.rehearsal.world.scripts.add(Script("orcid", "cut", method="POST"))

    lost = office.push()
    clock.advance(hours=1)
    found = office.push()

    assert happened(lost + found) == ["postponed", "adopted"]
    assert len(office.at_orcid()) == 1


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (409, b'<e:error xmlns:e="x"><e:error-code>9018</e:error-code></e:error>', RecordClosedError),
        (401, b'{"error":"invalid_token"}', TokenRefusedError),
        (502, b"<html><h1>Bad Gateway</h1>", TryLaterError),
        (503, b"", TryLaterError),
    ],
)
def test_17_the_code_decides_whatever_the_body_is(status: int, body: bytes, error: type[Exception]) -> None:
    assert type(orcid_error(complaint(Reply(status, {}, body)))) is error


def test_18_a_token_that_orcid_echoes_is_never_shown(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.ready()
    office.rehearsal.world.grants.end(JOSIAH, "user-revoked")

    with caplog.at_level("DEBUG"):
        outcomes = office.push()

    token = office.rehearsal.ready_token(JOSIAH)
    assert token not in repr(outcomes) + caplog.text + repr(office.store.log.read())


def test_19_ten_requests_a_second_and_only_a_busy_orcid_is_asked_again(office: Office) -> None:
    now, turns = [1000.0], list[float]()

    def sleep(seconds: float) -> None:
        now[0] += seconds

    paces = [SharedPace(office.store.pace, clock=lambda: now[0], sleep=sleep) for _ in range(2)]
    for number in range(30):
        paces[number % 2].wait()
        turns.append(now[0])
    assert USUAL_PACE == 10
    assert all(later - earlier > 1 for earlier, later in zip(turns, turns[10:], strict=False))

    office.ready()
    office.rehearsal.world.scripts.add(Script("orcid", "503", method="GET"))
    office.push()
    assert office.calls() == ["GET works", "GET works", "POST work"]
    office.rehearsal.world.set_state(JOSIAH, "locked")
    office.arrives(title="Cracked pots, mended")
    office.push()
    assert office.calls() == ["PUT work"]


def test_20_no_redirect_is_followed_to_another_persons_record(office: Office) -> None:
    office.ready()
    office.rehearsal.world.set_state(JOSIAH, "deprecated", AMELIE)

    (outcome,) = office.push()

    assert (outcome.happened, outcome.code) == (Happened.PERMISSION_NEEDED, "9007")
    assert office.calls() == ["GET works"]
    assert office.store.permissions.former_ids(AMELIE) == [JOSIAH]


def test_21_what_its_owner_deleted_is_not_added_again(office: Office) -> None:
    office.ready()
    office.push()
    office.rehearsal.world.records[JOSIAH].activities.clear()
    office.arrives(title="Cracked pots, mended")

    assert happened(office.push()) == ["removed-by-owner"]
    office.arrives(title="Cracked pots, mended twice")
    assert office.push() == []
    assert office.at_orcid() == []


def test_22_a_401_is_confirmed_and_a_deletion_still_possible(office: Office, clock: Clock) -> None:
    claim = office.ready()
    office.push()
    office.arrives(title="Cracked pots, mended")
    office.rehearsal.world.grants.end(JOSIAH, "user-revoked")

    assert happened(office.push()) == ["postponed"]
    clock.advance(minutes=11)
    assert happened(office.push()) == ["permission-needed"]
    assert office.unlink(claim).happened == Happened.REMOVED
    assert office.at_orcid() == []


def test_23_a_state_is_good_once_and_for_one_browser(store: Store) -> None:
    wish = SignIn({"thesis": 1}, Secret("nonce"), Secret("verifier"))
    store.visits.begin_sign_in("state", "browser", wish, timedelta(hours=1))

    assert store.visits.use_sign_in("state", "another browser") is None
    taken = store.visits.use_sign_in("state", "browser")
    assert taken
    assert taken.wish == {"thesis": 1}
    assert store.visits.use_sign_in("state", "browser") is None


def test_24_what_was_granted_is_compared_with_what_was_asked(office: Office) -> None:
    oauth = OAuth(office.environment, CLIENT_ID, Secret(MEMBERS[CLIENT_ID].secret), wire=office.wire)
    back = "http://127.0.0.1:8080/orcid/back"

    def code(orcid_id: str) -> Secret:
        url = oauth.authorize_url(back, "state", scopes=("/authenticate",))
        return Secret(parse_qs(urlsplit(office.rehearsal.sign_in(url, orcid_id)).query)["code"][0])

    assert consent.grant(office.store, oauth, code(JOSIAH), back).lacking == set(SCOPES)
    with pytest.raises(WrongPersonError):
        consent.grant(office.store, oauth, code(AMELIE), back, expected=JOSIAH)


def test_25_sandbox_and_production_share_nothing(tmp_path: Path) -> None:
    assert not {SANDBOX.web, SANDBOX.api, SANDBOX.ids} & {PRODUCTION.web, PRODUCTION.api, PRODUCTION.ids}
    Store.open(tmp_path / "store.db", environment="sandbox").close()
    with pytest.raises(StoreError, match="never mixes two"):
        Store.open(tmp_path / "store.db", environment="production")


def test_26_permissions_belong_to_a_client_id_and_an_institution(
    office: Office, database_url: str, key: str
) -> None:
    office.permits()

    for institution, client_id in (("default", OTHER_CLIENT), ("Another University", CLIENT_ID)):
        with Store.open(
            database_url, environment="rehearsal", institution=institution, client_id=client_id, keys=[key]
        ) as other:
            assert other.permissions.usable(JOSIAH) is None


@pytest.mark.parametrize("state", ["locked", "unclaimed", "deactivated"])
def test_27_a_closed_record_is_left_alone_for_days(office: Office, clock: Clock, state: str) -> None:
    office.ready()
    office.rehearsal.world.set_state(JOSIAH, state)  # type: ignore[arg-type]

    assert happened(office.push()) == ["postponed"]
    clock.advance(days=2)
    assert office.push() == []


def test_28_a_locked_client_stops_everything(office: Office) -> None:
    office.ready(1)
    office.ready(2, AMELIE, creator="Lindqvist, Amélie")
    office.rehearsal.world.locked_members.add(CLIENT_ID)

    with pytest.raises(RunStoppedError) as stopped:
        office.push()

    assert stopped.value.code == 9057
    assert office.calls() == ["GET works"]


def test_29_visibility_is_the_researchers(office: Office) -> None:
    yael = "0009-9999-0055-4337"  # keeps new works limited
    office.ready(1, yael, creator="Ben-Ami, Yael")

    assert happened(office.push()) == ["added"]
    assert [one.visibility for one in office.at_orcid(yael)] == ["limited"]


def test_30_an_unchanged_work_is_not_sent_again(office: Office, clock: Clock) -> None:
    office.ready()
    office.push()
    office.calls()

    clock.advance(days=1)
    office.arrives()
    office.push()

    assert office.calls() == []
