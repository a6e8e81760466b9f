"""`make bench`: how quick a turn is, next to the starter bot of `rasa init` on the same machine."""
