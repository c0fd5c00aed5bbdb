"""OAI-PMH 2.0: the client that harvests strictly, and the one provider (provider.py) that we serve."""
