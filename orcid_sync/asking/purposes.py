"""What a person may say yes to, each by itself, and what has to be asked at ORCID for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

THESIS, SHOW, CAREER = "thesis", "show", "career"
PURPOSES: Final = (THESIS, SHOW, CAREER)

# All that a purpose needs. To show the iD, who she is suffices.
_SCOPES: Final = {
    THESIS: frozenset({"/activities/update", "/read-limited"}),
    CAREER: frozenset({"/read-limited"}),
    SHOW: frozenset({"openid"}),
}
ONLY_SIGN_IN: Final = frozenset({"openid"})


def scopes_of(purposes: Collection[str]) -> frozenset[str]:
    """The fewest scopes for these purposes. Any grant says who she is, so `openid` is asked for only alone."""
    wider = frozenset[str]().union(*(_SCOPES[one] for one in purposes if one != SHOW))
    return wider or ONLY_SIGN_IN


def fulfilled(purposes: Iterable[str], granted: Collection[str]) -> tuple[str, ...]:
    """Those of `purposes` for which the granted scopes suffice; whoever signed in may show her iD."""
    return tuple(one for one in purposes if one == SHOW or _SCOPES[one] <= set(granted))
