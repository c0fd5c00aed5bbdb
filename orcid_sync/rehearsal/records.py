"""The ORCID records of the invented people: what stands on them, who put it there, who may see it."""

from __future__ import annotations
