"""Brings works to ORCID: each once, each only when it changed, none against its owner's will.

`push_due` sends what is due, `unlink` takes one work away. Between our intention and ORCID's answer a call
can be cut off anywhere, so that nothing is added before the works of the record have been looked at.
"""

from orcid_sync.push.changes import Change, Difference, differences_due
from orcid_sync.push.former_clients import ClientChangedError
from orcid_sync.push.holding import Allowed
from orcid_sync.push.run import push_due
from orcid_sync.push.sending import ClientFor
from orcid_sync.push.unlinking import NoSuchClaimError, unlink

__all__ = [
    "Allowed",
    "Change",
    "ClientChangedError",
    "ClientFor",
    "Difference",
    "NoSuchClaimError",
    "differences_due",
    "push_due",
    "unlink",
]
