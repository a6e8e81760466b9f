"""The visitor's surface: the chat api, the widget's files and the demo shop."""
