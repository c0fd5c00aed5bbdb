"""Names as repositories of many countries write them: titles, degrees, roles, organisations, two scripts."""

from __future__ import annotations

import datetime

import pytest

from crosswalks import Crosswalked, Profile, crosswalk
from crosswalks.decide.names import person_name

DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>On pots</dc:title><dc:type>Thesis</dc:type>{}</oai_dc:dc>'
)


def made_of(*creators: str) -> Crosswalked:
    record = DC.format("".join(f"<dc:creator>{name}</dc:creator>" for name in creators))
    return crosswalk(record.encode(), profile=Profile(), today=datetime.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("Doç. Dr. Ali Kaya", "Ali Kaya"),
        ("Dr. Öğr. Üyesi Ayşe Ak", "Ayşe Ak"),
        ("prof. dr hab. Jan Nowak", "Jan Nowak"),
        ("dr hab. inż. Jan Nowak, prof. UAM", "Jan Nowak"),
        ("PGS.TS. Trần Văn Minh", "Trần Văn Minh"),
        ("TS. Lê Thị Lan", "Lê Thị Lan"),
        ("ผศ.ดร.สมชาย ใจดี", "สมชาย ใจดี"),
        ("к.т.н., доц. Петренко І. В.", "Петренко І. В."),
        ("Петренко І.В., к.т.н.", "Петренко І.В."),
        ("Δρ. Νίκος Παππάς", "Νίκος Παππάς"),
        ("Budi Santoso, S.Kom., M.Kom.", "Budi Santoso"),
        # Initials and short given names are no titles and no degrees.
        ("T.S. Eliot", "T.S. Eliot"),
        ("de la Cruz, M.A.", "M.A. de la Cruz"),
        ("Sanz, Ma. del Carmen", "Ma. del Carmen Sanz"),
        ("Smith, Wm. Henry", "Wm. Henry Smith"),
        ("Kaya, Prof. Dr. Ali", "Ali Kaya"),
    ],
)
def test_titles_and_degrees_of_many_countries_are_dropped_and_names_are_not(stated: str, name: str) -> None:
    assert person_name(stated).name == name


@pytest.mark.parametrize(
    ("stated", "name", "role"),
    [
        ("Nowak, Jan. Promotor", "Jan Nowak", "Promotor"),
        ("Kim, Min-su. Advisor", "Min-su Kim", "Advisor"),
        ("指導教授：陳大文", "陳大文", "指導教授"),
        ("Smith, John P. Jones", "John P. Jones Smith", ""),
    ],
)
def test_a_role_may_stand_after_a_full_stop_or_a_wide_colon(stated: str, name: str, role: str) -> None:
    found = person_name(stated)
    assert (found.name, found.role) == (name, role)


@pytest.mark.parametrize(
    "stated",
    [
        "Πανεπιστήμιο Αθηνών. Τμήμα Φιλολογίας",
        "Национальный исследовательский университет",
        "Прикладний університет, кафедра фізики",
        "國立台灣大學",
        "서울대학교 대학원",
        "มหาวิทยาลัยตัวอย่าง",
        "Trường Đại học Bách khoa",
        "جامعة المثال",
        "Fen Bilimleri Enstitüsü",
        "Fakultas Teknik",
    ],
)
def test_an_organisation_is_known_in_any_script(stated: str) -> None:
    assert person_name(stated).why == "organisation"


@pytest.mark.parametrize("stated", ["null, null", "Unknown", "None, None"])
def test_nobody_is_nobody(stated: str) -> None:
    assert person_name(stated).name == ""


@pytest.mark.parametrize(
    ("creators", "names"),
    [
        (("สมชาย ใจดี", "Somchai Jaidee"), ["สมชาย ใจดี"]),
        (("Wang, Xiao-Ming", "王小明"), ["Xiao-Ming Wang"]),
        (("Παππάς, Νίκος", "Ρήγα, Εύα", "Pappas, Nikos", "Riga, Eva"), ["Νίκος Παππάς", "Εύα Ρήγα"]),
    ],
)
def test_as_many_authors_in_another_script_are_the_same_people(
    creators: tuple[str, ...], names: list[str]
) -> None:
    made = made_of(*creators)
    assert made.thesis is not None
    assert [person.name for person in made.thesis.people] == names
    assert [f.code for f in made.findings].count("author-in-two-scripts") == 1


@pytest.mark.parametrize("creators", [("Müller, Jürgen", "Smith, Joan"), ("王小明", "陳大文", "Smith, Joan")])
def test_authors_of_one_script_or_of_other_numbers_stay(creators: tuple[str, ...]) -> None:
    made = made_of(*creators)
    assert made.thesis is not None
    assert len(made.thesis.people) == len(creators)
