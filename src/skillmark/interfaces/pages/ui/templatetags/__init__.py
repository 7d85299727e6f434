"""Template tags of the design system (Django looks for them in a package of this name)."""
