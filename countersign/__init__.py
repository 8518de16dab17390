"""Countersign: durable sign-off for care and support plans."""
