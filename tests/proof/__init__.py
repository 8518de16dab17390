"""Proves the promise: whatever is sent, at any time and in any order, nobody is left waiting unseen."""
