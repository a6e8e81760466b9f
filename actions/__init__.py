"""The bot's goals, one file each: what it says and decides, from what was said and what a catalog knows."""
