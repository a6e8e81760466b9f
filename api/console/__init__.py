"""The support console: who waits, what was said, what is known, and what to do next."""
