"""What is handed in from outside to be checked, whichever door it comes through; pages and API both stand on it."""
