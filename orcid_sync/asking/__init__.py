"""Asking people: invitations, sign-ins, consent, claims and their proofs, and the way out.

Use cases without a web page in them: `orcid_sync.web` and the command line are their faces.
"""
