"""Evidence and images, stored once by their hash."""
