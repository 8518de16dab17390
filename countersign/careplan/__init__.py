"""The rules of signing off a care and support plan, apart from any machinery.

Nothing here reads a clock, a file, a network or a database. A rule gets what it needs as arguments, and returns what it
finds as a value. See `docs/coverage.md` for each rule's id, code and tests.
"""
