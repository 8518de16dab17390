"""The story: one long-running workflow for each plan."""
