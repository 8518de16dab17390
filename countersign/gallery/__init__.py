"""Letters and records to look at: one sample of each, what has to be true of it, and the page that shows them all."""
