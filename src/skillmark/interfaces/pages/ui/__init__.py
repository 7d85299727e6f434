"""The look of every page: tokens, components, icons and fonts, so that pages compose instead of styling."""
