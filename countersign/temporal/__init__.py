"""The only place that connects to Temporal, and the names that anyone with access to Temporal can see."""
