"""The decisions: small pure functions that return a value and the reason for it, one module per field."""
