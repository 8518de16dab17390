"""The rules of signing off a care and support plan, apart from any machinery.

Nothing here reads a clock, a file, a network or a database: what a rule needs arrives as an argument,
and what it found leaves as a value. See `docs/coverage.md` for each rule's id, code and tests.
"""
