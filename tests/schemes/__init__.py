"""Each council's scheme, as a whole: what a plan goes through under it."""
