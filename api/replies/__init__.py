"""Answers that reach a customer who left the chat and an e-mail address: that is what waiting by e-mail means."""
