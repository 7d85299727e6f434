"""Wallets: credentials earned and imported, and how they are shared."""
