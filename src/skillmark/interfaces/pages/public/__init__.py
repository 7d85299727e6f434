"""Pages that anyone may see."""
