"""What marketers read: figures, charts and quotes computed from the stored conversations."""
