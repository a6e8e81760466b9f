"""The people who work here: accounts and sessions."""
