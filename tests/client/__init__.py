"""What a case system does, over Temporal's own interface."""
