"""The Rasa process: Rasa's model, rules, trackers and locks, run without what a turn does not need."""
