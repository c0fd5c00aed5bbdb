"""A work in which people stand under the names that they wish for: a former name need not be made public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crosswalks.crosswalk import Authenticated, Crosswalked
from crosswalks.judge import judge
from crosswalks.profile import Profile
from crosswalks.thesis import Person, Thesis
from crosswalks.work import RecordOf, to_xml, work_of


def with_shown_names(
    crosswalked: Crosswalked,
    shown: Mapping[str, str],
    *,
    profile: Profile,
    authenticated: Authenticated,
    record_of: RecordOf = "author",
) -> Crosswalked:
    """The same with other names: `shown` maps a name as stated to the one wished for, "" for none.

    The record's own citation is left out, since it names people as they were. Nothing changes without a wish.
    """
    if crosswalked.thesis is None or crosswalked.work_xml is None:
        return crosswalked
    thesis = _renamed(crosswalked.thesis, shown)
    if thesis == crosswalked.thesis:
        return crosswalked
    decided = work_of(thesis, profile=profile, authenticated=authenticated, record_of=record_of)
    xml = to_xml(decided.value)
    findings = (*decided.findings, *judge(decided.value, xml))
    if any(finding.severity == "error" for finding in findings):
        return replace(crosswalked, outcome="refused", work=None, work_xml=None, findings=findings)
    return replace(crosswalked, thesis=thesis, work=decided.value, work_xml=xml, findings=findings)


def _renamed(thesis: Thesis, shown: Mapping[str, str]) -> Thesis:
    if not any(person.stated in shown for person in thesis.people):
        return thesis
    renamed = tuple(_as_wished(one, shown) for one in thesis.people if shown.get(one.stated) != "")
    return replace(thesis, people=renamed, citation="")


def _as_wished(person: Person, shown: Mapping[str, str]) -> Person:
    """`stated` stays, for it is how the application finds her authenticated iD."""
    name = shown.get(person.stated)
    return person if name is None else person._replace(name=name, family="", given="")
