"""Starts everything with one command, and keeps it running."""
