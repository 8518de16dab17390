"""Takes names out of words about a person, for what is shown outside the letters and the record.

Only the names that the plan itself knows are taken out. That makes a screen safer to look at; it does not redact a
document. A part copy (SHARE-7) is another matter: it does not have the parts at all.
"""

import re
from collections.abc import Iterator

from countersign.careplan.plan import Plan

SHORTEST = 3
TITLES = frozenset({"mrs", "miss", "mr", "ms", "mx", "dr", "sir", "lady", "the", "and"})


def without_names(words: str, plan: Plan) -> str:
    """The words with each name of the plan replaced by who it is: "[the person]", "[carer C1]"."""
    for name, bearer in _names(plan):
        words = re.sub(rf"\b{re.escape(name)}\b", f"[{bearer}]", words)
    return words


def _names(plan: Plan) -> Iterator[tuple[str, str]]:
    """Each name, and who bears it. Whole names come before their parts, so that a whole name is replaced as a whole."""
    people = [(plan.person.name, "the person"), (plan.practitioner.name, "the practitioner")]
    if plan.person.preferred_name:
        people.append((plan.person.preferred_name, "the person"))
    if plan.representative:
        people.append((plan.representative.name, "the representative"))
    if plan.advocate:
        people.append((plan.advocate.name, "the advocate"))
    people += [(carer.name, f"carer {carer.id}") for carer in plan.carers]
    payment = plan.direct_payment
    if payment and payment.authorised_person:
        people.append((payment.authorised_person.name, "the authorised person"))
    if payment and payment.nominated_person:
        people.append((payment.nominated_person.name, "the nominated person"))
    people += [(line.payee.name, f"whoever {line.id} pays") for line in plan.services if line.payee and line.payee.name]
    organisations = [(provider.name, f"provider {provider.id}") for provider in plan.providers]
    yield from sorted((*people, *organisations), key=lambda name_and_bearer: -len(name_and_bearer[0]))
    for name, bearer in people:
        for part in re.split(r"[\s-]+", name):
            if len(part) >= SHORTEST and part.casefold() not in TITLES:
                yield part, bearer
