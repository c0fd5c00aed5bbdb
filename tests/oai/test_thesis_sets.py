"""Sets of theses are recognised in many languages, and their neighbours are not."""

from __future__ import annotations

import pytest

from orcid_sync.oai.thesis_sets import look_like_theses

THESES = [
    "Doctoral Theses",
    "PhD Theses",
    "PhD",
    "Type = Thesis",
    "ETD collection",
    "Dissertations",
    "Thèses",
    "Mémoires",
    "Hochschulschriften",
    "Dissertationen",
    "Habilitationsschriften",
    "Tesis doctorales",
    "Teses e Dissertações",
    "Tesi di dottorato",
    "Väitöskirjat",
    "Avhandlingar",
    "Proefschriften",
    "Диссертации",
    "Дисертації",
    "学位論文",
    "博士论文",
    "학위논문",
    "Διδακτορικές Διατριβές",
    "Tezler",
    "Rozprawy doktorskie",
    "Disertační práce",
    "Doktorske disertacije",
    "Luận án Tiến sĩ",
    "أطروحات",
    "پایان\u200cنامه ها",
    "Disertasi",
    "Väitekirjad",
    "Disszertációk",
    "עבודות תזה",
    "วิทยานิพนธ์",
]
OTHERS = [
    "Synthesis Lectures",
    "Thesaurus",
    "Photosynthesis",
    "Hypothesis testing",
    "Articles",
    "Memory Studies",
    "Diplomacy",
    "Posters",
    "Status = Published",
    "Protests",
    "Dessert",
    "Artikel",
    "Books and Chapters",
]
SPECS = [
    "doc-type:doctoralThesis",
    "doc-type:PhDThesis",
    "publication:theses",
    "phdthesis",
    "etd",
    "openaire_doctoralThesis",
    "theses_phd",
    "doc-type:masterThesis",
]


@pytest.mark.parametrize("name", THESES)
def test_a_set_of_theses_is_known_by_its_name(name: str) -> None:
    assert look_like_theses("col_1_2", name)


@pytest.mark.parametrize("spec", SPECS)
def test_a_set_of_theses_is_known_by_its_spec(spec: str) -> None:
    assert look_like_theses(spec, "")


@pytest.mark.parametrize("name", OTHERS)
def test_other_sets_are_left_alone(name: str) -> None:
    assert not look_like_theses("com_1_2", name)
