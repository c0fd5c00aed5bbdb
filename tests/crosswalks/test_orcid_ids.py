from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalks.decide.orcid_ids import checked_orcid, is_sandbox, orcid_uri

SAMPLE = "0000-0002-1825-0097"


@pytest.mark.parametrize(
    "written",
    [
        SAMPLE,
        f"https://orcid.org/{SAMPLE}",
        f"http://orcid.org/{SAMPLE}",
        f"https://www.orcid.org/{SAMPLE}/",
        f"orcid.org/{SAMPLE}",
        f"orcid.org={SAMPLE}",
        f"ORCID ID: {SAMPLE}",
        f"  {SAMPLE} ",
        "0000000218250097",
        "0000-0002-18250097",
        "0000 0002 1825 0097",
        "0000–0002–1825–0097",
        "0000‐0002‑1825−0097",
        f"Roe, Jane ({SAMPLE})",
    ],
)
def test_an_id_is_found_in_every_form_that_repositories_write(written: str) -> None:
    assert checked_orcid(written) == SAMPLE


def test_a_small_x_is_the_check_digit_ten() -> None:
    assert checked_orcid("0000-0002-1694-233x") == "0000-0002-1694-233X"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "xyz789",
        "0000-0002-1825-0098",
        "0000-0000-0000-0000",
        "0000000000000000",
        "00000-0002-1825-0097",
        "0000-0002-1825-00971",
        f"https://sandbox.orcid.org/{SAMPLE}",
        f"https://isni.org/isni/{SAMPLE.replace('-', '')}",
        "0a81af48-388e-49c4-936a-547560e4ad1c",
    ],
)
def test_what_is_no_production_id_gives_nothing(written: str) -> None:
    assert checked_orcid(written) == ""


def test_a_sandbox_uri_is_recognised() -> None:
    assert is_sandbox(f"https://sandbox.orcid.org/{SAMPLE}")
    assert not is_sandbox(f"https://orcid.org/{SAMPLE}")


def test_the_uri_takes_the_prefix_of_its_environment() -> None:
    assert orcid_uri(SAMPLE) == f"https://orcid.org/{SAMPLE}"
    assert orcid_uri(SAMPLE, "https://sandbox.orcid.org/") == f"https://sandbox.orcid.org/{SAMPLE}"


def check_digit_is_right(orcid_id: str) -> bool:
    """ISO 7064 MOD 11-2 in its own words: the weighted sum of all 16 leaves 1 (another way than the code's)."""
    digits = [10 if c == "X" else int(c) for c in orcid_id.replace("-", "")]
    return sum(digit * 2 ** (15 - place) for place, digit in enumerate(digits)) % 11 == 1


@given(st.from_regex(r"[0-9]{4}-?[0-9]{4}-?[0-9]{4}-?[0-9]{3}[0-9Xx]", fullmatch=True))
def test_every_id_given_out_has_a_right_check_digit(written: str) -> None:
    orcid_id = checked_orcid(written)
    assert orcid_id == "" or check_digit_is_right(orcid_id)


@given(st.text())
def test_no_text_raises_and_a_checked_id_stays_itself(text: str) -> None:
    orcid_id = checked_orcid(text)
    assert checked_orcid(orcid_id) == orcid_id
