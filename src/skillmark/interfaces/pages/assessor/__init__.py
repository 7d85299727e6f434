"""Pages for those who mark projects, and who watch over the learners of an offering."""
