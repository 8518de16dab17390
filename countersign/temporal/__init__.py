"""The only place that connects to Temporal, and the names that it shows to anyone who may look."""
