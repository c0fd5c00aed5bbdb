"""However pages come, in any order and any number of times: one thesis per real thesis, no put-code lost."""

from __future__ import annotations

from collections import Counter
from itertools import count, cycle

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store.conftest import Opener
from store.invented import record, save, source

from orcid_sync.outcomes import Happened
from orcid_sync.store import AlreadyClaimedError, HarvestedRecord, Store

# Unlike enough that nobody takes one for another.
REAL = {
    "pots": ("Cracked pots of the early Psychoceramic period", "Carberry, Josiah", "0000-0002-1825-0097"),
    "soil": ("Soil bacteria in alpine meadows", "Roe, Jane", "0009-9999-0007-9193"),
    "light": ("Scattering of light by interstellar dust", "Doe, John", "0009-9999-0003-0004"),
}
SOURCES = ("first", "second", "third")
_institutions = count(1)


@st.composite
def arrivals(draw: st.DrawFn) -> list[tuple[str, str, HarvestedRecord]]:
    """(real thesis, source, record) in the order of arrival; every thesis has a record that links its names."""
    records = []
    for real, (title, author, _) in REAL.items():
        doi, handle = f"10.1000/{real}", f"20.500.14999/{real}"
        family, given_name = author.split(", ")
        spellings = st.sampled_from([author, f"{family}, {given_name[0]}.", f"{given_name} {family}"])
        titles = st.sampled_from([title, f"{title}: a study", title.upper()])
        known_by = [
            [doi, handle],
            *draw(st.lists(st.sampled_from([[doi], [handle], [doi, handle]]), max_size=3)),
        ]
        for number, ids in enumerate(known_by):
            at = draw(st.sampled_from(SOURCES))
            name = f"oai:{at}:{real}{number}"
            made = record(name, title=draw(titles), people=[draw(spellings)], ids=ids)
            records.append((real, at, made))
    once = draw(st.permutations(records))
    again = draw(st.lists(st.sampled_from(records), max_size=6))
    return [*once, *again]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    arriving=arrivals(),
    page_size=st.integers(1, 5),
    claiming=st.lists(st.booleans(), min_size=1, max_size=9),
)
def test_pages_in_any_order_make_one_thesis_per_real_thesis(
    opened: Opener, arriving: list[tuple[str, str, HarvestedRecord]], page_size: int, claiming: list[bool]
) -> None:
    with opened(institution=f"Institution {next(_institutions)}") as store:
        for at in SOURCES:
            source(store, at)
        put_codes, claims = [], cycle(claiming)
        for start in range(0, len(arriving), page_size):
            page = arriving[start : start + page_size]
            for at in SOURCES:
                if of_source := [made for _, where, made in page if where == at]:
                    save(store, *of_source, at=at)
            for real, _, made in page:
                if next(claims) and (put_code := sent_work(store, made.identifier, REAL[real][2])):
                    put_codes.append(put_code)

        theses = {real: store.theses.find(f"10.1000/{real}") for real in REAL}
        assert len({thesis.id for thesis in theses.values() if thesis}) == len(REAL) == store.status().theses
        for real, _, made in arriving:
            assert store.theses.find(made.identifier) == theses[real]
        for thesis in theses.values():
            assert thesis
            assert len(thesis.contributors) == 1
        pushes = [push for *_, orcid_id in REAL.values() for push in store.pushes.of_person(orcid_id)]
        assert sorted(push.put_code for push in pushes if push.put_code) == sorted(put_codes)
        counting = Counter(claim.thesis_id for claim in store.claims.all() if claim.counts)
        assert set(counting.values()) <= {1}
        assert len(counting) == len({claim.orcid_id for claim in store.claims.all()})


def sent_work(store: Store, typed: str, orcid_id: str) -> str:
    """Claim the thesis for its author, and note a work at ORCID, unless one stands there."""
    thesis = store.theses.find(typed)
    assert thesis
    try:
        claim = store.claims.make(thesis.contributors[0].id, orcid_id, proof="staff")
    except AlreadyClaimedError:
        return ""
    push = store.pushes.of_claim(claim.id)
    if push is None or push.put_code:
        return ""
    store.pushes.sent(push, put_code=str(push.id), digest="d", xml="<work/>", happened=Happened.ADDED)
    return str(push.id)
