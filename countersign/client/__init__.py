"""The case system's side: sends a message, gets an answer, and shows it to a person."""
