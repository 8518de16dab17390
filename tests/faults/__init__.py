"""Tests of what goes wrong: our own software, the database, the process itself."""
