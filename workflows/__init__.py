"""The story: one long-running workflow for each plan, and one for its interim support."""
