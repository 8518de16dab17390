"""How the command line shows a person what was looked up."""
