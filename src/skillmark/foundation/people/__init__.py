"""Accounts of people, each with an address they have proven."""
