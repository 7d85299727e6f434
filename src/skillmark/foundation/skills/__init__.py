"""Skill frameworks and the skills in them."""
