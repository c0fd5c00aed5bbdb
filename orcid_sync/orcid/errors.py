"""What ORCID's refusals mean: one table from error code to condition, sentence and remedy (orcid.md §3.6).

Callers branch on the class, never on ORCID's text, which follows the language of the request.
No message of these errors can hold a token: what ORCID said is redacted before it gets here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from orcid_sync.errors import Stopped

_PUT_CODE = re.compile(r"put-code (\d+)")
_ORCID_ID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")


class Complaint(NamedTuple):
    """What ORCID (or a server before it) answered instead of success, redacted.

    `status` is 0 when no answer came; `code` is ORCID's own number, None when the body held none.
    """

    status: int
    code: int | None = None
    text: str = ""
    location: str = ""
    retry_after: float | None = None


class OrcidError(Exception):
    """ORCID did not do what we asked. `meaning` and `remedy` are full sentences for a librarian."""

    def __init__(self, complaint: Complaint, meaning: str = "", remedy: str = "") -> None:
        self.status = complaint.status
        self.code = complaint.code
        self.said = complaint.text
        self.meaning = meaning
        self.remedy = remedy
        super().__init__(_sentence(complaint, meaning))


class UnreachableError(OrcidError):
    """No answer came. The call may have been carried out all the same: look before repeating it."""


class TryLaterError(OrcidError):
    """ORCID is busy or ill (429, 5xx, or an answer that is not ORCID's): the same call may succeed later."""

    def __init__(self, complaint: Complaint, meaning: str = "", remedy: str = "") -> None:
        super().__init__(complaint, meaning, remedy)
        self.retry_after = complaint.retry_after


class TokenRefusedError(OrcidError):
    """401: revoked, expired or unknown, or ORCID's token service is down: one 401 proves nothing (§5.5)."""


class NotPermittedError(OrcidError):
    """The permission does not cover this call or this ORCID record: only the researcher can change that."""


class RecordMovedError(OrcidError):
    """9007: the ORCID record was merged into another; the permission does not move with it (§5.6)."""

    def __init__(self, complaint: Complaint, meaning: str = "", remedy: str = "") -> None:
        super().__init__(complaint, meaning, remedy)
        self.primary_id = primary_id(complaint)


class RecordClosedError(OrcidError):
    """9018, 9036, 9044: locked, unclaimed or deactivated. Such states last for days."""


class NotFoundError(OrcidError):
    """ORCID itself says that the ORCID record or the work is not there (not some proxy's 404)."""


class AlreadyThereError(OrcidError):
    """9021: we added a work with this `self` identifier before; `put_code` names it ("" when not told)."""

    def __init__(self, complaint: Complaint, meaning: str = "", remedy: str = "") -> None:
        super().__init__(complaint, meaning, remedy)
        self.put_code = named_put_code(complaint.text)


class NotOursError(OrcidError):
    """9010, 9013, 9014: another client added this work; a new client id cannot edit the old one's works."""


class WorkRefusedError(OrcidError):
    """ORCID refuses this very work; sending it again will not help."""


class RunStoppedError(OrcidError, Stopped):
    """The fault is the system's, not the record's: no further call makes sense until a person acts."""

    def __init__(self, complaint: Complaint, meaning: str = "", remedy: str = "") -> None:
        super().__init__(complaint, meaning, remedy)
        self.where, self.what_to_do = "ORCID", remedy


class Row(NamedTuple):
    """One line of the table."""

    error: type[OrcidError]
    meaning: str
    remedy: str


_REPORT = "Please report this to the makers of orcid-sync, with the record and the error code."
_ASK = "Ask the author for a new permission: send the sign-in link again."
_WAIT = "Nothing to do: it is tried again by itself."
_PARKED = "Nothing to do now: it is tried again in a few days. The author can settle it at ORCID."
_FIX = "Look at the record with `orcid-sync crosswalk` and correct it in the repository."
_OTHER_CLIENT = (
    "Check that the client id is the one that added the work: a new client cannot edit the old one's works."
)
_SETTINGS = "Check client id, secret and environment with `orcid-sync doctor`."
_SUPPORT = "Write to ORCID's member support; nothing can be sent until they answer."

_BAD = WorkRefusedError
CODES: dict[int, Row] = {
    9000: Row(TryLaterError, "ORCID could not be reached from within.", _WAIT),
    9001: Row(_BAD, "ORCID could not read the work as its schema demands.", _REPORT),
    9002: Row(TokenRefusedError, "ORCID does not accept the permission.", _ASK),
    9003: Row(TokenRefusedError, "ORCID does not accept the permission.", _ASK),
    9004: Row(NotPermittedError, "The permission does not include writing works.", _ASK),
    9005: Row(NotPermittedError, "The permission does not include writing works.", _ASK),
    9006: Row(_BAD, "ORCID calls the request malformed.", _REPORT),
    9007: Row(RecordMovedError, "The ORCID record was merged into another one.", _ASK),
    9008: Row(TryLaterError, "ORCID had an internal fault.", _WAIT),
    9009: Row(_BAD, "The notification was already read.", _REPORT),
    9010: Row(NotOursError, "The work was added by another client.", _OTHER_CLIENT),
    9011: Row(NotFoundError, "ORCID finds neither this ORCID record nor this work.", "Check the ORCID iD."),
    9012: Row(_BAD, "ORCID could not read a value of the work.", _FIX),
    9013: Row(NotOursError, "The work is private and was added by somebody else.", _OTHER_CLIENT),
    9014: Row(NotOursError, "The work belongs to another client.", _OTHER_CLIENT),
    9015: Row(NotPermittedError, "ORCID does not allow the asked scope.", _ASK),
    9016: Row(
        NotFoundError, "The work, or the whole ORCID record, is no longer there.", "Check the ORCID iD."
    ),
    9017: Row(NotPermittedError, "The permission is for another ORCID record.", _ASK),
    9018: Row(RecordClosedError, "The ORCID record is locked.", _PARKED),
    9019: Row(_BAD, "The put-codes of address and work differ.", _REPORT),
    9020: Row(_BAD, "ORCID refuses a value of the work.", _FIX),
    9021: Row(AlreadyThereError, "The work is already in the ORCID record, added by us.", _WAIT),
    9022: Row(_BAD, "ORCID demands a title.", _FIX),
    9023: Row(_BAD, "ORCID demands a known identifier of the work itself.", _FIX),
    9024: Row(_BAD, "A new work may not carry a put-code.", _REPORT),
    9025: Row(_BAD, "The group already exists.", _REPORT),
    9026: Row(_BAD, "The group does not exist.", _REPORT),
    9027: Row(RunStoppedError, "ORCID does not know the client id.", _SETTINGS),
    9028: Row(NotFoundError, "There is no such webhook.", _REPORT),
    9029: Row(NotFoundError, "There is no such notification.", _REPORT),
    9030: Row(_BAD, "The element is there twice.", _REPORT),
    9031: Row(_BAD, "An update needs a put-code.", _REPORT),
    9032: Row(_BAD, "The researcher does not want notifications.", "Ask the researcher by other means."),
    9033: Row(_BAD, "The other name does not exist.", _REPORT),
    9034: Row(_BAD, "The put-code is not a number.", _REPORT),
    9035: Row(_BAD, "The visibility of a work is the researcher's alone.", _REPORT),
    9036: Row(RecordClosedError, "The ORCID record has not been claimed by its owner yet.", _PARKED),
    9037: Row(_BAD, "ORCID does not know a value of a list (language, country, type …).", _FIX),
    9038: Row(NotPermittedError, "The permission does not include writing works.", _ASK),
    9039: Row(NotPermittedError, "The work is not public.", _ASK),
    9040: Row(_BAD, "ORCID does not let this be deleted.", _REPORT),
    9041: Row(NotFoundError, "The ORCID record has no biography.", _REPORT),
    9042: Row(_BAD, "Too many put-codes were asked for at once.", _REPORT),
    9043: Row(_BAD, "The search goes too far.", _REPORT),
    9044: Row(RecordClosedError, "The ORCID record is deactivated.", _PARKED),
    9045: Row(_BAD, "ORCID does not know the organisation.", _FIX),
    9046: Row(_BAD, "ORCID demands an organisation.", _FIX),
    9047: Row(_BAD, "ORCID could not read the JSON.", _REPORT),
    9048: Row(RunStoppedError, "The ORCID record holds 10,000 works, and ORCID takes no more.", _SUPPORT),
    9049: Row(_BAD, "The publication date is no date of the calendar.", _FIX),
    9050: Row(_BAD, "An end date needs a start date.", _FIX),
    9051: Row(_BAD, "ORCID does not know a value of a list (language, country, type …).", _FIX),
    9052: Row(NotPermittedError, "The permission does not fit this version of the API.", _ASK),
    9053: Row(_BAD, "The ISSN is wrong.", _FIX),
    9054: Row(_BAD, "The amount is wrong.", _FIX),
    9055: Row(_BAD, "The end date lies before the start date.", _FIX),
    9056: Row(RunStoppedError, "ORCID has moved this version of its API.", _REPORT),
    9057: Row(RunStoppedError, "ORCID has locked our client id.", _SUPPORT),
    9058: Row(_BAD, "ORCID does not know the role of a contributor.", _FIX),
    9059: Row(RunStoppedError, "ORCID has moved this version of its API.", _REPORT),
    9060: Row(_BAD, "The organisation needs city and country.", _FIX),
    9061: Row(_BAD, "A city or region needs a country.", _FIX),
    9062: Row(_BAD, "The organisation needs an identifier.", _FIX),
}


def orcid_error(complaint: Complaint) -> OrcidError:
    """The typed error for what ORCID answered; an unknown code keeps its number and ORCID's text."""
    row = CODES.get(complaint.code or 0) or _by_status(complaint)
    if complaint.code == 9001 and complaint.status in (404, 405, 406, 415):
        row = Row(RunStoppedError, "ORCID has no such address.", _SETTINGS)
    return row.error(complaint, row.meaning, row.remedy)


def named_put_code(text: str) -> str:
    """The put-code that a 9021 names; ORCID gives it nowhere but in its English sentence."""
    found = _PUT_CODE.search(text)
    return found.group(1) if found else ""


def primary_id(complaint: Complaint) -> str:
    """The iD that a 9007 leads to: from Location, else the first one named ("" when none is)."""
    found = _ORCID_ID.search(complaint.location) or _ORCID_ID.search(complaint.text)
    return found.group() if found else ""


def _by_status(complaint: Complaint) -> Row:
    """The row for an answer without a known code: some of them are not ORCID's own, so they prove little."""
    status = complaint.status
    if status == 401:
        return Row(TokenRefusedError, "ORCID does not accept the permission.", _ASK)
    if status == 403 and not complaint.code:
        return Row(RunStoppedError, "ORCID's door refuses us before looking at the record.", _SETTINGS)
    if status == 410:  # not used by ORCID today; accepted defensively (orcid.md §5.6)
        return Row(NotFoundError, "The work, or the whole ORCID record, is gone.", "Check the ORCID iD.")
    if status == 429 or status >= 500:
        return Row(TryLaterError, "ORCID is busy or out of order.", _WAIT)
    if 400 <= status < 500 and (complaint.code or status not in (404, 407, 408)):
        return Row(_BAD, "ORCID refuses the request.", _REPORT)
    return Row(TryLaterError, "The answer is not ORCID's; something stands between us.", _SETTINGS)


def _sentence(complaint: Complaint, meaning: str) -> str:
    numbers = " ".join(str(part) for part in (complaint.status or "", complaint.code or "") if part)
    if not complaint.status:  # the text names what went wrong on the way
        return f"{meaning.rstrip('.')} ({complaint.text})." if complaint.text else meaning
    told = f" ORCID says: {complaint.text}" if complaint.text else ""
    return f"{meaning or 'ORCID gave no answer.'}{f' ({numbers})' if numbers else ''}{told}"
