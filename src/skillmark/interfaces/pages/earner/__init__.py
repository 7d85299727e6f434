"""Pages for earners."""
