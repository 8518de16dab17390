"""Letters, messages and the written record."""
