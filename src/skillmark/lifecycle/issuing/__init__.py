"""Keys in use, the queue of issuances, signed credentials and their status lists."""
