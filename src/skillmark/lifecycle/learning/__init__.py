"""Enrolments, modules, activities and progress."""
