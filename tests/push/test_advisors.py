"""The advisor's own record: her student's thesis, only where the policy says that advisors get it."""

from __future__ import annotations

from push.office import JOSIAH, Office, happened

from orcid_sync.policy import Policies, Policy


def test_an_advisor_gets_the_thesis_as_her_students_work(office: Office) -> None:
    office.permits()
    identifier = office.arrives(advisor="Ferro, Alice")
    thesis = office.store.theses.find(identifier)
    assert thesis
    advisor = next(one for one in thesis.contributors if one.role == "advisor")
    office.store.claims.make(advisor.id, JOSIAH, proof="invitation")

    only_authors = Policies(Policy(hold="none"))
    assert happened(office.push(policies=only_authors)) == ["held"]

    both = Policies(Policy(hold="none", roles=("author", "advisor")))
    assert happened(office.push(policies=both)) == ["added"]
    (work,) = office.at_orcid()
    assert work.content.findtext("{*}type") == "supervised-student-publication"
