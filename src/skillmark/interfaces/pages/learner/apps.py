"""Registers the pages for learners with Django."""

from django.apps import AppConfig


class LearnerPagesConfig(AppConfig):
    name = "skillmark.interfaces.pages.learner"
    label = "pages_learner"
