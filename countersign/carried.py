"""Finds the folders that come with the code: schemes, templates, examples.

In a checkout they are at the top, where people look. An installed package holds the schemes and the examples inside
itself; its templates are beside it.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `schemes`, `templates` or `examples`, in a checkout or in an installed package."""
    inside = _PACKAGE / "_data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
