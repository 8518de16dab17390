"""Delayed sign-off, as scenarios: what happens when, and to whom, while nobody does anything."""
