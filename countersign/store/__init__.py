"""What is kept: tables, migrations and queries. Imported by activities and the worker only."""
