"""Letters that follow what happened: a subscriber of the ledger, which may send one twice but never none."""
