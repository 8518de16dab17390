"""The promise that is proved: whatever is sent, whenever, in whatever order, nobody is left waiting unseen."""
