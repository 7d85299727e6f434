"""Work that nobody waits for: issuing, telling the world, closing what is overdue, publishing."""
