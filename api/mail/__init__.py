"""E-mail out of the house, from an outbox that loses nothing."""
