"""Proof, in the same rooms as the code."""
