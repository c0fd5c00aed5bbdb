"""Official ORCID schemas, and the rules that ORCID's server adds to them."""
