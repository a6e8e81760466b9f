"""The surface for other systems: a desk that is there already can be fed, and can answer through it."""
