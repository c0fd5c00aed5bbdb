"""The double: our stand-in for a DSpace, on loopback, for demos and tests.

    with DoubleServer("8.1") as dspace:
        dspace.url, dspace.items["123456789/3"], dspace.world.scripts.add(Script("503", method="PATCH"))

It answers what was recorded from running servers of 7.6.2 and 8.1; what other versions do differently was read
from their code (`Quirks`).
"""

from dspace_hook.double.accounts import ADMIN, HOOK, READER
from dspace_hook.double.depositing import deposit
from dspace_hook.double.quirks import Quirks, of
from dspace_hook.double.scripts import Script
from dspace_hook.double.server import DoubleServer

__all__ = ["ADMIN", "HOOK", "READER", "DoubleServer", "Quirks", "Script", "deposit", "of"]
