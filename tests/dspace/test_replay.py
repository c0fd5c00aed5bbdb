"""The double answers every recorded exchange as the running server did: status, relevant headers, effect."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from dspace_recordings import Exchange, Player, recorded, reordered

from dspace_hook.double import ADMIN, DoubleServer
from dspace_hook.double import seeds as stock
from dspace_hook.double.quirks import SEEN, Quirks
from dspace_hook.double.seeds import Seed

ALL = {version: recorded(version) for version in SEEN}
# The exchanges of one session build on each other, so one worker plays them all.
pytestmark = pytest.mark.xdist_group("dspace-replay")


@pytest.fixture(scope="module")
def players() -> Iterator[dict[str, Player]]:
    with DoubleServer("7.6.2") as seven, DoubleServer("8.1") as eight:
        yield {"7.6.2": Player(seven.url, ADMIN), "8.1": Player(eight.url, ADMIN)}


@pytest.mark.parametrize("version", SEEN)
def test_every_exchange_in_order_is_answered_as_recorded(version: str, players: dict[str, Player]) -> None:
    assert list(_differences(players[version], ALL[version])) == []


def _differences(player: Player, exchanges: list[Exchange]) -> Iterator[str]:
    for number, exchange in enumerate(exchanges):
        answer = player.play(exchange)
        for difference in player.differences(exchange, answer):
            yield f"{number} {exchange.name}: {difference}"
