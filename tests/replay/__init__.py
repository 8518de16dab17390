"""Histories of plans, kept, and replayed by the workflow as it is now: a plan that waits must survive a release."""
