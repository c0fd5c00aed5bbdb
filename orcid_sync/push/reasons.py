"""What a librarian reads about a push: one sentence why, one what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.store import Candidate, Permission, Push

SIGN_IN_AGAIN = "Ask the author for a new permission: send the sign-in link again."
WRITE = "/activities/update"
BY_ITSELF = "Nothing to do: it is tried again by itself."


def outcome_of(
    push: Push,
    happened: Happened,
    reason: str,
    next_step: str = "",
    *,
    code: str | int | None = "",
    put_code: str = "",
) -> Outcome:
    """The outcome of one push."""
    return Outcome(
        identifier=push.identifier,
        happened=happened,
        reason=reason,
        next_step=next_step,
        orcid_id=push.orcid_id,
        title=push.title,
        code=str(code or ""),
        put_code=put_code or push.put_code,
    )


def unlink_command(push: Push) -> str:
    """What a person types to take the work away."""
    return f"orcid-sync unlink {push.identifier} {push.orcid_id}"


def listed(names: Sequence[str]) -> str:
    """`title`, `title and link`, `title, link and country`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def at(moment: datetime) -> str:
    """A moment as people read it."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def kept(push: Push) -> Outcome:
    """The source no longer has the thesis; the work stays at ORCID until a person decides."""
    return outcome_of(
        push,
        Happened.KEPT,
        "The source no longer has this thesis (withdrawn, or under embargo again); its work stays at ORCID.",
        f"If it should go from the author's ORCID record: {unlink_command(push)}",
    )


def permission_missing(push: Push, held: Sequence[Permission] = ()) -> Outcome:
    """Something is due, and the person has not (or no longer) allowed it; `held` is what she once granted."""
    reason = _over(held[-1]) if held else "She has not given one yet."
    return outcome_of(
        push,
        Happened.PERMISSION_NEEDED,
        f"There is no permission to write to this ORCID record. {reason}",
        SIGN_IN_AGAIN,
    )


def _over(last: Permission) -> str:
    if last.moved_to:
        return f"The record was merged into {last.moved_to}, and permissions do not move along."
    if last.withdrawn_at:
        return f"She withdrew it at {at(last.withdrawn_at)}."
    if last.revoked_at:
        return f"ORCID no longer takes it since {at(last.revoked_at)}: she, or ORCID, ended it."
    if last.expires_at and WRITE in last.scopes:
        return f"It expired at {at(last.expires_at)}."
    return f"She granted {listed(last.scopes)} only, which does not include writing works."


def looks_the_same(push: Push, candidates: Sequence[Candidate]) -> tuple[str, str]:
    """Why a work is not added before somebody decides, and how."""
    first = candidates[0]
    year = f" ({first.year})" if first.year else ""
    more = f", and {len(candidates) - 1} more" if len(candidates) > 1 else ""
    decide = f"orcid-sync decide {push.identifier} {push.orcid_id}"
    return (
        f"The ORCID record holds a work with this title and no shared identifier: “{first.title}”{year}, "
        f"added by {first.source}{more}.",
        f"The author decides on her page; or, if you know: {decide} --same, or --different.",
    )


def try_again_command(push: Push) -> str:
    """What a person types to have it tried again."""
    return f"orcid-sync push --try-again {push.identifier}"


def not_stored(fields: Sequence[str], push: Push) -> tuple[str, str]:
    """Why ORCID kept the old text, and what a person can do: we do nothing behind the author's back."""
    return (
        f"ORCID answered that all was well, but kept its own {listed(fields)}. It ignores updates that only "
        "add a month or day, or only remove a date, citation or translated title.",
        "Ask the author to correct it at ORCID, or wait: it goes along with the next change of the title "
        f"or abstract. If the work should rather go away: {unlink_command(push)}",
    )
