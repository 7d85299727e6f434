"""Quizzes, projects, attempts, rubrics and marking."""
