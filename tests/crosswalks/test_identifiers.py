from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import isbn, issn

from crosswalks.decide.identifier_forms import normal_form
from crosswalks.decide.identifiers import decide_identifiers, decide_url
from crosswalks.decide.urls import safe_url
from crosswalks.profile import Profile
from crosswalks.thesis import Identifier, Statement

OAI = "oai:repo.example.org:1234/5"


def identifiers(
    *texts: str, profile: Profile | None = None, oai_identifier: str = OAI
) -> list[tuple[str, str]]:
    statements = [Statement(text, f"dc:identifier[{n}]") for n, text in enumerate(texts, 1)]
    decided = decide_identifiers(statements, (), oai_identifier=oai_identifier, profile=profile or Profile())
    return [(one.kind, one.value) for one in decided.value]


def codes(*texts: str) -> list[str]:
    statements = [Statement(text, "dc:identifier") for text in texts]
    decided = decide_identifiers(statements, (), oai_identifier=OAI, profile=Profile())
    return [finding.code for finding in decided.findings]


def url(*stated: str | Statement) -> str:
    statements = [one if isinstance(one, Statement) else Statement(one, "dc:identifier") for one in stated]
    chosen = decide_identifiers(statements, (), oai_identifier=OAI, profile=Profile()).value
    return decide_url(statements, chosen, profile=Profile()).value


@pytest.mark.parametrize(
    "written",
    [
        "10.1000/AbC-1",
        "doi:10.1000/AbC-1",
        "DOI 10.1000/ABC-1",
        "DOI: 10.1000/abc-1.",
        "info:doi/10.1000/abc-1",
        "https://doi.org/10.1000/abc-1",
        "http://dx.doi.org/10.1000/abc-1",
        "https://www.doi.org/10.1000/abc-1/",
        "doi.org/10.1000/abc-1",
        "https://doi.org/10.1000%2Fabc-1",
        "https://doi.org/https://doi.org/10.1000/abc-1",
        "https://doi.org/doi:10.1000/abc-1",
        "https://doi.org/10.1000/abc-1?utm_source=x",
        "https://hdl.handle.net/10.1000/abc-1",
        "(doi:10.1000/abc-1)",
        "<https://doi.org/10.1000/abc-1>;",
        " https://doi.org/10.1000/abc-1\n",
    ],
)
def test_every_spelling_of_a_doi_is_one_doi(written: str) -> None:
    assert normal_form(written, "").identifier == Identifier(
        "doi", "10.1000/abc-1", "https://doi.org/10.1000/abc-1"
    )


def test_brackets_that_belong_to_a_doi_stay() -> None:
    form = normal_form("doi:10.1016/0014-4886(76)90123-4", "").identifier
    assert form == Identifier(
        "doi", "10.1016/0014-4886(76)90123-4", "https://doi.org/10.1016/0014-4886(76)90123-4"
    )


@pytest.mark.parametrize(
    "written",
    [
        "http://hdl.handle.net/1854/LU-5",
        "https://hdl.handle.net/1854/LU-5/",
        "hdl:1854/LU-5",
        "info:hdl:1854/LU-5",
        "info:hdl/1854/LU-5",
        "hdl.handle.net/1854/LU-5",
        "http://hdl.handle.net/1854%2FLU-5",
        "http://hdl.handle.net/handle/1854/LU-5",
        "http://hdl.handle.net/1854/LU-5)",
        "http://hdl.handle.net/1854/LU-5?locale=en",
        "http://hdl.handle.net/1854/LU-5http://hdl.handle.net/1854/LU-5",
    ],
)
def test_every_spelling_of_a_handle_is_one_bare_handle_in_its_own_case(written: str) -> None:
    assert normal_form(written, "").identifier == Identifier(
        "handle", "1854/LU-5", "https://hdl.handle.net/1854/LU-5"
    )


@pytest.mark.parametrize(
    ("written", "kind", "identifier"),
    [
        (
            "urn:nbn:de:gbv:830-1",
            "",
            ("urn", "urn:nbn:de:gbv:830-1", "https://nbn-resolving.org/urn:nbn:de:gbv:830-1"),
        ),
        ("URN:NBN:fi:tty-1", "", ("urn", "urn:nbn:fi:tty-1", "https://urn.fi/urn:nbn:fi:tty-1")),
        (
            "http://urn.kb.se/resolve?urn=urn:nbn:se:x:diva-1",
            "uri",
            ("urn", "urn:nbn:se:x:diva-1", "https://urn.kb.se/resolve?urn=urn:nbn:se:x:diva-1"),
        ),
        ("ark:/12345/x9", "", ("ark", "ark:/12345/x9", "https://n2t.net/ark:/12345/x9")),
        ("ark:12345/x9", "", ("ark", "ark:/12345/x9", "https://n2t.net/ark:/12345/x9")),
        (
            "https://repo.example.org/ark:/12345/x9",
            "",
            ("ark", "ark:/12345/x9", "https://repo.example.org/ark:/12345/x9"),
        ),
        ("91-7656-547-5", "isbn", ("isbn", "9176565475", "")),
        ("ISBN 978-91-7439-623-2 (print)", "", ("isbn", "9789174396232", "")),
        ("urn:isbn:9789059898011", "", ("isbn", "9789059898011", "")),
        ("0-8044-2957-x", "isbn", ("isbn", "080442957X", "")),
        ("uk.bl.ethos.367930", "", ("ethos", "uk.bl.ethos.367930", "")),
        ("tel-01234567v2", "", ("hal", "tel-01234567", "https://theses.hal.science/tel-01234567")),
        (
            "https://tel.archives-ouvertes.fr/tel-01234567",
            "",
            ("hal", "tel-01234567", "https://theses.hal.science/tel-01234567"),
        ),
        ("NNT : 2018SACLS123", "", ("other-id", "NNT:2018SACLS123", "https://theses.fr/2018SACLS123")),
        (
            "http://www.theses.fr/2018SACLS123",
            "",
            ("other-id", "NNT:2018SACLS123", "https://theses.fr/2018SACLS123"),
        ),
        ("https://d-nb.info/1079912991", "", ("dnb", "1079912991", "https://d-nb.info/1079912991")),
        ("(OCoLC)00012345", "", ("oclc", "12345", "https://www.worldcat.org/oclc/12345")),
        ("12345678", "oclc", ("oclc", "12345678", "https://www.worldcat.org/oclc/12345678")),
        ("2001000002", "lccn", ("lccn", "2001000002", "https://lccn.loc.gov/2001000002")),
        ("1234/5", "handle", ("handle", "1234/5", "https://hdl.handle.net/1234/5")),
    ],
)
def test_other_schemes_have_one_form_and_one_address(
    written: str, kind: str, identifier: tuple[str, str, str]
) -> None:
    assert normal_form(written, kind).identifier == Identifier(*identifier)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("https://repo.example.org/bitstream/1234/5/1/thesis.pdf", ""),
        ("http://commons.example.org/cgi/viewcontent.cgi?article=1", ""),
        ("http://su.diva.example.org/smash/get/diva2:1/FULLTEXT01.pdf", ""),
        ("https://repo.example.org/publication/5/file/6", ""),
        ("http://hdl.handle.net/11041/x/File2.pdf", ""),
        ("http://orcid.org/0000-0002-1825-0097", ""),
        ("0000-0002-1825-0097", "orcid"),
        ("jane.roe@example.org", ""),
        ("Roe, J. (2012). A thesis. doi:10.1000/1", "citation"),
        ("Roe, J. (2012). A thesis. doi:10.1000/1", ""),
        ("N/A", ""),
        ("T 7995", ""),
        ("TC-AEU-33784", ""),
        ("vt_gsexam:3939", ""),
        ("thesis.pdf", ""),
        ("/assets/hull:756", ""),
        ("1234-5678", "issn"),
        ("978-3-16-148410-1", "isbn"),
        ("1234/5", ""),
        ("https://repo.example.org/", ""),
        ("https://creativecommons.org/licenses/by/4.0/", ""),
        ("http://localhost:8080/handle/1/2", ""),
        ("javascript:alert(1)", ""),
        ("http://www.theses.fr/2018SACLS123/document", ""),
    ],
)
def test_what_is_no_identifier_of_the_work_is_never_one(written: str, kind: str) -> None:
    assert normal_form(written, kind).identifier is None


def test_a_page_is_an_identifier_only_where_nothing_persistent_is() -> None:
    page = "https://repo.example.org/thesis/5"
    assert identifiers(page) == [("uri", page)]
    assert identifiers(page, "hdl:1234/5") == [("handle", "1234/5")]
    assert identifiers(page, "uk.bl.ethos.1") == [("ethos", "uk.bl.ethos.1"), ("uri", page)]


def test_a_handle_in_a_page_address_counts_only_where_the_profile_knows_the_prefix() -> None:
    page = "https://repo.example.org/handle/1234/5"
    assert identifiers(page) == [("uri", page)]
    assert identifiers(page, profile=Profile(handle_prefixes=("1234",))) == [("handle", "1234/5")]


@pytest.mark.parametrize("prefix", ["123456789", "20.1000", "20.1000.1"])
def test_a_test_handle_is_no_handle(prefix: str) -> None:
    page = f"https://repo.example.org/handle/{prefix}/5"
    assert identifiers(f"http://hdl.handle.net/{prefix}/5", page) == [("uri", page)]
    assert codes(f"http://hdl.handle.net/{prefix}/5") == ["identifier-test-handle"]
    assert url(f"http://hdl.handle.net/{prefix}/5") == ""


def test_two_different_handles_in_one_value_are_none() -> None:
    doubled = "http://hdl.handle.net/1234/5http://hdl.handle.net/1234/6"
    assert identifiers(doubled) == [("source-work-id", OAI)]
    assert codes(doubled) == ["identifier-doubled-handle", "identifier-only-oai"]


def test_of_several_dois_only_the_profile_can_tell_which_is_the_thesis_own() -> None:
    assert identifiers("10.1000/a", "10.2000/b", "hdl:1234/5") == [("handle", "1234/5")]
    assert codes("10.1000/a", "10.2000/b") == ["identifier-two-dois", "identifier-only-oai"]
    assert identifiers("10.1000/a", "10.2000/b", profile=Profile(doi_prefixes=("10.2000",))) == [
        ("doi", "10.2000/b")
    ]


def test_one_doi_in_two_spellings_is_one() -> None:
    assert identifiers("10.1000/A", "https://doi.org/10.1000/a") == [("doi", "10.1000/a")]


def test_of_several_handles_the_one_in_the_oai_identifier_is_taken() -> None:
    assert identifiers("hdl:99/1", "hdl:1234/5") == [("handle", "1234/5")]
    assert "identifier-two-handles" not in codes("hdl:99/1", "hdl:1234/5")


def test_the_order_is_always_the_same() -> None:
    stated = ["tel-01234567", "ISBN 9789174396232", "urn:nbn:de:gbv:830-1", "hdl:1234/5", "10.1000/a"]
    kinds = [kind for kind, _ in identifiers(*stated)]
    assert kinds == ["doi", "handle", "urn", "isbn", "hal"]


def test_the_oai_identifier_is_the_last_resort() -> None:
    assert identifiers("N/A") == [("source-work-id", OAI)]
    assert identifiers("N/A", oai_identifier="") == []


@pytest.mark.parametrize(
    ("kind", "text", "link", "identifier"),
    [
        ("series", "Example Studies, 0345-7524 ; 1897", "", ("issn", "0345-7524", "part-of")),
        ("series", "978-91-7439-623-2", "", ("isbn", "9789174396232", "part-of")),
        ("version-of", "doi:10.1000/b", "", ("doi", "10.1000/b", "version-of")),
        (
            "grant",
            "ABC-12345",
            "https://grants.example.org/12345",
            ("grant_number", "ABC-12345", "funded-by"),
        ),
    ],
)
def test_relations_give_what_the_source_says_they_are(
    kind: str, text: str, link: str, identifier: tuple[str, str, str]
) -> None:
    relation = Statement(text, "relation", kind, "", link)
    decided = decide_identifiers([Statement("hdl:1/2")], [relation], oai_identifier=OAI, profile=Profile())
    assert [(i.kind, i.value, i.relationship) for i in decided.value[1:]] == [identifier]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("", "doi:10.1000/b"),
        ("source", "doi:10.1000/b"),
        ("references", "10.1000/b"),
        ("series", "5555-6664"),
        ("series", "14101"),
        ("grant", "ABC-12345"),
        ("grant", "the National Fund"),
    ],
)
def test_other_relations_give_no_identifier(kind: str, text: str) -> None:
    decided = decide_identifiers(
        [Statement("hdl:1/2")], [Statement(text, "", kind)], oai_identifier=OAI, profile=Profile()
    )
    assert len(decided.value) == 1


@pytest.mark.parametrize(
    ("stated", "address"),
    [
        (["hdl:1234/5"], "https://hdl.handle.net/1234/5"),
        (["http://hdl.handle.net/1234/5", "10.1000/a"], "https://doi.org/10.1000/a"),
        (["https://repo.example.org/publication/5", "hdl:1234/5"], "https://repo.example.org/publication/5"),
        (
            ["https://repo.example.org/handle/1234/5", "info:hdl:1234/5"],
            "https://repo.example.org/handle/1234/5",
        ),
        (["https://repo.example.org/files/00005", "hdl:1234/5"], "https://repo.example.org/files/00005"),
        (
            ["http://urn.kb.se/resolve?urn=urn:nbn:se:x:diva-1"],
            "https://urn.kb.se/resolve?urn=urn:nbn:se:x:diva-1",
        ),
        (["https://repo.example.org/1/thesis.pdf", "hdl:1234/5"], "https://hdl.handle.net/1234/5"),
        (
            [Statement("https://a.example.org/1"), Statement("https://b.example.org/1", "", "landing")],
            "https://b.example.org/1",
        ),
        (["uk.bl.ethos.1"], ""),
        (["https://repo.example.org/a b", "N/A"], ""),
    ],
)
def test_the_address_is_the_page_or_where_the_identifier_resolves(
    stated: list[str | Statement], address: str
) -> None:
    assert url(*stated) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://repo.example.org/x?a=1&b=2#c", "https://repo.example.org/x?a=1&b=2#c"),
        ("https://repo.example.org/thèse/5", "https://repo.example.org/th%C3%A8se/5"),
        ("https://repo.example.org/th%C3%A8se/5", "https://repo.example.org/th%C3%A8se/5"),
        ("https://bücher.example.org/5", "https://xn--bcher-kva.example.org/5"),
        ("ftp://repo.example.org/x", ""),
        ("javascript:alert(1)", ""),
        ("https://repo.example.org/100%", ""),
        ("https://repo.example.org/a b", ""),
        ('https://repo.example.org/"x"', ""),
        ("https://localhost/x", ""),
        ("http://192.168.1.5/x", ""),
        ("http://repository/x", ""),
        ("/relative/5", ""),
        ("http://repo.example.org/a#b#c", ""),
    ],
)
def test_an_address_is_safe_or_left_out(text: str, address: str) -> None:
    assert safe_url(text) == address


_LIKE_IDENTIFIERS = st.text() | st.from_regex(
    r"(https?://|doi:|hdl:|urn:nbn:de:|ark:/|isbn |)(hdl\.handle\.net/|doi\.org/|a\.example\.org/)?"
    r"[0-9a-zA-Z./%:?=()-]{0,40}",
    fullmatch=True,
)


@given(_LIKE_IDENTIFIERS, st.sampled_from(["", "uri", "doi", "isbn", "handle", "oclc", "other"]))
def test_no_text_raises_and_a_normal_form_is_its_own_normal_form(text: str, kind: str) -> None:
    one = normal_form(text, kind).identifier
    if one is None:
        return
    again = normal_form(one.value, one.kind).identifier
    assert again is not None
    assert again[:2] == one[:2]
    assert re.fullmatch(r"https?://\S+", one.url) or one.url == ""
    assert one.kind != "isbn" or isbn.is_valid(one.value)


@given(st.lists(_LIKE_IDENTIFIERS, max_size=3), st.lists(_LIKE_IDENTIFIERS, max_size=2))
def test_whatever_is_stated_there_is_one_self_and_nothing_twice(stated: list[str], series: list[str]) -> None:
    statements = [Statement(text) for text in stated]
    relations = [Statement(text, "", "series") for text in series]
    chosen = decide_identifiers(statements, relations, oai_identifier=OAI, profile=Profile()).value
    assert any(one.relationship == "self" for one in chosen)
    assert len({one[:2] for one in chosen}) == len(chosen)
    assert all(issn.is_valid(one.value) for one in chosen if one.kind == "issn")
    assert not decide_url(statements, chosen, profile=Profile()).value.startswith("javascript")
