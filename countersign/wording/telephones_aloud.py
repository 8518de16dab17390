"""TELL-4 · Telephone numbers as somebody says them: digit by digit, in the groups in which they are written.

However they are written in the United Kingdom: (01632) 960142, 07700-900-123, 01632.960.142, +44 (0)1632 960142, two
numbers with a stroke between them, and the short ones, which are numbers to ring only where the words before say so.
Source: ours; Ofcom, *National Telephone Numbering Plan*, for how long a number is (from memory: *check*).
"""

import re
from collections.abc import Callable

from countersign.wording.numbers_in_words import digits
from countersign.wording.written_short import in_full

Kinds = tuple[tuple[str, Callable[[re.Match[str]], str]], ...]
"""What is found in a text, as expressions, and how each is said."""

TO = r"[-\u2010\u2011\u2012\u2013\u2014\u2212]"
"""What people write for "to" between two figures, or between the groups of a number."""

_GAP = rf"(?:[ .]|\) ?| ?{TO} ?|/(?=[0-9]{{3}}))?"
_NUMBER = (
    # A relay's digits, then a number from anywhere, ours with its code, or one of the short ones that have groups.
    r"(?:1800[0-3][ -]?)?(?:"
    rf"(?:(?:\((?=\+44\)))?\+|00)44\)? ?(?:\(0\) ?)?(?:{_GAP}[0-9]){{9,10}}"
    rf"|(?:\((?=[0-9]{{3,5}}\)))?0[1-9][0-9](?:{_GAP}[0-9]){{7,8}}"
    r"|\+[1-9](?:[ .()-]{0,2}[0-9]){7,13}"
    r"|0800 ?11 ?11|0845 ?46 ?4[0-9]|116 ?(?:000|006|111|117|123))"
)
_ANOTHER = r"0[0-9]{2,4} ?[0-9]{3,4} ?[0-9]{3,4}|[0-9]{3} [0-9]{3,4}(?! ?[0-9])|[0-9]{5,8}|(?<=[0-9]/)[0-9]{1,4}"

_RINGS = (
    r"\b(?:[Rr]ing|[Cc]all|[Dd]ial|[Pp]hone|[Tt]elephone|[Tt]ext|RING|CALL|DIAL|PHONE|TEXT)(?:s|ed|ing)?"
    r"(?: [^0-9.!?…。！？｡।॥۔؟።፧။។៕;:]{1,40}? (?:on|to))?(?: on| free on)?[:,]? "
    r"|\b[Nn]umber is |\b(?:[Pp]olice|NHS|Samaritans|[Tt]elephone|[Pp]hone|[Tt]el\.?):?(?: on)? "
)
"""After such words even a short number is one to ring."""

NOT_COUNTED = (
    r"(?! ?(?:times|occasions|people|hours?|minutes?|days?|weeks?|months?|years?|miles|pounds?|homes|families|carers"
    r"|clients|visits|providers|words|steps|calories|others|more|per\b|%))"
)
"""What follows is not what a number counts."""


def _telephone(found: re.Match[str]) -> str:
    """The nought in +44 (0)1632 is for whoever rings from here, and no part of what follows +44."""
    said = digits(found["telephone"].replace("(0)", " "))
    return f"{said}, or {digits(found['or_another'])}" if found["or_another"] else said


KINDS: Kinds = (
    (
        (
            rf"(?<![\w£.,/+-])(?P<telephone>{_NUMBER})(?:(?: ?/ ?| or | and | & )(?P<or_another>{_ANOTHER})\b)?"
            r"(?!\w|[.,/][0-9])"
        ),
        _telephone,
    ),
    # The number of the National Health Service, and of National Insurance.
    (r"\b[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}\b", lambda found: digits(found[0])),
    (r"\b[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b", lambda found: digits(found[0])),
    (r"\b(?:999|1800[0-3])\b(?![.,][0-9])", lambda found: digits(found[0])),
    (
        (
            rf"(?P<ring>{_RINGS})(?P<dialled>[1-9][0-9]{{2,3}} [0-9]{{3,4}}|[1-9][0-9]{{2,7}})"
            rf"(?!\w|[.,/:][0-9]|[ -]?[0-9]){NOT_COUNTED}"
        ),
        lambda found: f"{in_full(found['ring'])}{digits(found['dialled'])}",
    ),
    (
        r"\b[Ee]xt(?:ension|n)?\b\.? ?(?P<extension>[0-9]{2,5})\b",
        lambda found: f"extension {digits(found['extension'])}",
    ),
    (
        r"\b(?:(?P<tel>[Tt])el|(?P<mob>[Mm])ob)\b\.?(?P<its_number> [Nn]o\b\.?)?(?= ?[(+0-9:])",
        lambda found: (
            (f"{found['tel']}elephone" if found["tel"] else f"{found['mob']}obile")
            + (" number" if found["its_number"] else "")
        ),
    ),
)
