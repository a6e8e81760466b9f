"""The core: a conversation is one timeline of events, and everything else is derived from it."""
