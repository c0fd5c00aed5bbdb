"""Every page once, with invented people: what the browser tests look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from orcid_sync.web.texts import consent_text, consent_texts
from orcid_sync.web.views import (
    Affiliation,
    ClaimConfirm,
    ClaimSearch,
    ClaimWaiting,
    Contributor,
    Denied,
    DisconnectAsk,
    DisconnectConfirm,
    Done,
    EraseConfirm,
    FragmentLanding,
    Frame,
    Home,
    Identifier,
    Invitation,
    MyPage,
    MyThesis,
    NamedPerson,
    Note,
    Notice,
    PersonShown,
    Problem,
    Profile,
    StaffClaims,
    StaffHome,
    Standing,
    StepKind,
    ThesisFound,
    ThesisShown,
    TimelineStep,
    View,
    WorkAtOrcid,
    WorkPreview,
)

INSTITUTION = "Example University"
ABSTRACT = (
    "Upland peat stores more carbon than all the forests of the region together. This thesis follows its water "
    "table through eleven summers, and shows which ditches have to be closed first."
)


def frame(language: str = "en", **changes: object) -> Frame:
    made = Frame(
        language=language,
        institution=INSTITUTION,
        path="/somewhere",
        contact="theses@example.edu",
        website="https://www.example.edu/",
        privacy_url="https://www.example.edu/privacy",
        csrf_token="a-token",
        environment="rehearsal",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


JOSIAH = PersonShown("Josiah Carberry", "https://orcid.org/0000-0002-1825-0097", authenticated=True)
WORK = WorkPreview(
    title="Water and carbon in the upland peat of the northern dales",
    type="dissertation-thesis",
    journal_title=INSTITUTION,
    published="2026-05",
    description=ABSTRACT,
    language="en",
    url="https://repository.example.edu/handle/20.500.12345/678",
    identifiers=(
        Identifier("doi", "10.5555/peat.2026", "https://doi.org/10.5555/peat.2026"),
        Identifier("handle", "20.500.12345/678", "https://hdl.handle.net/20.500.12345/678"),
    ),
    contributors=(Contributor("Josiah Carberry", "author"), Contributor("Amina Haddad", "advisor")),
    citation="@phdthesis{carberry2026,\n  title = {Water and carbon in the upland peat of the northern dales},\n"
    "  author = {Carberry, Josiah},\n  school = {Example University},\n  year = {2026}\n}",
    source=INSTITUTION,
)
PEAT = ThesisShown(WORK.title, "en", "author", WORK.url, WORK)
HANDED_IN = ThesisShown("Zur Hydrologie entwässerter Hochmoore", "de")
ARABIC = ThesisShown(
    "أثر المياه الجوفية في الزراعة",
    "ar",
    work=replace(WORK, title="أثر المياه الجوفية في الزراعة", language="ar", published="2024"),
    record_url=WORK.url,
)


def _at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, 30, tzinfo=UTC)


_TIMELINE = (
    TimelineStep(StepKind.SUBMITTED, _at(4, 2)),
    TimelineStep(StepKind.HARVESTED, _at(5, 17)),
    TimelineStep(StepKind.CHECKED, _at(5, 17)),
    TimelineStep(StepKind.GRANTED, _at(5, 18)),
    TimelineStep(StepKind.SENT, _at(5, 18)),
    TimelineStep(StepKind.UPDATED, _at(9, 3)),
)


def _mine(id: str, thesis: ThesisShown, standing: Standing, **more: object) -> MyThesis:
    forms = {f"{act}_url": f"/me/theses/{id}/{act}" for act in ("send", "hold", "name", "same")}
    names = {"names": ("Josiah Carberry", "J. S. Carberry"), "shown_name": "Josiah Carberry"}
    return MyThesis(id, thesis, standing, **{"timeline": _TIMELINE, **forms, **names, **more})  # type: ignore[arg-type]


MINE = (
    _mine("t1", PEAT, Standing.AT_ORCID, put_code="1842", last_sent=_at(9, 3), send_url=""),
    _mine(
        "t2", HANDED_IN, Standing.NO_RECORD, timeline=(_TIMELINE[0], TimelineStep(StepKind.SENT)), send_url=""
    ),
    _mine(
        "t3",
        ARABIC,
        Standing.DUPLICATE,
        timeline=(*_TIMELINE[1:4], TimelineStep(StepKind.SENT, troubled=True)),
        possible_duplicates=(
            WorkAtOrcid("77", "Water and carbon in upland peat", "Crossref", "2026", WORK.identifiers[:1]),
        ),
        reason="A work with the same title and year is on the record, without an identifier that we know.",
    ),
)


def _notices() -> dict[str, Callable[[str], View]]:
    def shown(what: Problem | Note) -> Callable[[str], View]:
        code = "E-4711" if what in (Problem.ORCID_REFUSED, Problem.OUT_OF_ORDER) else ""
        person = JOSIAH if what is Problem.WRONG_PERSON else None
        wait = 30 if what is Problem.TOO_MANY else 0
        return lambda _: Notice(
            what, person=person, code=code, wait_seconds=wait, again_url="/again", me_url="/me"
        )

    return {f"notice-{what.value}": shown(what) for what in (*Problem, *Note)}


def _invitation(language: str) -> Invitation:
    return Invitation(
        "Josiah Carberry",
        "author",
        (PEAT, HANDED_IN),
        consent_text(None, language, INSTITUTION),
        "/i/token/accept",
        "/i/token/deny",
        date(2026, 12, 22),
        hint=PersonShown("", JOSIAH.orcid_uri),
    )


def _confirm(language: str) -> ClaimConfirm:
    people = (NamedPerson("1", "Josiah Carberry", "author"), NamedPerson("2", "Amina Haddad", "advisor"))
    text = consent_text(None, language, INSTITUTION)
    return ClaimConfirm(
        PEAT,
        people,
        text,
        "/claim",
        "/claim?thesis=peat",
        campus=True,
        hidden={"return": "https://etd.example.edu"},
    )


PAGES: dict[str, Callable[[str], View]] = {
    "home": lambda language: Home(consent_text(None, language, INSTITUTION), "/claim", "/sign-in"),
    "invitation": _invitation,
    "invitation-advisor": lambda language: replace(
        _invitation(language), role="advisor", theses=(PEAT,) * 5, hint=None, lacks_purpose=True
    ),
    "denied": lambda _: Denied(again_url="/i/token", return_url="https://etd.example.edu/"),
    "done": lambda _: Done(
        JOSIAH, ("thesis", "show"), ("career",), (PEAT,), True, "/me", "https://e.edu/", "Vireo"
    ),
    "fragment": lambda _: FragmentLanding("/oauth/fragment"),
    "claim": lambda _: ClaimSearch("/claim"),
    "claim-found": lambda _: ClaimSearch(
        "/claim",
        "peat",
        (ThesisFound(PEAT.title, "en", ("Josiah Carberry",), "2026-05", "", "/claim?id=1"),),
        True,
    ),
    "claim-nothing": lambda _: ClaimSearch("/claim", "peat", ()),
    "claim-confirm": _confirm,
    "me": lambda _: MyPage(
        JOSIAH,
        MINE,
        advised=(_mine("t9", replace(PEAT, role="advisor"), Standing.HELD_BY_PERSON),),
        granted=("thesis", "show"),
        granted_at=_at(5, 18),
        profile=Profile(
            ("Josiah Carberry", "J. S. Carberry"),
            ("josiah@example.edu",),
            (Affiliation(INSTITUTION, "Doctor of Philosophy", "Geography", "2020", "2026-05"),),
            (Affiliation("Institute of Peat", "Researcher", "", "2026-09"),),
        ),
        said="held",
        claim_url="/claim",
        disconnect_url="/me/disconnect",
        data_url="/me/data",
        erase_url="/me/erase",
        orcid_url=JOSIAH.orcid_uri,
    ),
    "me-without-permission": lambda _: MyPage(JOSIAH, (), grant_url="/me/grant"),
    "disconnect": lambda _: DisconnectAsk(JOSIAH, (PEAT.title,), True, "/me/disconnect", "/me"),
    "disconnect-confirm": lambda _: DisconnectConfirm(
        JOSIAH,
        (PEAT.title,),
        True,
        True,
        "/me/disconnect",
        "/me",
        {"works": "remove", "repository_id": "remove"},
    ),
    "erase": lambda _: EraseConfirm(JOSIAH, (PEAT.title,), "/me/erase", "/me", lacks_sure=True),
    "staff": lambda language: StaffHome(
        420,
        311,
        12,
        287,
        2,
        ("Zur Hydrologie entwässerter Hochmoore",),
        tuple(consent_texts(None, INSTITUTION)),
        "/c",
    ),
    "staff-claims": lambda _: StaffClaims(
        (ClaimWaiting("7", JOSIAH, PEAT, "Carberry, Josiah S.", "name-differs", _at(5, 18), "/a", "/r"),),
        "approved",
    ),
    **_notices(),
}
