"""The case system's side: sends a message and gets an answer."""
