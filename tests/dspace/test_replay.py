"""The double answers every recorded exchange as the running server did: status, relevant headers, effect."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from dspace_recordings import Exchange, Player, recorded, reordered

from dspace_hook.double import ADMIN, DoubleServer
from dspace_hook.double.quirks import SEEN, Quirks
from dspace_hook.double.seeds import Seed, invented

Answers = Mapping[str, list[str]]
ALL = {version: recorded(version) for version in SEEN}
EACH = [
    pytest.param(version, one.name, id=f"{version}-{one.name}") for version in SEEN for one in ALL[version]
]
# All exchanges of one version are played once, and each is then a test.
pytestmark = pytest.mark.xdist_group("dspace-replay")


@pytest.fixture(scope="module")
def in_order() -> dict[str, Answers]:
    """What differs in each exchange, played in order."""
    return {version: _played(version, ALL[version]) for version in SEEN}


@pytest.mark.parametrize(("version", "name"), EACH)
def test_the_exchange_is_answered_as_recorded(version: str, name: str, in_order: dict[str, Answers]) -> None:
    assert in_order[version][name] == []


@pytest.mark.parametrize("version", SEEN)
@pytest.mark.parametrize("number", range(4))
def test_independent_exchanges_may_come_in_any_order(version: str, number: int) -> None:
    shuffled = reordered(ALL[version], random.Random(number))
    assert [one.name for one in shuffled] != [one.name for one in ALL[version]]
    assert _all(_played(version, shuffled)) == []


@pytest.mark.parametrize("version", SEEN)
@pytest.mark.parametrize("number", range(3))
def test_handles_ids_and_values_may_be_others(version: str, number: int) -> None:
    rename = _renaming(random.Random(number))
    exchanges = recorded(version, rename)
    assert exchanges[9].body != ALL[version][9].body
    assert _all(_played(version, exchanges, seed=lambda quirks: _renamed(invented(quirks), rename))) == []


@pytest.mark.parametrize("version", SEEN)
def test_the_wipe_really_wipes(version: str) -> None:
    """§10.1: `replace` on a field that is not registered is answered 200, and all metadata are gone."""
    with DoubleServer(version) as dspace:
        player = Player(dspace.url, ADMIN)
        for exchange in ALL[version]:
            player.play(exchange)
            if exchange.name == "patch-replace-unregistered":
                break
        throw_away = max(dspace.world.items.values(), key=lambda one: one.modified)
        assert throw_away.metadata == {}


def _played(
    version: str, exchanges: list[Exchange], seed: Callable[[Quirks], Seed] = invented
) -> dict[str, list[str]]:
    with DoubleServer(version, seed=seed) as dspace:
        player = Player(dspace.url, ADMIN)
        return {one.name: player.differences(one, player.play(one)) for one in exchanges}


def _all(answers: Answers) -> list[str]:
    return [f"{name}: {difference}" for name, found in answers.items() for difference in found]


def _renaming(chance: random.Random) -> Callable[[str], str]:
    """Other handles, names, titles, iDs and uuids, in requests and answers alike."""
    prefix = f"20.500.{chance.randrange(10000, 99999)}"
    words = {
        "123456789/": f"{prefix}/",
        "Carberry": _word(chance),
        "O'Brien": f"{_word(chance)}'Ö",
        "On cracked pots": f"{_word(chance)} & <{_word(chance)}>",
        "0000-0002-1825-0097": "0000-0001-5109-3700",
        "R&D": f"{_word(chance)} ",
    }
    letters = "0123456789abcdef"
    other = dict(zip(letters, chance.sample(letters, len(letters)), strict=True))

    def rename(text: str) -> str:
        for old, new in words.items():
            text = text.replace(old, new)
        return re.sub(
            r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
            lambda found: "".join(other.get(letter, letter) for letter in found[0]),
            text,
        )

    return rename


def _word(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyzčøß", k=9)).capitalize()


def _renamed(seed: Seed, rename: Callable[[str], str]) -> Seed:
    containers, items, relationships = (
        json.loads(rename(json.dumps(part, ensure_ascii=False)))
        for part in (seed.containers, seed.items, seed.relationships)
    )
    prefix = rename(f"{seed.prefix}/").rstrip("/")
    return replace(seed, containers=containers, items=items, relationships=relationships, prefix=prefix)
