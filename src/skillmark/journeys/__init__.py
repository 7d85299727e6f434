"""What people do here, a use case on one screen each; the only way in for every write."""
