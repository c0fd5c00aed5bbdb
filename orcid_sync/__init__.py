"""Carries theses from repositories to ORCID records."""
