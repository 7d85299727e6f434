"""Whether a credential still stands: lists that its issuer publishes, one file per kind of list."""
