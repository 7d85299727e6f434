"""Open Badges 2.0 and older: read and checked as what they are, and never taken for credentials of today."""
