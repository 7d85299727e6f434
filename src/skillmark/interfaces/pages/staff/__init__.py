"""Pages of the people who run an organisation: awards, credentials, keys, members."""
