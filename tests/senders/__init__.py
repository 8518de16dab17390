"""WHO-4: who may send messages."""
