"""The site puts the parts together: settings, addresses, wiring. It knows all rooms, and none knows it."""
