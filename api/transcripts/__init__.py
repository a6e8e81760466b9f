"""What was said in a conversation, to keep: as text, as a page to print, by e-mail."""
