"""How long a visitor's words take to the screen of the person who has the conversation, in a busy house."""
