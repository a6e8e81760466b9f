"""Telling other systems what happened, signed, with retries."""
