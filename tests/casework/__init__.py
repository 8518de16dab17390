"""Proof of what each message, step and piece of news brings about: in memory, and the same on both databases."""
