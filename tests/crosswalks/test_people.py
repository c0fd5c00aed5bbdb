from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalks.decide.people import decide_people
from crosswalks.profile import Profile
from crosswalks.thesis import Person, Statement

SAMPLE = "0000-0002-1825-0097"


def people(*stated: tuple[str, str], profile: Profile | None = None) -> list[tuple[str, str]]:
    """The (name, role) pairs that (kind, text) pairs give."""
    statements = [Statement(text, "person", kind) for kind, text in stated]
    return [(p.name, p.role) for p in decide_people(statements, profile=profile or Profile()).value]


def codes(*stated: tuple[str, str], link: str = "") -> list[str]:
    statements = [Statement(text, "person", kind, "", link) for kind, text in stated]
    return [finding.code for finding in decide_people(statements, profile=Profile()).findings]


@pytest.mark.parametrize(
    ("word", "role"),
    [
        *(
            (word, "author")
            for word in ("creator", "author", "aut", "dis", "Autor", "auteur", "Verfasser", "автор")
        ),
        *(
            (word, "advisor")
            for word in (
                *(
                    "advisor",
                    "Adviser",
                    "Supervisor",
                    "co-advisor",
                    "thesis.role.advisor",
                    "ths",
                    "dgs",
                    "mentor",
                ),
                *(
                    "Betreuer",
                    "Doktorvater",
                    "directeur de thèse",
                    "Director de tesis",
                    "orientador",
                    "relatore",
                ),
                *("vedoucí práce", "školitel", "handledare", "veileder", "ohjaaja", "promotor", "Témavezető"),
                *(
                    "научный руководитель",
                    "ментор",
                    "danışman",
                    "指導教授",
                    "επιβλέπων",
                    "Promotor/Promoter"[:8],
                ),
                "http://id.loc.gov/vocabulary/relators/ths",
            )
        ),
        *(
            (word, "committee")
            for word in (
                *(
                    "committeemember",
                    "Committee Member",
                    "referee",
                    "opn",
                    "opponent",
                    "Gutachter",
                    "rapporteur",
                ),
                *(
                    "predsednik komisije",
                    "član komisije",
                    "oponent",
                    "jury",
                    "Président",
                    "оппонент",
                    "chair",
                ),
            )
        ),
        *(
            (word, "other")
            for word in ("chair-or-translator", "co-author", "editor", "Northern Research Partner")
        ),
    ],
)
def test_a_role_word_in_many_languages_gives_the_role(word: str, role: str) -> None:
    assert people((word, "Roe, Jane")) == [("Jane Roe", role)]


def test_creators_are_the_authors_and_come_first() -> None:
    assert people(("advisor", "Doe, John"), ("creator", "Roe, Jane"), ("creator", "Poe, Ann")) == [
        ("Jane Roe", "author"),
        ("Ann Poe", "author"),
        ("John Doe", "advisor"),
    ]


def test_an_advisor_who_sits_on_the_committee_too_is_named_once_as_advisor() -> None:
    assert people(
        ("creator", "Roe, Jane"), ("committeemember", "Doe, John (Physics)"), ("advisor", "Dr. John Doe")
    ) == [("Jane Roe", "author"), ("John Doe", "advisor")]


def test_a_contributor_without_role_is_left_out_and_said() -> None:
    assert people(("creator", "Roe, Jane"), ("", "Doe, John")) == [("Jane Roe", "author")]
    assert codes(("creator", "Roe, Jane"), ("", "Doe, John")) == ["contributor-without-role"]


def test_a_profile_may_say_what_a_contributor_without_role_is() -> None:
    assert people(("creator", "Roe, Jane"), ("", "Doe, John"), profile=Profile(roleless="advisor")) == [
        ("Jane Roe", "author"),
        ("John Doe", "advisor"),
    ]


def test_a_profile_may_add_role_words() -> None:
    profile = Profile(roles={"Northern Research Partner": "advisor"})
    assert people(("northern research partner", "Doe, John"), profile=profile) == [("John Doe", "advisor")]


def test_a_role_beside_the_name_counts_where_the_field_gives_none() -> None:
    assert people(("creator", "Roe, Jane"), ("", "Doe, John (Advisor)")) == [
        ("Jane Roe", "author"),
        ("John Doe", "advisor"),
    ]


def test_an_advisor_never_becomes_the_missing_author() -> None:
    assert people(("advisor", "Doe, John")) == [("John Doe", "advisor")]
    assert codes(("advisor", "Doe, John")) == ["author-missing"]


def test_organisations_and_placeholders_are_nobody() -> None:
    assert people(("creator", "Roe, Jane"), ("advisor", "University of Example"), ("advisor", "N/A")) == [
        ("Jane Roe", "author")
    ]
    assert codes(("creator", "Roe, Jane"), ("advisor", "University of Example")) == [
        "person-is-an-organisation"
    ]


@pytest.mark.parametrize(
    ("text", "link", "hint"),
    [
        ("Roe, Jane", f"https://orcid.org/{SAMPLE}", SAMPLE),
        ("Roe, Jane", SAMPLE.replace("-", ""), SAMPLE),
        (f"Roe, Jane::{SAMPLE}::600", "", SAMPLE),
        ("Roe, Jane", "http://viaf.org/viaf/12345678", ""),
        ("Roe, Jane", "https://cris.example.org/person/5", ""),
        ("Roe, Jane", f"https://sandbox.orcid.org/{SAMPLE}", ""),
        ("Roe, Jane", "0000-0002-1825-0098", ""),
    ],
)
def test_an_id_beside_a_person_is_a_hint_only_when_it_is_right(text: str, link: str, hint: str) -> None:
    decided = decide_people([Statement(text, "dc:creator", "creator", "", link)], profile=Profile())
    assert decided.value == (Person("Jane Roe", "author", text, "Roe", "Jane", hint),)


def test_faulty_and_foreign_ids_are_said() -> None:
    creator = ("creator", "Roe, Jane")
    assert codes(creator, link="0000-0002-1825-0098") == ["orcid-bad-checksum"]
    assert codes(creator, link=f"https://sandbox.orcid.org/{SAMPLE}") == ["orcid-of-the-sandbox"]
    assert codes(creator, ("", f"ORCID ID: {SAMPLE}")) == ["orcid-without-name"]


def test_two_people_of_one_name_with_different_ids_stay_two() -> None:
    statements = [
        Statement("Roe, Jane", "1", "creator", "", SAMPLE),
        Statement("Roe, Jane", "2", "creator", "", "0000-0001-5109-3700"),
    ]
    assert len(decide_people(statements, profile=Profile()).value) == 2


def test_a_name_longer_than_orcid_takes_is_left_out() -> None:
    long_name = "Roe, " + "Jane" * 60
    assert people(("creator", long_name)) == []
    assert codes(("creator", long_name)) == ["author-missing", "name-too-long"]


@given(st.lists(st.tuples(st.sampled_from(["creator", "advisor", "", "?"]), st.text()), max_size=4))
def test_no_text_raises_and_what_was_stated_is_kept_verbatim(stated: list[tuple[str, str]]) -> None:
    statements = [Statement(text, "at", kind) for kind, text in stated]
    for person in decide_people(statements, profile=Profile()).value:
        assert person.stated in {text for _, text in stated}
        assert person.name
