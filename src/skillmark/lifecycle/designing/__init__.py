"""Micro-credentials as providers design them: versions, outcomes, criteria, review."""
