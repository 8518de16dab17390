"""TELL-4 · Words of letters and records that an easy-read document explains, or does without. Source: ours."""

import re

DIFFICULT = (
    "advocate",
    "agency",
    "appointee",
    "assessment",
    "attorney",
    "authorised",
    "authoriser",
    "budget",
    "commissioner",
    "condition",
    "conditions",
    "confidential",
    "consent",
    "contribution",
    "deputy",
    "direct payment",
    "eligible",
    "estimate",
    "financial assessment",
    "independent",
    "interim",
    "interpreter",
    "ombudsman",
    "outcome",
    "panel",
    "personal assistant",
    "practitioner",
    "provider",
    "reference",
    "relay",
    "representative",
    "review",
    "revision",
    "signed off",
    "telecare",
    "version",
    "written record",
)

_ANY = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, DIFFICULT), key=len, reverse=True))})s?\b", re.IGNORECASE)


def difficult_words(text: str) -> tuple[str, ...]:
    """Those that a text has, each once, in the order in which they come.

    >>> difficult_words("Your Budget. The ombudsman looks at the budget.")
    ('budget', 'ombudsman')
    """
    singular = (found[0].lower() for found in _ANY.finditer(text))
    return tuple(dict.fromkeys(word if word in DIFFICULT else word.removesuffix("s") for word in singular))
