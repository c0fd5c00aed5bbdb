"""Names of persons as people show them: "Given Family", nothing added or guessed (metadata.md D8, D16)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crosswalks.decide.orcid_ids import find_orcid, is_sandbox
from crosswalks.decide.roles import role_of
from crosswalks.decide.text import fold, is_placeholder, one_line, unescape
from crosswalks.tables import load_table


class Name(NamedTuple):
    """One person's name. `name` is "" when the text names nobody, and `why` then says what it is instead.

    `family` and `given` are filled only where a comma parts them. `role` is a role word beside the name,
    `orcid_hint` an iD that stands in the text, with a right check digit and of ORCID's production site.
    """

    name: str
    family: str = ""
    given: str = ""
    orcid_hint: str = ""
    role: str = ""
    why: str = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TABLE = load_table("organisations.toml")
_ORGANISATION = _words(_TABLE["always"])
_ORGANISATION_WITHOUT_COMMA = _words(_TABLE["without_comma"])
_TAIL = _ORGANISATION | _ORGANISATION_WITHOUT_COMMA | _words(_TABLE["tail"])
_ENDINGS = tuple(_TABLE["endings"])
_UNBROKEN = re.compile("|".join(_TABLE["unbroken"]))
_NOBODY = frozenset(_TABLE["exact"])

# Titles and degrees without their dots. The ambiguous ones are names too ("Ma", "Ing"): they need a dot.
_TITLES = _words(
    "dr dra prof profa professor professeur doz privdoz univprof univ-prof priv-doz dring dr-ing profdr "
    "profdring profdr-ing mr mrs "
    "mgr phdr rndr mudr judr paeddr thdr mvdr pharmdr drs monsieur madame herr frau ดร นาย นางสาว üyesi "
    "פרופ פרופ' פרופ׳ פרופסור ד״ר ד\"ר דר׳ الدكتور الدكتورة دكتور دكتورة دکتر"
)
_DOTTED_TITLES = _TITLES | _words(
    "ing doc ms mag ir bc bca lic rev eng dipl em pd sr sra dipl-ing dipl-inf "
    "dipl-phys dipl-chem dipl-biol msgr د أد проф доц асист акад канд д-р δρ καθ "
    "doç yrd öğr arş gör inż hab pgs pgsts gsts ts ths tskh ผศ รศ ศ ผศดร รศดร ศดร"
)
_AFTER_TITLE = _DOTTED_TITLES | _words(
    "med rer nat phil hc h c habil iur jur oec pol sc techn theol agr vet dent et üyesi техн наук"
)
_DEGREES = _words(
    "phd dphil mphil msc bsc csc drsc dsc edd mba mph llm llb mfa mres meng beng msw pharmd psyd scd engd "
    "dnp esq rn frs frcs facs candmed dipling mscr"
)
_AMBIGUOUS_DEGREES = _words("ma ba md ms bs do jd am ab sj op osb mm mat dba dma")
_SUFFIXES = _words("jr sr ii iii iv 2nd 3rd")
_PREPOSITIONS = _words("of de do da di des du der van for")

_COMMAS = re.compile("[,，،、]")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|【[^【】]*】")
_OPEN_BRACKET = re.compile(r"[(\[（【].*$")
_YEARS = re.compile(
    r"(?:b\.|d\.|ca\.?|born|died|active|fl\.|geb\.|\*|†)?\s*(?:1[0-9]|20)[0-9]{2}\??"
    r"(?:\s*[-–—]\s*(?:(?:1[0-9]|20)[0-9]{2}\??)?)?\.?",
    re.IGNORECASE,
)
# "S.Kom.", "M.Si.", "Ph.D.": an abbreviation of a degree has a part of more than one letter, initials have none.
_CREDENTIAL = re.compile(r"(?=.*[^\W\d_]{2})(?:[^\W\d_]{1,5}\.){2,}")
# What may be such a degree, one in lower case ("к.т.н."), or a role after a full stop ("Nowak, Jan. Promotor")
_ABBREVIATED = re.compile(r"[^\W\d_]{2}\.[^\W\d_]|[^\W\d_]\.[^\W\d_]{2}|[а-яіїє]\.[а-яіїє]|,.*[^\W\d_]{2}\. ")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}")  # "T.S." is nobody's title
_THAI_TITLES = re.compile(r"^(?:(?:ผศ|รศ|ศ|ดร|อ)\. ?)+")
_TRAILING_YEARS = re.compile(r"[\s,]+(?:1[0-9]|20)[0-9]{2}\s*[-–—]\s*(?:(?:1[0-9]|20)[0-9]{2})?\.?$")
_ORCID_LABEL = re.compile(
    r"(?:https?://)?(?:www\.)?(?:sandbox\.)?orcid\.org[/=]?|\borcid(?:[ -]?id)?\b\s*[:=]?", re.I
)
_EMAIL = re.compile(r"<?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?")
_URL = re.compile(r"<?\bhttps?://\S+", re.I)
_AND = re.compile(r"\s+(?:and|&|und|et|och|og)\s+", re.IGNORECASE)
_ET_AL = re.compile(r"[\s,]+et\s+al\.?$", re.IGNORECASE)
_ROLE_AFTER_STOP = re.compile(r"(.*,.*[^\W\d_]{2})\. ([^\W\d_][^,.;]{3,30})\.?")
_MARKS = '*†‡§¶#¹²³⁴⁵⁶⁷⁸⁹⁰ \t,;:/|·•_"“”„<>'
_DIGIT = re.compile(r"\d")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
# A plain "Family, Given" or "Given Family": letters, blanks and what stands inside names, at most one comma.
_INSIDE = r"[^\d_,;:()\[\]&@/\\|*\"<>=（【،，、]*"
_PLAIN = re.compile(rf"([^\W\d_]{_INSIDE})(?:, ([^\W\d_]{_INSIDE}))?")
_SPECIAL = (
    _AFTER_TITLE
    | _DEGREES
    | _AMBIGUOUS_DEGREES
    | _SUFFIXES
    | _TAIL
    | _words(fold(" ".join(_DOTTED_TITLES)))
    | _words("and und et och og by ph orcid author null unknown none")
    | _words(" ".join(_NOBODY))
)
_MOST_WORDS = 10
_MOST_GIVEN_NAMES = 6
_MOST_CHARACTERS = 2000  # with the department and all; more is no name


class Named(NamedTuple):
    """One person in a value: her part of the text, her name, and the name folded, by which two are the same."""

    text: str
    name: Name
    key: str


@lru_cache(maxsize=4096)  # advisors and committees stand in many records of one source
def persons_in(stated: str) -> tuple[Named, ...]:
    """The persons in one value, in its order; one who has no name is there too."""
    return tuple([_named(text) for text in split_persons(stated)])


def _named(text: str) -> Named:
    name = person_name(text)
    return Named(text, name, fold(name.name) or name.name)


def person_name(stated: str) -> Name:
    """The name in `stated`, ready to show.

    Every word of it stands in `stated`. Titles, degrees, years of life, departments and roles are dropped,
    the order is turned only at a comma before given names, and capitals stay as they are written.
    """
    if len(stated) > _MOST_CHARACTERS:
        return Name("", why="too-long")
    text = one_line(stated)
    plain = _PLAIN.fullmatch(text)
    if plain is None or _needs_care(text):
        return _careful_name(text)
    # Nothing left to drop, to turn or to choose but a full stop: `text` is on one line and in one script.
    family, given = plain.groups()
    if not given:
        return Name(_without_full_stop(family))
    given = _without_full_stop(given)
    return Name(f"{given} {family}".rstrip(), family, given)


def split_persons(stated: str) -> tuple[str, ...]:
    """The texts of the persons in one value: parted at ";" and "||", and at "and" between two whole names."""
    if len(stated) > _MOST_CHARACTERS or (
        ";" not in stated and "||" not in stated and not _AND.search(stated)
    ):
        return (stated,)
    text = _BRACKETS.sub(lambda bracket: bracket.group().replace(";", ","), unescape(one_line(stated))[0])
    parts = [part.strip() for part in re.split(r";|\|\|", text) if part.strip(_MARKS)]
    return tuple(name for part in parts for name in _split_at_and(part)) or (stated,)


def _split_at_and(text: str) -> list[str]:
    text = _ET_AL.sub("", text)
    sides = _AND.split(_without_brackets(text))
    whole = len(sides) > 1 and all(len(side.split()) > 1 for side in sides)
    return sides if whole and _TAIL.isdisjoint(_folded_words(text)) else [text]


def _folded_words(text: str) -> list[str]:
    return text.lower().replace(",", " ").replace(".", " ").split() if text.isascii() else fold(text).split()


def _needs_care(text: str) -> bool:
    words = _folded_words(text)
    if not _SPECIAL.isdisjoint(words) or len(words) > _MOST_GIVEN_NAMES or words[-1].endswith(_ENDINGS):
        return True
    if "." in text and _ABBREVIATED.search(text):
        return True
    return not text.isascii() and (_CJK.search(text) or _UNBROKEN.search(text)) is not None


def _careful_name(text: str) -> Name:
    text = unescape(text)[0]
    text, orcid_hint = _without_orcid(text.split("::", 1)[0] if _is_joined(text) else text, text)
    text = _THAI_TITLES.sub("", _URL.sub(" ", _EMAIL.sub(" ", text)))
    role, text = _without_role_label(text)
    bracketed = [content[1:-1] for content in _BRACKETS.findall(text)]
    if text.strip(_MARKS) in (f"({content})" for content in bracketed) and not role_of(bracketed[0]):
        text = bracketed[0]
    is_american = "(U.S.)" in text
    text = _TRAILING_YEARS.sub("", _without_brackets(text).strip(_MARKS))
    role = role or next((content for content in bracketed if role_of(content)), "")
    parts = [part for part in (part.strip(_MARKS) for part in _COMMAS.split(text)) if part]
    role = role or next((part for part in parts[1:] if role_of(part.rstrip("."))), "")
    parts = [part for n, part in enumerate(parts) if not (_YEARS.fullmatch(part) or (n and role_of(part)))]
    is_nobody = all(map(is_placeholder, parts)) or is_placeholder(text) or fold(text) in _NOBODY
    if is_nobody or not any(c.isalpha() for c in parts[0]):
        return Name("", orcid_hint=orcid_hint, role=role, why="no-name")
    if is_american or _is_organisation(parts):
        return Name("", orcid_hint=orcid_hint, role=role, why="organisation")
    return _from_parts(parts)._replace(orcid_hint=orcid_hint, role=role)


def _is_joined(text: str) -> bool:
    """Whether DSpace joined a name and its authority: `Name::virtual::12`, `Name::0000-0002-…::600`."""
    return "::" in text


def _without_orcid(text: str, whole: str) -> tuple[str, str]:
    found = find_orcid(whole)
    if found is None:
        return text, ""
    hint = found.orcid_id if found.is_valid and not is_sandbox(whole) else ""
    if text is whole:
        text = f"{text[: found.start]} {text[found.end :]}"
    return _ORCID_LABEL.sub(" ", text), hint


def _without_role_label(text: str) -> tuple[str, str]:
    """The role and the rest of "Advisor: Jane Roe" and "Roe, Jane. Advisor"; of "by Jane Roe" only the rest."""
    label, colon, rest = text.replace("：", ":").partition(":")
    if colon and role_of(label):
        return label.strip(), rest
    stop = _ROLE_AFTER_STOP.fullmatch(text)
    if stop and role_of(stop[2]):
        return stop[2], stop[1]
    return "", text.removeprefix("by ")


def _without_brackets(text: str) -> str:
    while (shorter := _BRACKETS.sub(" ", text)) != text:
        text = shorter
    return " ".join(_OPEN_BRACKET.sub(" ", text).replace(")", " ").replace("]", " ").split())


def _is_organisation(parts: list[str]) -> bool:
    if not parts[0].isascii() and _UNBROKEN.search(parts[0]):
        return True
    head = fold(_without_titles(parts[0])).split()
    if not _ORGANISATION.isdisjoint(head) or (head and head[-1].endswith(_ENDINGS)):
        return True
    if len(head) > _MOST_WORDS:
        return True
    if len(head) > 2 and not _ORGANISATION_WITHOUT_COMMA.isdisjoint(head):
        return not any(len(word) == 1 for word in head)
    # "Leeds, University of", the inverted heading of a library catalogue
    tail = [fold(part).split() for part in parts[1:]]
    return (
        bool(tail and tail[0])
        and not _ORGANISATION.isdisjoint(tail[0])
        and (len(head) == 1 or tail[0][-1] in _PREPOSITIONS)
    )


def _from_parts(parts: list[str]) -> Name:
    suffixes = [part for part in parts[1:] if _key(part) in _SUFFIXES]
    head = _without_titles(parts[0])
    rest = [
        stripped
        for number, part in enumerate(parts[1:], 1)
        if _key(part) not in _SUFFIXES and (stripped := _without_titles(part, _may_be_given(parts, number)))
    ]
    suffix = suffixes[0] if suffixes else ""
    if not head and rest:
        head, *rest = rest
    if not head:
        return Name("", why="no-name")
    given = " ".join(word for word in rest[0].split() if not _DIGIT.search(word)) if rest else ""
    is_given = bool(given) and _looks_given(given)
    if _AND.search(head) or (is_given and _AND.search(given)):
        return Name("", why="two-persons")
    if is_given:
        return _inverted(head, given, suffix)
    return _as_it_stands(f"{head} {suffix}".rstrip())


def _may_be_given(parts: list[str], number: int) -> bool:
    """Whether part `number` stands where the given names do: "Li, Ma" is a name, "Jane Roe, MA" a degree."""
    family = _without_titles(parts[0]).split()
    return number == 1 and (len(family) < 2 or family[0].islower())  # "de la Cruz, M.A."


def _key(token: str) -> str:
    return token.casefold().replace(".", "").replace(" ", "")


def _without_titles(part: str, is_given: bool = True) -> str:
    """`part` without academic titles before and degrees after the name; "" when it is nothing else."""
    if not is_given and _key(part) in _AMBIGUOUS_DEGREES and (part.isupper() or "." in part):
        return ""
    if _key(part) in _DEGREES or _key(part) in _TITLES:
        return ""
    if not is_given and (_CREDENTIAL.fullmatch(part.replace(" ", "")) or _TITLE_SOMEWHERE.fullmatch(part)):
        return ""
    words, titled = part.split(), False
    while words and _is_title(words[0], titled):
        words, titled = words[1:], True
    while words:
        last = 2 if len(words) > 1 and _key(words[-2] + words[-1]) in _DEGREES else 1
        if _key("".join(words[-last:])) not in _DEGREES and not _is_title(words[-1], False, after=True):
            break
        words = words[:-last]
    return " ".join(words)


# "prof. UAM": a title and where it is held
_TITLE_SOMEWHERE = re.compile(r"(?:[Pp]rof|[Dd]oc|[Dd]r)\. [A-ZŁŚŻ]{2,6}")


def _is_title(word: str, titled: bool, after: bool = False) -> bool:
    key = _key(word)
    if key in _TITLES or (word.count(".") > 1 and word.islower() and not word.isascii()):  # к.т.н.
        return True
    if "." not in word or after or (word.isupper() and _INITIALS.fullmatch(word)):
        return False
    return key in (_AFTER_TITLE if titled else _DOTTED_TITLES) and not (len(key) == 1 and word[0].isupper())


def _looks_given(part: str) -> bool:
    words = fold(part).split()
    return 0 < len(words) <= _MOST_GIVEN_NAMES and _TAIL.isdisjoint(words) and part[0].isalpha()


def _inverted(family: str, given: str, suffix: str) -> Name:
    words = given.split()
    if not suffix and len(words) > 1 and _key(words[-1]) in _SUFFIXES and words[-1][0].isupper():
        words, suffix = words[:-1], words[-1]
    given = _without_full_stop(_one_script(" ".join(words)))
    if _CJK.search(family):
        return Name(f"{family} {given}", family, given)  # family name first, as these scripts write it
    return Name(f"{given} {family} {suffix}".rstrip(), family, given)


def _as_it_stands(text: str) -> Name:
    return Name(_without_full_stop(_one_script(text)))


def _one_script(text: str) -> str:
    """Of "Wang Xiaoming 王小明", which states a name twice, the words in the script that comes first."""
    if text.isascii() or not (_CJK.search(text) and _LATIN.search(text)):
        return text
    first = _CJK.match(text) is not None
    return " ".join(word for word in text.split() if (_CJK.search(word) is not None) == first) or text


def _without_full_stop(text: str) -> str:
    """`text` without the full stop that catalogues put after a name; those of initials and "Jr." stay."""
    last = text.rsplit(" ", 1)[-1]
    if not text.endswith(".") or len(last) < 4 or "." in last[:-1] or "-" in last:
        return text
    return text[:-1]
