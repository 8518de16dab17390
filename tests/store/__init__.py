"""Proof of `store`, on SQLite and on PostgreSQL."""
