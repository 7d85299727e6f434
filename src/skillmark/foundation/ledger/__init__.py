"""What happened: append-only facts that are audit trail, outbox and activity feed at once."""
