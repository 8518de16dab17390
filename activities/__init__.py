"""The doers: each activity runs one determination or one side effect, with its dependencies handed in."""
