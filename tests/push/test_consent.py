from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from push.office import AMELIE, CLIENT_ID, JOSIAH, Office

from orcid_sync import consent
from orcid_sync.consent import NotSignedInError, WrongPersonError
from orcid_sync.orcid.oauth import SCOPES, CodeRefusedError, OAuth
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.secret import Secret

REDIRECT_URI = "http://127.0.0.1:8080/orcid/back"


@pytest.fixture
def oauth(office: Office) -> OAuth:
    return OAuth(office.environment, CLIENT_ID, Secret(MEMBERS[CLIENT_ID].secret), wire=office.wire)


def code_of(office: Office, oauth: OAuth, orcid_id: str, scopes: frozenset[str] = SCOPES) -> Secret:
    """The code that ORCID hands out when this person says yes."""
    back = office.rehearsal.sign_in(oauth.authorize_url(REDIRECT_URI, "state", scopes=scopes), orcid_id)
    return Secret(parse_qs(urlsplit(back).query)["code"][0])


def test_a_sign_in_is_kept_as_a_permission_that_lets_us_write(office: Office, oauth: OAuth) -> None:
    given = consent.grant(
        office.store, oauth, code_of(office, oauth, JOSIAH), REDIRECT_URI, clock=office.clock.now
    )

    assert given.lets_us_write
    assert given.lacking == frozenset()
    kept = office.store.permissions.usable(JOSIAH)
    assert kept == given.permission
    assert kept.name == "Josiah Carberry"
    assert kept.expires_at
    assert kept.expires_at > office.clock.now() + timedelta(days=7000)
    assert kept.access_token.reveal() not in repr(given)


def test_a_partial_grant_authenticates_and_does_not_let_us_write(office: Office, oauth: OAuth) -> None:
    code = code_of(office, oauth, JOSIAH, frozenset({"/authenticate"}))

    given = consent.grant(office.store, oauth, code, REDIRECT_URI)

    assert not given.lets_us_write
    assert given.lacking == SCOPES
    assert office.store.permissions.usable(JOSIAH) is None


def test_a_name_that_is_not_public_stays_empty(office: Office, oauth: OAuth) -> None:
    yael = "0009-9999-0055-4337"

    given = consent.grant(office.store, oauth, code_of(office, oauth, yael), REDIRECT_URI)

    assert given.permission.name == ""


def test_another_person_than_the_one_asked_is_not_kept(office: Office, oauth: OAuth) -> None:
    code = code_of(office, oauth, AMELIE)

    with pytest.raises(WrongPersonError, match=f"{AMELIE} signed in"):
        consent.grant(office.store, oauth, code, REDIRECT_URI, expected=JOSIAH)

    assert office.store.permissions.all() == []


def test_a_code_is_good_once(office: Office, oauth: OAuth) -> None:
    code = code_of(office, oauth, JOSIAH)
    consent.grant(office.store, oauth, code, REDIRECT_URI)

    with pytest.raises(CodeRefusedError):
        consent.grant(office.store, oauth, code, REDIRECT_URI)


def test_only_a_person_who_signed_in_can_have_a_claim(office: Office, oauth: OAuth) -> None:
    thesis = office.store.theses.find(office.arrives())
    assert thesis
    author = thesis.contributors[0].id

    with pytest.raises(NotSignedInError, match="hint"):
        consent.claim(office.store, author, JOSIAH, proof="hint-confirmed")
    consent.grant(office.store, oauth, code_of(office, oauth, JOSIAH), REDIRECT_URI)
    claim = consent.claim(office.store, author, JOSIAH, proof="hint-confirmed")

    assert claim.counts
    assert (claim.orcid_id, claim.proof, claim.stated) == (JOSIAH, "hint-confirmed", "Carberry, Josiah")


def test_a_consented_claim_is_pushed(office: Office, oauth: OAuth) -> None:
    thesis = office.store.theses.find(office.arrives())
    assert thesis
    consent.grant(office.store, oauth, code_of(office, oauth, JOSIAH), REDIRECT_URI)
    consent.claim(office.store, thesis.contributors[0].id, JOSIAH, proof="invitation")

    (outcome,) = office.push()

    assert outcome.happened == "added"
