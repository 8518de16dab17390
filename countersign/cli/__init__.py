"""The command line, in rooms: sending messages, looking, and upkeep. `starter.py` puts them together."""
