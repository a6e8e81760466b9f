"""What the business knows of its customers beside the conversations: since when, their level, their orders."""
