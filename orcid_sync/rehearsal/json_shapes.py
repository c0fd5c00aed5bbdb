"""ORCID's JSON as a table: each key of each object, in its order, and where it stands in the XML.

Measured with the classes of `org.orcid:orcid-model:3.3.9` and the mapper of ORCID's server.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from orcid_sync.rehearsal.shapes import AFFILIATIONS

NS: Final = "http://www.orcid.org/ns/"
Form = Literal[
    "text",  # the text of a child element
    "number",
    "flag",  # true or false
    "constant",  # an enumeration by its Java name
    "moment",  # a time stamp, as {"value": milliseconds}
    "instant",  # a time stamp, as milliseconds
    "attribute",
    "attribute number",
    "attribute flag",
    "content",  # the text of the element itself
    "object",
    "boxed",  # an object that may also be written as its bare value
    "list",
    "wrapped",  # a list of objects with one key each, the name of the element
]


class Field(NamedTuple):
    """One key: the tag of the element (or the name of the attribute) behind it, and its form."""

    key: str
    tag: str
    form: Form
    fields: tuple[Field, ...] = ()


def clark(name: str) -> str:
    """`work:title` as lxml writes it."""
    prefix, _, local = name.partition(":")
    return f"{{{NS}{prefix}}}{local}"


def _one(form: Form, name: str, *fields: Field) -> Field:
    return Field(name.partition(":")[2] or name, clark(name) if ":" in name else name, form, fields)


def _text(name: str) -> Field:
    return _one("text", name)


def _object(name: str, *fields: Field) -> Field:
    return _one("object", name, *fields)


def _list(name: str, *fields: Field) -> Field:
    return _one("list", name, *fields)


_VALUE: Final = Field("value", "", "content")
_PUT_CODE: Final = _one("attribute number", "put-code")
_PATH: Final = _one("attribute", "path")
_VISIBILITY: Final = _one("attribute", "visibility")
_DISPLAY_INDEX: Final = _one("attribute", "display-index")
_CREATED: Final = _one("moment", "common:created-date")
_MODIFIED: Final = _one("moment", "common:last-modified-date")


def _boxed(name: str, *attributes: Field) -> Field:
    return _one("boxed", name, _VALUE, *attributes)


def _reference(name: str) -> Field:
    return _object(name, _text("common:uri"), _text("common:path"), _text("common:host"))


SOURCE: Final = _object(
    "common:source",
    _reference("common:source-orcid"),
    _reference("common:source-client-id"),
    _boxed("common:source-name"),
    _reference("common:assertion-origin-orcid"),
    _reference("common:assertion-origin-client-id"),
    _boxed("common:assertion-origin-name"),
)
_HEAD: Final = (_CREATED, _MODIFIED, SOURCE)


def _date(name: str) -> Field:
    return _object(name, _boxed("common:year"), _boxed("common:month"), _boxed("common:day"))


EXTERNAL_ID: Final = (
    _text("common:external-id-type"),
    _text("common:external-id-value"),
    _boxed("common:external-id-normalized", _one("attribute flag", "transient")),
    _object(
        "common:external-id-normalized-error",
        _text("common:error-code"),
        _text("common:error-message"),
        _one("attribute flag", "transient"),
    ),
    _boxed("common:external-id-url"),
    _text("common:external-id-relationship"),
)
_EXTERNAL_IDS: Final = _object("common:external-ids", _list("common:external-id", *EXTERNAL_ID))
_TITLE: Final = _object(
    "work:title",
    _boxed("common:title"),
    _boxed("common:subtitle"),
    _boxed("common:translated-title", _one("attribute", "language-code")),
)
_CONTRIBUTOR: Final = (
    _reference("common:contributor-orcid"),
    _boxed("work:credit-name"),
    _boxed("work:contributor-email"),
    _object(
        "work:contributor-attributes", _text("work:contributor-sequence"), _text("work:contributor-role")
    ),
)
_WORK: Final = (
    *_HEAD,
    _PUT_CODE,
    _PATH,
    _TITLE,
    _boxed("work:journal-title"),
    _text("work:short-description"),
    _object("work:citation", _text("work:citation-type"), _text("work:citation-value")),
    _text("work:type"),
    _date("common:publication-date"),
    _EXTERNAL_IDS,
    _boxed("common:url"),
    _object("work:contributors", _list("work:contributor", *_CONTRIBUTOR)),
    _text("common:language-code"),
    # Unlike the other boxes, a country is not taken as a bare value.
    _object("common:country", _VALUE),
    _VISIBILITY,
)
_WORK_SUMMARY: Final = (
    _PUT_CODE,
    *_HEAD,
    _TITLE,
    _EXTERNAL_IDS,
    _boxed("common:url"),
    _text("work:type"),
    _date("common:publication-date"),
    _boxed("work:journal-title"),
    _VISIBILITY,
    _PATH,
    _DISPLAY_INDEX,
)
ORGANIZATION: Final = _object(
    "common:organization",
    _text("common:name"),
    _object("common:address", _text("common:city"), _text("common:region"), _text("common:country")),
    _object(
        "common:disambiguated-organization",
        _text("common:disambiguated-organization-identifier"),
        _text("common:disambiguation-source"),
    ),
)
_POSITION: Final = (
    _text("common:department-name"),
    _text("common:role-title"),
    _date("common:start-date"),
    _date("common:end-date"),
    ORGANIZATION,
    _boxed("common:url"),
    _EXTERNAL_IDS,
)
_AFFILIATION: Final = (*_HEAD, _PUT_CODE, _PATH, *_POSITION, _DISPLAY_INDEX, _VISIBILITY)
_AFFILIATION_SUMMARY: Final = (*_HEAD, _PUT_CODE, *_POSITION, _DISPLAY_INDEX, _VISIBILITY, _PATH)
_ERROR: Final = (
    _one("number", "error:response-code"),
    _text("error:developer-message"),
    _text("error:user-message"),
    _one("number", "error:error-code"),
    _text("error:more-info"),
)
_BULK: Final = (
    Field("bulk", "", "wrapped", (_object("work:work", *_WORK), _object("error:error", *_ERROR))),
)
_WORKS: Final = (
    _MODIFIED,
    _list("activities:group", _MODIFIED, _EXTERNAL_IDS, _list("work:work-summary", *_WORK_SUMMARY)),
    _PATH,
)


def _affiliations(kind: str) -> tuple[Field, ...]:
    summary = _object(f"{kind}:{kind}-summary", *_AFFILIATION_SUMMARY)
    group = (_MODIFIED, _EXTERNAL_IDS, Field("summaries", "", "wrapped", (summary,)))
    return (_MODIFIED, _list("activities:affiliation-group", *group), _PATH)


def _empty(name: str) -> Field:
    """A list that the rehearsal never fills."""
    return _object(name, _MODIFIED, _list("activities:group"), _PATH)


_ACTIVITIES: Final = (
    _MODIFIED,
    *(
        _object(f"activities:{kind}s", *_affiliations(kind))
        for kind in ("distinction", "education", "employment")
    ),
    _empty("activities:fundings"),
    *(_object(f"activities:{kind}s", *_affiliations(kind)) for kind in ("invited-position", "membership")),
    _empty("activities:peer-reviews"),
    _object("activities:qualifications", *_affiliations("qualification")),
    _empty("activities:research-resources"),
    _object("activities:services", *_affiliations("service")),
    _object("activities:works", *_WORKS),
    _PATH,
)
_PERSON: Final = (
    _MODIFIED,
    _object(
        "person:name",
        _CREATED,
        _MODIFIED,
        _boxed("personal-details:given-names"),
        _boxed("personal-details:family-name"),
        _boxed("personal-details:credit-name"),
        SOURCE,
        _VISIBILITY,
        _PATH,
    ),
    _object("other-name:other-names", _MODIFIED, _list("other-name:other-name"), _PATH),
    _object("person:biography"),
    _object("researcher-url:researcher-urls", _MODIFIED, _list("researcher-url:researcher-url"), _PATH),
    _object("email:emails", _MODIFIED, _list("email:email"), _PATH),
    _object("address:addresses", _MODIFIED, _list("address:address"), _PATH),
    _object("keyword:keywords", _MODIFIED, _list("keyword:keyword"), _PATH),
    _object(
        "external-identifier:external-identifiers",
        _MODIFIED,
        _list("external-identifier:external-identifier"),
        _PATH,
    ),
    _PATH,
)
_RECORD: Final = (
    _reference("common:orcid-identifier"),
    _object("preferences:preferences", _text("preferences:locale")),
    _object(
        "history:history",
        _one("constant", "history:creation-method"),
        _one("moment", "history:completion-date"),
        _one("moment", "history:submission-date"),
        _MODIFIED,
        _one("flag", "history:claimed"),
        SOURCE,
        _one("moment", "history:deactivation-date"),
        _one("flag", "history:verified-email"),
        _one("flag", "history:verified-primary-email"),
    ),
    _object("person:person", *_PERSON),
    _object("activities:activities-summary", *_ACTIVITIES),
    _PATH,
)
_AUTHORIZATION_URL: Final = _object(
    "notification:authorization-url",
    _text("notification:uri"),
    _text("notification:path"),
    _text("notification:host"),
)
_NOTIFICATION: Final = (
    _PUT_CODE,
    _text("notification:notification-type"),
    _AUTHORIZATION_URL,
    _text("notification:notification-subject"),
    _text("notification:notification-intro"),
    _object(
        "notification:items",
        _list(
            "notification:item",
            _PUT_CODE,
            _text("notification:item-type"),
            _text("notification:item-name"),
            _object("common:external-id", *EXTERNAL_ID),
        ),
    ),
    *(_one("instant", f"common:{name}-date") for name in ("created", "sent", "read")),
    _one("instant", "notification:actioned-date"),
    _one("instant", "common:archived-date"),
    SOURCE,
)


def _places(name: str, item: str) -> Field:
    return _object(
        f"summary:{name}",
        _one("number", "summary:count"),
        _list(
            f"summary:{item}",
            _one("number", "summary:put-code"),
            *(_text(f"summary:{part}") for part in ("type", "organization-name", "role", "url")),
            _date("common:start-date"),
            _date("common:end-date"),
            _one("flag", "summary:validated"),
        ),
    )


def _numbers(name: str, *parts: str) -> Field:
    return _object(f"summary:{name}", *(_one("number", f"summary:{part}") for part in parts))


_COUNTS: Final = ("self-asserted-count", "validated-count")
# Not measured: the classes behind this document are not in the artifact.
_SUMMARY: Final = (
    _CREATED,
    _MODIFIED,
    _text("summary:credit-name"),
    _reference("common:orcid-identifier"),
    _places("employments", "employment"),
    _places("professional-activities", "professional-activity"),
    _numbers("fundings", *_COUNTS),
    _numbers("works", *_COUNTS),
    _numbers("peer-reviews", "peer-review-publication-grants", "self-asserted-count", "total"),
    _places("education-qualifications", "education-qualification"),
    _numbers("research-resources", *_COUNTS),
)
_PERSON_SECTIONS: Final = {field.tag: field.fields for field in _PERSON if field.key.endswith("s")}
DOCUMENTS: Final[dict[str, tuple[Field, ...]]] = {
    clark("work:work"): _WORK,
    clark("work:work-summary"): _WORK_SUMMARY,
    clark("bulk:bulk"): _BULK,
    clark("activities:works"): _WORKS,
    clark("activities:activities-summary"): _ACTIVITIES,
    clark("person:person"): _PERSON,
    clark("record:record"): _RECORD,
    **_PERSON_SECTIONS,
    clark("summary:record-summary"): _SUMMARY,
    clark("error:error"): _ERROR,
    clark("notification:notification"): _NOTIFICATION,
    clark("notification:notifications"): (_list("notification:notification", *_NOTIFICATION),),
    **{clark(f"{kind}:{kind}"): _AFFILIATION for kind in AFFILIATIONS},
    **{clark(f"{kind}:{kind}-summary"): _AFFILIATION_SUMMARY for kind in AFFILIATIONS},
    **{clark(f"activities:{kind}s"): _affiliations(kind) for kind in AFFILIATIONS},
}
