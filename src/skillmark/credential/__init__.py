"""Issue, bake, inspect and verify verifiable credentials: no framework, no network, no clock."""
