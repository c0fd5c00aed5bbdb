"""A push that dies at a chosen point of its dealings with the store, as if somebody pulled the plug."""

from __future__ import annotations

import os
import socket
import sys
from datetime import datetime
from typing import Any, NoReturn

from crosswalks.profile import Profile
from orcid_sync import environments
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.limiter import SharedPace
from orcid_sync.orcid.wire import Wire
from orcid_sync.push import push_due
from orcid_sync.site import written_to
from orcid_sync.store import Permission, Store

url, key, orcid_url, now, where, host = sys.argv[1:]
socket.gethostname = lambda: host  # whose lease it is
moment = datetime.fromisoformat(now)


def die(*_: Any, **__: Any) -> NoReturn:
    os._exit(9)


def client_for(permission: Permission) -> OrcidClient:
    environment = environments.rehearsal(orcid_url)
    return OrcidClient(
        environment,
        permission.client_id,
        permission.orcid_id,
        permission.access_token,
        wire=Wire(SharedPace(store.pace, 1000), audit=written_to(store)),
    )


store = Store.open(
    url, environment="rehearsal", client_id="APP-REHEARSAL0000001", keys=[key], clock=lambda: moment
)
pushes: Any = store.pushes
if where == "before intent":
    pushes.intend = die
elif where == "after intent":
    intend = pushes.intend
    pushes.intend = lambda *args, **options: intend(*args, **options) and die()
else:
    pushes.sent = pushes.removed = die
for _ in push_due(store, client_for, profile_of=lambda _: Profile(), clock=lambda: moment):
    pass
