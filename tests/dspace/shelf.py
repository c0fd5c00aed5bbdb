"""A second, tiny repository, in memory: shows that another platform needs no change anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from orcid_sync.contract import (
    Applied,
    BatchFile,
    Change,
    Checked,
    ContributorClaim,
    Diff,
    ItemReference,
    Refusal,
    RepositorySettings,
    Value,
    WriteBackOutcome,
)

FIELD = "creator-id"


class Shelf:
    """Items by handle, each a list of texts. `fail` is called before each change, and may raise."""

    roles = ("author",)

    def __init__(self, settings: RepositorySettings | None = None) -> None:
        self.settings = settings
        self.targets = FIELD
        self.items: dict[str, list[str]] = {}
        self.fail: Callable[[], None] = lambda: None
        self.refuse: Refusal | None = None
        self.answer = WriteBackOutcome.WRITTEN
        self.closed = False

    def plan(
        self, reference: ItemReference, claims: Sequence[ContributorClaim], ours: Sequence[Change] = ()
    ) -> Diff:
        handle = next((handle for handle in reference.handles if handle in self.items), "")
        if not handle or self.refuse:
            refusal = self.refuse or Refusal(
                claims[0].orcid_id, WriteBackOutcome.ITEM_NOT_FOUND, "It is not here."
            )
            return Diff("", (), (refusal,))
        changes = []
        for claim in claims:
            wanted = f"{claim.stated} {claim.orcid_id}"
            mine = next((o.after for o in ours if o.after and o.after.text in self.items[handle]), None)
            if wanted not in self.items[handle]:
                changes.append(Change(handle, FIELD, mine, Value(wanted)))
        return Diff(handle, tuple(changes))

    def plan_undo(self, ours: Sequence[Change]) -> Diff:
        there = [c for c in ours if c.after and c.after.text in self.items.get(c.item, ())]
        return Diff(ours[0].item if ours else "", tuple(Change(c.item, FIELD, c.after, None) for c in there))

    def apply(self, diff: Diff) -> Applied:
        self.fail()
        if self.answer is WriteBackOutcome.WRITTEN:
            for change in diff.changes:
                self._make(change)
        return Applied(self.answer, "So it is.")

    def _make(self, change: Change) -> None:
        if change.before:
            self.items[change.item].remove(change.before.text)
        if change.after:
            self.items[change.item].append(change.after.text)

    def batch_file(self, wanted: Iterable[tuple[ItemReference, ContributorClaim]]) -> BatchFile:
        rows = [f"{reference}\t{claim.orcid_id}\n" for reference, claim in wanted]
        return BatchFile("".join(rows), len(rows))

    def check(self, *, briefly: bool = False) -> Iterator[Checked]:
        yield Checked("shelf", True, "It stands.")

    def pushes_itself(self) -> str:
        return ""

    def close(self) -> None:
        self.closed = True


# As a platform.

double = None


def repository(settings: RepositorySettings) -> Shelf:
    return Shelf(settings)


def commands() -> Sequence[object]:
    return ()


def routes() -> Sequence[object]:
    return ()
