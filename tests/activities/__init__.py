"""Tests of the hands: what is sent, to whom, how often, and what happens when it cannot be."""
