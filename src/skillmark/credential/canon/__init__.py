"""Canonical forms: the one sequence of bytes that a document, whatever its layout, is signed as."""
