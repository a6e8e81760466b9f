"""Measures the understanding: on the project's own held-out messages, or on any labelled file."""
