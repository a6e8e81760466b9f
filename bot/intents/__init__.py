"""What a visitor means: the trained classifier behind `bot.intent_classifier`."""
