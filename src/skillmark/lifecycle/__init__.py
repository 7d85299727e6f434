"""The stages of a credential's life, in the order in which they come."""
