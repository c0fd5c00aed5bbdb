"""Thesis XML: what a stylesheet writes and Python reads. It says where things are and decides nothing.

    <theses>
      <thesis>
        <title from="dc:title[1]" lang="en" kind="">…</title>
        …
      </thesis>
    </theses>

Elements and their `kind` (docs/thesis-xml.md is the page for people who write stylesheets):

| element      | kind                                                                                      |
|--------------|-------------------------------------------------------------------------------------------|
| title        | "" main title · `subtitle` · `alternative` · `translated` · `parallel`                     |
| person       | the source's own role word (`author`, `advisor`, `thesis.role …`); "" when it states none  |
|              | and the element is a contributor; a creator is always `creator`                            |
| date         | `issued` `created` `submitted` `accepted` `defended` `available` `accessioned` `updated`   |
|              | `copyright` `conferred` `embargo`; "" unqualified                                          |
| identifier   | the source's own type, lower case (`doi`, `uri`, `isbn`, `other` …); "" unqualified;        |
|              | `landing` for a stated landing page, `file` for a stated file                              |
| relation     | `series` (its name) · `part-of` (its ISSN, ISBN) · `source` `references` `version-of`       |
|              | `funder` `grant`; "" unqualified                                                           |
| abstract     | `abstract` when the format says it is one; `description` when it may be one; `note`         |
| type         | the vocabulary where stated; "" otherwise                                                  |
| language     | "" (of the thesis)                                                                          |
| degree       | `name` `level` `discipline` `grantor` `department` `statement` (MARC 502)                   |
| publisher    | "" ; `country` for its country                                                              |
| subject, rights, citation | ""                                                                             |

`from` is the place in the source (`dc:date`, `dc.contributor.advisor`); the reader numbers it (`dc:date[3]`), so a
stylesheet writes the elements of one place in source order. `lang` is the language as written, `link` an attached URI
or authority. Any other element may be written and is kept for later rules.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from lxml import etree

from crosswalks.thesis import Statement

Hub = defaultdict[str, list[Statement]]


def read_thesis(element: etree._Element) -> Hub:
    """The statements of one `<thesis>`, by element name, in source order; empty ones are left out."""
    hub: defaultdict[Any, list[Statement]] = defaultdict(list)
    seen: dict[str, int] = {}
    for child in element:
        place = kind = lang = link = ""
        # All at once: each attribute asked for by its name costs as much as the whole list.
        for name, value in child.items():
            if name == "from":
                place = value
            elif name == "kind":
                kind = value
            elif name == "lang":
                lang = value
            elif name == "link":
                link = value
        if place[-1:] == ".":  # `dc.type.`: a DSpace field without qualifier
            place = place[:-1]
        seen[place] = number = seen.get(place, 0) + 1
        text = child.text
        if text and (text := text.strip()):
            hub[child.tag].append(_made(Statement, (text, f"{place}[{number}]", kind, lang, link)))
    return hub


_made = tuple.__new__  # half the time of Statement(…), and there are twenty in each record
