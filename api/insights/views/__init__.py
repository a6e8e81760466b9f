"""The views: each asks one question and answers it from the stored conversations."""
