"""The embedded default: a real Temporal server and SQLite on this machine, for demo, run, tests and bench."""
