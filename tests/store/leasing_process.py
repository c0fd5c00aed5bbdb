"""Leases and answers due pushes until none is left, and prints the identifier of each.

python leasing_process.py URL OWNER
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from store.invented import CLIENT_ID, Clock

from orcid_sync.outcomes import Happened
from orcid_sync.store import Store


def main(url: str, owner: str) -> None:
    with Store.open(url, environment="sandbox", client_id=CLIENT_ID, clock=Clock()) as store:
        while store.pushes.due(1):
            for push in store.pushes.lease(owner, 5):
                assert store.pushes.intend(push, "add")
                print(push.identifier)
                store.pushes.sent(push, put_code=str(push.id), digest="d", xml="", happened=Happened.ADDED)


if __name__ == "__main__":
    main(*sys.argv[1:])
