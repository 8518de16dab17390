"""A test kit for delayed sign-off: whole plans on a real Temporal server, with virtual time. See docs/testing.md."""
