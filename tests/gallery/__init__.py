"""The gallery: what it shows, what it finds, and what was accepted."""
