"""Skillmark: micro-credentials that anyone can check."""
