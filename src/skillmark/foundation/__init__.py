"""What everything else stands on: the ledger, files, people, organisations and skills."""
