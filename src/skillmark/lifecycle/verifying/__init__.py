"""Reports of checks that people kept, and the issuers they trust."""
