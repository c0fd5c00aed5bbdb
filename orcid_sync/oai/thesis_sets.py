"""Which sets of a repository hold theses, going by their setSpecs and names in many languages."""

from __future__ import annotations

import re

from crosswalks.decide.text import fold

# Whole words, because "synthesis" and "thesaurus" are no theses.
_WORDS = """
    thesis|theses|etd|etds|ph d|phd|phds|phdthesis|phdtheses|masterthesis|bachelorthesis|electronic thesis
    these|memoire|memoires|tesis|tesi|tese|teses|tesina|tesinas|teza|teze|tez|tezler|tezleri|tdx|tcc|tfg|tfm
    trabajo fin de grado|trabajos fin de grado|trabajo fin de master|trabajos fin de master
    scriptie|scripties|speciale|specialer|pro gradu|praca doktorska|prace doktorskie|prace magisterskie
    diplomova prace|diplomove prace|bakalarska prace|bakalarske prace|kvalifikacni prace|zaverecne prace
    doktorski rad|doktorski radovi|zavrsni rad|zavrsni radovi|magistrsko delo|magistrska dela|promocijas darbi
    luan an|luận án|luận văn|skripsi|автореферат|авторефераты|автореферати
    διατριβή|διατριβές|διπλωματικές εργασίες|διπλωματική εργασία
"""
# Beginnings of words in languages that inflect or compound.
_BEGINNINGS = """
    dissert|disert|hochschulschrift|abschlussarbeit|doktorarbeit|masterarbeit|magisterarbeit|bachelorarbeit
    diplomarbeit|habilitation|proefschrift|avhandling|afhandling|masteroppgave|doktorgrad|vaitos|opinnayte
    vaitekir|doktorito|magistrito|ritgerd|rozpraw|disszert|ertekezes|szakdolgozat|diplomamunka|tesiak
    диссертац|дисертац|докторат|докторск
"""
# Scripts that write words together, or put articles on them.
_PARTS = """
    学位论文|學位論文|学位論文|博士論文|博士论文|硕士论文|碩士論文|修士論文|학위논문|박사|석사|أطروح|اطروح|رسائل
    پایان نامه|پایان‌نامه|תזה|דוקטור|शोध प्रबंध|วิทยานิพนธ์
"""


def _any_of(table: str) -> str:
    return "|".join(
        re.escape(fold(words)) for line in table.split("\n") for words in line.split("|") if words.strip()
    )


_THESES = re.compile(rf"\b(?:(?:{_any_of(_WORDS)})\b|(?:{_any_of(_BEGINNINGS)}))|{_any_of(_PARTS)}")


def look_like_theses(spec: str, name: str) -> bool:
    """Whether a set seems to hold theses. A hint for a person: each record is still judged by itself."""
    # setSpecs join their words: doc-type:doctoralThesis, theses_phd
    words = re.sub(r"(?<=[A-Za-z])(?=[A-Z][a-z])|_", " ", f"{spec} | {name}")
    return bool(_THESES.search(fold(words)))
