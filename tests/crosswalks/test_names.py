from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalks.decide.names import person_name, split_persons
from crosswalks.decide.text import one_line, unescape


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        # the first comma, before given names
        ("Roe, Jane", "Jane Roe"),
        ("Roe, Jane ", "Jane Roe"),
        ("Roe-Smith, Jane Ann", "Jane Ann Roe-Smith"),
        ("Roe, J.P.", "J.P. Roe"),
        ("Roe, Jane D.", "Jane D. Roe"),
        ("Roe, Jane.", "Jane Roe"),
        ("van der Roe, Jan", "Jan van der Roe"),
        ("Roe, Jan van der", "Jan van der Roe"),
        ("d'Roe, Jeanne", "Jeanne d'Roe"),
        ("Silva e Roe, Maria", "Maria Silva e Roe"),
        ("Рой, Иван Иванович", "Иван Иванович Рой"),
        ("ROE, JANE", "JANE ROE"),
        ("ROE, Jane", "Jane ROE"),
        ("Li, Ma", "Ma Li"),
        ("Ing, Kim", "Kim Ing"),
        ("M&uuml;ller, Jan", "Jan Müller"),
        # suffixes stand at the end
        ("Roe, Walter B., III", "Walter B. Roe III"),
        ("Roe, Richard A., Jr.", "Richard A. Roe Jr."),
        ("Roe, Jr., Richard", "Richard Roe Jr."),
        ("Roe III, Walter", "Walter Roe III"),
        ("Roe, Walter III", "Walter Roe III"),
        # titles and degrees go
        ("Roe, Mary Leah, Ph. D.", "Mary Leah Roe"),
        ("Roe, Angel D., Mrs.", "Angel D. Roe"),
        ("Roe, Jane, M.D.", "Jane Roe"),
        ("Roe, M.D.", "M.D. Roe"),
        ("Jane Roe, MD", "Jane Roe"),
        ("Jane Roe PhD", "Jane Roe"),
        ("Prof. Dr.-Ing. habil. Jörg Roe", "Jörg Roe"),
        ("Univ.-Prof. Dr. Jane Roe", "Jane Roe"),
        ("doc. RNDr. Jan Roe, CSc.", "Jan Roe"),
        ("Roe, Dr Jane", "Jane Roe"),
        ("Edwin Roe Prof.", "Edwin Roe"),
        # years of life, fuller forms, departments, roles
        ("Roe, D. Diane (Debra Diane), 1963-", "D. Diane Roe"),
        ("Roe, Jane, 1970-2010, author.", "Jane Roe"),
        ("Roe, Kelvin (Physical Education and Recreation)", "Kelvin Roe"),
        ("Roe, Jane (Physics", "Jane Roe"),
        ("Dr. Jane Roe, Department of Chemical and Materials Engineering", "Jane Roe"),
        ("Jane Roe, Oceans and Coastal Studies", "Jane Roe"),
        ("Roe, Jane, Department of Physics", "Jane Roe"),
        ("Roe, Jane (Supervisor)", "Jane Roe"),
        ("Roe, Jane, CONTRIBUTOR", "Jane Roe"),
        ("Advisor: Jane Roe", "Jane Roe"),
        ("by Jane Roe", "Jane Roe"),
        ("Roe, Jane jane.roe@example.org", "Jane Roe"),
        # what DSpace and others join to a name
        ("Roe, Jane::virtual::1234", "Jane Roe"),
        ("Roe, Jane::0000-0002-1825-0097::600", "Jane Roe"),
        ("Roe, Jane (0000-0002-1825-0097)", "Jane Roe"),
        # the order stays where no comma turns it
        ("Jane Roe", "Jane Roe"),
        ("Nguyễn Văn A", "Nguyễn Văn A"),
        ("Nagy János", "Nagy János"),
        ("王小明", "王小明"),
        ("王, 小明", "王 小明"),
        ("Wang, Xiaoming 王小明", "Xiaoming Wang"),
        ("Suharto", "Suharto"),
    ],
)
def test_a_name_is_shown_as_given_name_and_family_name(stated: str, name: str) -> None:
    assert person_name(stated).name == name


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ("Example Postgraduate School (U.S.).", "organisation"),
        ("Universidade de Exemplo. Faculdade de Engenharia", "organisation"),
        ("Leeds, University of", "organisation"),
        ("Space Systems Academic Group", "organisation"),
        ("Gymnastik- och idrottshögskolan, GIH", "organisation"),
        ("N/A", "no-name"),
        ("Anonymous", "no-name"),
        ("ORCID ID: 0000-0002-1825-0097", "no-name"),
        ("12345", "no-name"),
        ("", "no-name"),
        ("Roe, John & Mary", "two-persons"),
        ("x" * 5000, "too-long"),
    ],
)
def test_what_names_nobody_gives_no_name_and_says_why(stated: str, why: str) -> None:
    assert person_name(stated).name == ""
    assert person_name(stated).why == why


def test_family_and_given_names_are_told_apart_only_by_a_comma() -> None:
    assert person_name("Roe, Jane")[1:3] == ("Roe", "Jane")
    assert person_name("Jane Roe")[1:3] == ("", "")


def test_an_id_and_a_role_beside_the_name_are_kept() -> None:
    name = person_name("Roe, Jane (Supervisor) https://orcid.org/0000-0002-1825-0097")
    assert (name.name, name.role, name.orcid_hint) == ("Jane Roe", "Supervisor", "0000-0002-1825-0097")


@pytest.mark.parametrize(
    ("stated", "persons"),
    [
        ("Roe, Jane; Doe, John", ("Roe, Jane", "Doe, John")),
        ("Roe, Jane||Doe, John", ("Roe, Jane", "Doe, John")),
        ("A. B. Roe and C. Doe", ("A. B. Roe", "C. Doe")),
        ("Roe, Jane and Doe, John", ("Roe, Jane", "Doe, John")),
        ("Roe, Jane (Physics; Chemistry)", ("Roe, Jane (Physics; Chemistry)",)),
        ("Electrical and Computer Engineering", ("Electrical and Computer Engineering",)),
        ("Ortega y Roe, Ana", ("Ortega y Roe, Ana",)),
        ("Roe, Jane", ("Roe, Jane",)),
    ],
)
def test_two_persons_in_one_value_are_parted(stated: str, persons: tuple[str, ...]) -> None:
    assert tuple(person_name(part).name for part in split_persons(stated)) == tuple(
        person_name(part).name for part in persons
    )


@given(st.text() | st.from_regex(r"[A-Za-zÀ-ž王 ,.()\[\];&:-]{0,60}", fullmatch=True))
def test_no_text_raises_and_no_word_of_a_name_is_invented(stated: str) -> None:
    source = f"{one_line(stated)} {one_line(unescape(one_line(stated))[0])}"
    for part in split_persons(stated):
        for word in person_name(part).name.split():
            assert word in source


def test_a_role_alone_in_brackets_is_nobody_s_name() -> None:
    assert person_name("(Supervisor)").name == ""
    assert person_name("(Jane Roe)").name == "Jane Roe"


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("מופת, פרופ׳ אורי", "אורי מופת"),
        ("ד״ר נועה דוגמה", "נועה דוגמה"),
        ('ד"ר נועה דוגמה', "נועה דוגמה"),
        ("د. سامي نموذج", "سامي نموذج"),
        ("أ.د. ليلى المثال", "ليلى المثال"),
        ("دکتر نرگس نمونه", "نرگس نمونه"),
        ("проф. Иван Рой", "Иван Рой"),
        ("ד. דוגמה", "ד. דוגמה"),  # an initial
    ],
)
def test_an_academic_title_is_dropped_in_any_script(stated: str, name: str) -> None:
    assert person_name(stated).name == name


def test_a_virtual_value_of_dspace_without_a_name_is_nobody() -> None:
    assert person_name("virtual::1::600").name == ""
