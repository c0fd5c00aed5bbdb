"""`orcid-sync dspace …`: thin; click only at the top."""

from __future__ import annotations

import click


@click.group("dspace")
def dspace_group() -> None:
    """What concerns DSpace alone."""
