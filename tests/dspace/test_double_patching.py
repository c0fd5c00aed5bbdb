"""What holds for any patch: the double's JSON Patch touches the field it names, and a refusal touches nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from dspace_hook.double import of
from dspace_hook.double.patch import Patched, Rules, apply, read
from dspace_hook.double.refused import RefusedError
from dspace_hook.double.values import Value

FIELDS = ("dc.title", "dc.contributor.author", "orcid.author")
VIRTUAL = Value("Carberry, Josiah", None, "virtual::1")

texts = some.text(max_size=8)
held = some.builds(Value, texts, some.none() | texts, some.none() | texts, some.sampled_from((-1, 0, 600)))
items = some.dictionaries(some.sampled_from(FIELDS), some.lists(held, min_size=1, max_size=4).map(tuple)).map(
    lambda metadata: Patched(
        {**metadata, "dc.contributor.author": (*metadata.get("dc.contributor.author", ()), VIRTUAL)}
    )
)
places = some.sampled_from(("", "/-", "/0", "/1", "/9", "/x", "/0/value", "/0/language", "/0/nonsense"))
operations = some.fixed_dictionaries(
    {
        "op": some.sampled_from(("add", "remove", "replace", "move", "copy", "test")),
        "path": some.builds(
            lambda field, place: f"/metadata/{field}{place}", some.sampled_from((*FIELDS, "no.field")), places
        ),
        "from": some.just("/metadata/dc.title/0"),
        "value": texts | some.fixed_dictionaries({"value": texts}) | some.just([]),
    }
)


wipes = some.fixed_dictionaries(
    {
        "op": some.just("replace"),
        "path": places.map(lambda place: f"/metadata/no.field{place}"),
        "value": texts | some.fixed_dictionaries({"value": texts}) | some.just([]),
    }
)


def rules(version: str = "8.2") -> Rules:
    return Rules(of(version), FIELDS.__contains__, {"dc.contributor.author"}.__contains__)


def patched(item: Patched, *sent: dict[str, Any], version: str = "8.2") -> Patched | None:
    """The item afterwards, None when it was refused."""
    try:
        return apply(item, read(list(sent)), rules(version))
    except RefusedError:
        return None


@given(items, operations)
def test_only_the_field_that_is_named_changes(item: Patched, operation: dict[str, Any]) -> None:
    after = patched(item, operation)
    named = operation["path"].split("/")[2]
    if after:
        others = {name: held for name, held in item.metadata.items() if name != named}
        assert {name: held for name, held in after.metadata.items() if name != named} == others


@given(items, some.lists(operations, max_size=4))
def test_virtual_values_stay_whatever_is_sent(item: Patched, sent: list[dict[str, Any]]) -> None:
    after = patched(item, *sent)
    if after:
        authors = after.metadata["dc.contributor.author"]
        assert any(one.virtual for one in authors)


@given(items, some.sampled_from(FIELDS), texts)
def test_what_is_added_at_the_end_can_be_taken_away_again(item: Patched, field: str, text: str) -> None:
    place = len(item.metadata.get(field, ()))
    add = {"op": "add", "path": f"/metadata/{field}/-", "value": {"value": text}}
    assert patched(item, add, {"op": "remove", "path": f"/metadata/{field}/{place}"}) == item


@given(items, wipes)
def test_a_replace_on_an_unregistered_field_leaves_virtual_values_alone(
    item: Patched, operation: dict[str, Any]
) -> None:
    """§10.1."""
    after = patched(item, operation, version="8.1")
    if after:
        assert [one for held in after.metadata.values() for one in held] == [VIRTUAL]
    assert patched(item, operation) is None
