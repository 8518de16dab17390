"""Proof of the read models, on SQLite and on PostgreSQL: each read back from what case work has kept."""
