"""Everything that knows DSpace. A leaf: it reaches the application only through orcid_sync.contract."""
