"""After closing: a thumb and a word by an e-mail link, for those who are no longer in the widget."""
