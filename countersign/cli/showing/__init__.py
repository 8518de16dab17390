"""Shows a person, on the command line, what was looked up."""
