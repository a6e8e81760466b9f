"""Keys for other systems, each with what it may do."""
