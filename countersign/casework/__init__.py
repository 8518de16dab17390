"""What each message and each step of a clock brings about: facts in, consequences out."""
