"""Our record and Temporal held against each other, and workflows brought to our record."""
