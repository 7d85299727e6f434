"""Pages for those who learn: their courses, activities, quizzes and projects."""
