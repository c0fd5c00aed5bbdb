"""Works and affiliations for tests, as text; every person, title and handle is invented."""

from __future__ import annotations

COMMON = 'xmlns:common="http://www.orcid.org/ns/common"'
ERROR_SHAPE = ["response-code", "developer-message", "user-message", "error-code", "more-info"]


def external_id(value: str, kind: str = "handle", relationship: str = "self") -> str:
    return (
        "<common:external-id>"
        f"<common:external-id-type>{kind}</common:external-id-type>"
        f"<common:external-id-value>{value}</common:external-id-value>"
        f"<common:external-id-url>https://repository.example/{value}</common:external-id-url>"
        f"<common:external-id-relationship>{relationship}</common:external-id-relationship>"
        "</common:external-id>"
    )


def work(
    title: str = "Cracked pots",
    *ids: str,
    kind: str = "dissertation-thesis",
    date: str = "<common:year>2024</common:year>",
    attributes: str = "",
    more: str = "",
) -> str:
    return (
        f'<work:work xmlns:work="http://www.orcid.org/ns/work" {COMMON} {attributes}>'
        f"<work:title><common:title>{title}</common:title></work:title><work:type>{kind}</work:type>"
        f"<common:publication-date>{date}</common:publication-date>"
        f"<common:external-ids>{''.join(ids) or external_id('20.500.14999/1')}</common:external-ids>{more}"
        "</work:work>"
    )


def bulk(*works: str) -> str:
    return f'<bulk:bulk xmlns:bulk="http://www.orcid.org/ns/bulk">{"".join(works)}</bulk:bulk>'


def affiliation(
    kind: str = "education",
    role: str = "PhD",
    *,
    organization: str = "https://ror.org/05k89ew48",
    attributes: str = "",
    ids: str = "",
) -> str:
    return (
        f'<{kind}:{kind} xmlns:{kind}="http://www.orcid.org/ns/{kind}" {COMMON} {attributes}>'
        f"<common:role-title>{role}</common:role-title>"
        "<common:start-date><common:year>2020</common:year></common:start-date>"
        "<common:organization><common:name>Rehearsal University</common:name>"
        "<common:address><common:city>Nowhere</common:city><common:country>DE</common:country></common:address>"
        "<common:disambiguated-organization><common:disambiguated-organization-identifier>"
        f"{organization}</common:disambiguated-organization-identifier>"
        "<common:disambiguation-source>ROR</common:disambiguation-source></common:disambiguated-organization>"
        f"</common:organization>{ids}</{kind}:{kind}>"
    )
