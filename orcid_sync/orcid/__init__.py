"""Speaks with ORCID: Member API (`client`), sign-in and tokens (`oauth`), meaning of refusals (`errors`)."""
