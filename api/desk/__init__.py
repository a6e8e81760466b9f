"""What makes the work quick: labels, views, canned starts, reminders, search."""
