"""The public HTTP process: it owns the database and the state of every conversation."""
