"""What people look up: typed read models, each made by one function that reads the tables. Nothing here changes them.

The command line prints them, `--json` dumps them, a page or an API would render them.
"""
