"""What each message brings about: one function for each, in the module of its subject.

Each handler reads the rules' findings, and either refuses with every reason or changes the case. The message's form,
workflow and sender, and the state of the plan, have been checked before the handler is called.
"""

from countersign.casework.handlers import (
    amendments,
    anytime,
    copies,
    decisions,
    information,
    interim,
    leaving,
    meetings,
    payment,
    people,
    post,
    returning,
    reviews,
    understanding,
    upkeep,
)
from countersign.casework.handlers.registry import Handler, handler_of, handles

__all__ = [
    "Handler",
    "amendments",
    "anytime",
    "copies",
    "decisions",
    "handler_of",
    "handles",
    "information",
    "interim",
    "leaving",
    "meetings",
    "payment",
    "people",
    "post",
    "returning",
    "reviews",
    "understanding",
    "upkeep",
]
