"""Pages for those who design, review and offer micro-credentials."""
