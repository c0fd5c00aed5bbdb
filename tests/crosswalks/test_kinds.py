from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalks.decide.kinds import Verdict, decide_kind
from crosswalks.decide.type_words import read_level, read_set, read_statement, read_type
from crosswalks.profile import Profile
from crosswalks.thesis import Decided, Statement


def decide(
    *types: str,
    degrees: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
    titles: tuple[str, ...] = (),
    sets: tuple[str, ...] = (),
    thesis_format: bool = False,
    profile: Profile | None = None,
) -> Decided[Verdict]:
    return decide_kind(
        types=[Statement(text, "dc:type") for text in types],
        degrees=[Statement(text, "degree", kind) for kind, text in degrees],
        notes=[Statement(text, "dc:description", "description") for text in notes],
        titles=[Statement(text, "dc:title") for text in titles],
        set_specs=sets,
        thesis_format=thesis_format,
        profile=profile or Profile(),
    )


@pytest.mark.parametrize(
    ("value", "level"),
    [
        # vocabularies
        ("http://purl.org/coar/resource_type/c_46ec", ""),
        ("https://purl.org/coar/resource_type/c_db06", "doctoral"),
        ("http://purl.org/coar/resource_type/c_bdcc", "master"),
        ("http://purl.org/coar/resource_type/c_7a1f/", "bachelor"),
        ("info:eu-repo/semantics/doctoralThesis", "doctoral"),
        ("info:eu-repo/semantics/masterThesis", "master"),
        ("info:eu-repo/semantics/bachelorThesis", "bachelor"),
        ("info:eu-repo/semantics/studentThesis", ""),
        ("driver:doctoralThesis", "doctoral"),
        ("http://purl.org/eprint/type/Thesis", ""),
        ("https://schema.org/Thesis", ""),
        ("publication-thesis", ""),
        ("monographDoctoralThesis", "doctoral"),
        ("comprehensiveLicentiateThesis", "licentiate"),
        ("publication/doctoral-thesis", "doctoral"),
        ("dok", "doctoral"),
        ("thesis.habilitation", "habilitation"),
        # words: a bare one says no level
        ("Thesis", ""),
        ("Dissertation", ""),
        ("Thesis/Dissertation", ""),
        ("Thesis or dissertation", ""),
        ("Electronic Thesis or Dissertation", ""),
        ("Thèse ou Mémoire numérique / Electronic Thesis or Dissertation", ""),
        ("Thesis (PhD)", "doctoral"),
        ("Thesis (B.A.)", "bachelor"),
        ("PhD", "doctoral"),
        ("doctoral", "doctoral"),
        ("Doctor of Philosophy (PhD)", "doctoral"),
        ("Master's thesis", "master"),
        ("Honors Thesis", "bachelor"),
        ("Thèse de doctorat", "doctoral"),
        ("Mémoire de maîtrise", "master"),
        ("Doktorarbeit", "doctoral"),
        ("Masterarbeit", "master"),
        ("StudyThesis", ""),
        ("Tesis doctoral", "doctoral"),
        ("Trabajo Fin de Grado", "bachelor"),
        ("tesis", ""),
        ("Dissertação", ""),
        ("Dissertação de mestrado", "master"),
        ("Tese de mestrado", "master"),
        ("Tese de doutoramento", "doctoral"),
        ("Tesi di dottorato", "doctoral"),
        ("Proefschrift", "doctoral"),
        ("Doktorsavhandling, monografi", "doctoral"),
        ("Licentiatavhandling, sammanläggning", "licentiate"),
        ("Examensarbete", ""),
        ("Masteroppgave", "master"),
        ("Väitöskirja", "doctoral"),
        ("Pro gradu -tutkielma", "master"),
        ("bakalářská práce", "bachelor"),
        ("rigorózní práce", "master"),
        ("dizertační práce", "doctoral"),
        ("Rozprawa doktorska", "doctoral"),
        ("PhD értekezés", "doctoral"),
        ("Докторска дисертација", "doctoral"),
        ("Teză de doctorat", "doctoral"),
        ("Daktaro disertacija", "doctoral"),
        ("Doktoritöö", "doctoral"),
        ("Магистерская диссертация", "master"),
        ("Диссертация", ""),
        ("Διδακτορική διατριβή", "doctoral"),
        ("Yüksek lisans", "master"),
        ("Doktora tezi", "doctoral"),
        ("أطروحة دكتوراه", "doctoral"),
        ("پایان‌نامه کارشناسی ارشد", "master"),
        ("עבודת דוקטור", "doctoral"),
        ("博士学位论文", "doctoral"),
        ("碩士論文", "master"),
        ("学位論文(博士論文)", "doctoral"),
        ("석사학위논문", "master"),
        ("Skripsi", "bachelor"),
        ("Luận án", "doctoral"),
        ("วิทยานิพนธ์", ""),
    ],
)
def test_a_type_in_many_languages_is_a_thesis_of_the_level_it_says(value: str, level: str) -> None:
    assert read_type(value) == ("thesis", level)


@pytest.mark.parametrize(
    "value",
    ["text", "Text", "", "TEXTO", "Other", "NonPeerReviewed", "PeerReviewed", "hypothesis", "Synthesis", "parenthesis",
     "photosynthesis", "memoria", "monografía", "FEM", "c_18cf"],
)  # fmt: skip
def test_some_words_say_nothing(value: str) -> None:
    assert read_type(value).says == ""


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("Article", "other"),
        ("info:eu-repo/semantics/article", "other"),
        ("http://purl.org/coar/resource_type/c_6501", "other"),
        ("http://purl.org/eprint/type/JournalArticle", "other"),
        ("bookPart", "other"),
        ("Report", "other"),
        ("Working Paper", "other"),
        ("Dataset", "other"),
        ("Автореферат диссертации", "about"),
        ("posudek oponenta", "about"),
        ("Abstract of thesis", "about"),
        ("Thesis summary", "about"),
        ("Dissertation proposal", "about"),
    ],
)
def test_other_works_and_papers_about_a_thesis_are_none(value: str, says: str) -> None:
    assert read_type(value).says == says


@pytest.mark.parametrize(
    ("set_spec", "level"),
    [
        ("publication:etd", ""),
        ("publication:dissertations", ""),
        ("publication:gradthes", ""),
        ("publication:open_access_etds", ""),
        ("publication:edissertations_sp2", ""),
        ("publication:honorstheses", "bachelor"),
        ("doc-type:doctoralthesis", "doctoral"),
        ("comprehensiveLicentiateThesis", "licentiate"),
        ("masterthesis", "master"),
        ("74797065733D746865736973", ""),
        ("dnb-all:online:dissertations:sg530", ""),
    ],
)
def test_a_set_name_says_thesis(set_spec: str, level: str) -> None:
    assert read_set(set_spec) == ("thesis", level)


@pytest.mark.parametrize(
    "set_spec", ["com_2097_1", "publication:hypothesis", "photosynthesis", "articles", "issue:diss2"]
)
def test_other_set_names_say_nothing(set_spec: str) -> None:
    assert read_set(set_spec).says == ""


@pytest.mark.parametrize(
    ("note", "level"),
    [
        ("Thesis (Ph.D.)--University of Example, 1987.", "doctoral"),
        ("Thesis (M.A.) -- Example State University, 1999", "master"),
        ("A dissertation submitted to the Graduate School in partial fulfillment …", ""),
        ("Tese de mestrado. Vias de Comunicação. 2006. Faculdade de Engenharia.", "master"),
        ("Thèse de doctorat présentée à l'Université d'Exemple", "doctoral"),
        ("Zugl.: Beispielstadt, Univ., Diss., 2003", ""),
        ("Diplomová práce (Mgr.)", "master"),
        ("Doctor of Philosophy", "doctoral"),
    ],
)
def test_a_degree_statement_in_a_note_says_thesis(note: str, level: str) -> None:
    assert read_statement(note) == ("thesis", level)


@pytest.mark.parametrize(
    "note",
    ["This article builds on the author's thesis.", "In this thesis I analyse the republican language.", "277 p.",
     "English", "Approved for public release; distribution is unlimited", ""],
)  # fmt: skip
def test_what_an_abstract_says_about_a_thesis_is_no_degree_statement(note: str) -> None:
    assert read_statement(note).says == ""


@pytest.mark.parametrize(
    ("stated", "level"),
    [
        ("0", "bachelor"),
        ("1", "master"),
        ("2", "doctoral"),
        ("thesis.doctoral", "doctoral"),
        ("Doctoral", "doctoral"),
        ("Master's", "master"),
        ("bakalářské", "bachelor"),
        ("Mgr.", "master"),
        ("Ph.D.", "doctoral"),
        ("engd", "doctoral"),
        ("Master of Science in Nursing", "master"),
        ("Bachelor of Arts / Master of Arts", ""),
        ("other", ""),
        ("7", ""),
    ],
)
def test_a_level_is_taken_only_when_it_is_unmistakable(stated: str, level: str) -> None:
    assert read_level(stated) == level


def test_text_alone_is_no_verdict() -> None:
    decided = decide("text")
    assert not decided.value.is_thesis
    assert [finding.code for finding in decided.findings] == ["type-unknown"]


def test_text_in_a_set_of_theses_is_a_thesis() -> None:
    assert decide("text", sets=("publication:etd",)).value.is_thesis


@pytest.mark.parametrize(
    "negative", [{"sets": ("publication:etd",)}, {"notes": ("Thesis (Ph.D.)--X",)}, {"thesis_format": True}]
)
def test_another_type_wins_over_set_note_and_format(negative: dict[str, tuple[str, ...]]) -> None:
    assert not decide("Article", **negative).value.is_thesis  # type: ignore[arg-type]  # one keyword at a time


def test_a_stated_degree_wins_over_another_type_and_is_said() -> None:
    decided = decide("Book", degrees=(("level", "thesis.doctoral"),), thesis_format=True)
    assert decided.value[:2] == (True, "doctoral")
    assert [finding.code for finding in decided.findings] == ["type-contradictory"]


def test_an_abstract_of_a_thesis_is_none_whatever_else_is_said() -> None:
    assert not decide("Диссертация", "Автореферат", sets=("etd",)).value.is_thesis
    assert not decide("Thesis", titles=("Автореферат диссертации на соискание",)).value.is_thesis


def test_a_format_of_theses_is_evidence_unless_the_type_is_other() -> None:
    assert decide("Text", thesis_format=True).value.is_thesis
    assert not decide("Other", thesis_format=True).value.is_thesis


def test_an_empty_degree_is_no_evidence() -> None:
    assert not decide(degrees=(("name", "-"), ("level", "other"))).value.is_thesis


def test_the_level_field_goes_before_the_type_word() -> None:
    assert decide("Thesis (PhD)", degrees=(("level", "1"),)).value.level == "master"


def test_types_of_two_levels_give_none() -> None:
    assert decide("doctoralThesis", "masterThesis").value[:2] == (True, "")


def test_a_licentiate_thesis_is_none_of_master_though_its_vocabulary_says_so() -> None:
    assert decide("Licentiate thesis", "info:eu-repo/semantics/masterThesis").value.level == "licentiate"


def test_a_profile_names_types_and_sets_of_theses() -> None:
    assert decide("Report", profile=Profile(thesis_types=("report",))).value.is_thesis
    assert decide("text", sets=("col_1_4",), profile=Profile(thesis_sets=("col_1_4",))).value.is_thesis


def test_a_profile_may_want_some_levels_only() -> None:
    profile = Profile(levels=("doctoral",))
    assert decide("PhD thesis", profile=profile).value.is_thesis
    assert [f.code for f in decide("Master's thesis", profile=profile).findings] == ["level-not-wanted"]
    assert [f.code for f in decide("Thesis", profile=profile).findings] == ["level-unknown"]


@given(st.text(), st.text(), st.text(), st.booleans())
def test_no_text_raises(type_: str, note: str, set_spec: str, thesis_format: bool) -> None:
    verdict = decide(
        type_, degrees=(("level", note),), notes=(note,), sets=(set_spec,), thesis_format=thesis_format
    )
    assert verdict.value.why
