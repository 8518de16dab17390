"""The hands: each activity asks case work to load, decide and keep, and reports what it says. No rule is here."""
