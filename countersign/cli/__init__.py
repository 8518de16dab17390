"""The command line: one module for each group of commands. `starter.py` starts it."""
