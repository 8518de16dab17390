"""The test kit itself: what a failure says, what it refuses to do, and the page that describes it."""
