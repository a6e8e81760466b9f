"""What becomes of a complaint: thanked, cause found, solved, followed up."""
