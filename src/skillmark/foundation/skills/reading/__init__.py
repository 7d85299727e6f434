"""Frameworks as others publish them, read whole and checked before anything is stored. Pure: no Django below here."""
