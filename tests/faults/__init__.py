"""Tests of failures: of our own software, of the database, and of a worker's process."""
