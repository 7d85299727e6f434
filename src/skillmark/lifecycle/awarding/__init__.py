"""The decision that the criteria are met, with its reasons."""
