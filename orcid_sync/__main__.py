"""`python -m orcid_sync` is `orcid-sync`."""

from orcid_sync.cli import main

main()
