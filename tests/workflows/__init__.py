"""Tests of the story: real messages to a real server."""
