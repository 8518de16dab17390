"""Words about a person without anybody's name: for what is shown outside the letters and the record.

It takes out the names that the plan itself knows: a safeguard for a screen that somebody looks at, not a redaction of a
document (SHARE-7 is another matter: a part copy lacks its parts altogether).
"""

import re
from collections.abc import Iterator

from careplan.plan import Plan

SHORTEST = 3
TITLES = frozenset({"mrs", "miss", "mr", "ms", "mx", "dr", "sir", "lady", "the", "and"})


def without_names(words: str, plan: Plan) -> str:
    """The words with each name of the plan replaced by who it is: "[the person]", "[carer C1]"."""
    for name, who in _names(plan):
        words = re.sub(rf"\b{re.escape(name)}\b", f"[{who}]", words)
    return words


def _names(plan: Plan) -> Iterator[tuple[str, str]]:
    """Whole names before their parts, so that a whole one is replaced as one."""
    people = [(plan.person.name, "the person"), (plan.practitioner.name, "the practitioner")]
    if plan.person.preferred_name:
        people.append((plan.person.preferred_name, "the person"))
    if plan.representative:
        people.append((plan.representative.name, "the representative"))
    people += [(carer.name, f"carer {carer.id}") for carer in plan.carers]
    authorised = plan.direct_payment.authorised_person if plan.direct_payment else None
    people += [(authorised.name, "the authorised person")] if authorised else []
    organisations = [(provider.name, f"provider {provider.id}") for provider in plan.providers]
    yield from sorted((*people, *organisations), key=lambda one: -len(one[0]))
    for name, who in people:
        for part in re.split(r"[\s-]+", name):
            if len(part) >= SHORTEST and part.casefold() not in TITLES:
                yield part, who
