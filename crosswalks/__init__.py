"""Source metadata in, valid ORCID XML out."""
