"""WHO-4 · Who may send messages: reads the council's file of senders, verifies signatures, and signs."""
