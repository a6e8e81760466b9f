"""Who gets which conversation: teams, presence, capacity, fair turns."""
