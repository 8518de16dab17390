"""What people look up: typed read models. One function makes each from the tables; nothing here changes a table.

The command line prints them, `--json` dumps them, a page or an API would render them.
"""
