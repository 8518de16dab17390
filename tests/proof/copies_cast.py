"""Who is in the stories about copies, and the plan that has them: each section in words that no other section has.

The same people are in every version, under whatever reference and spelling that version gives them: the story knows
who is who, the product has to find out.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.proof.judge_copies import ADVOCATE, ANYONE, CARER, PROVIDER, Said
from tests.support.builders import SURE, Json, changed, example

EMAIL, POST = "email", "post"


@dataclass(frozen=True)
class Somebody:
    """A person or organisation of the stories. `slip`: their name with one slip; `later`: by another name."""

    kind: str
    name: str
    slip: str
    later: str
    by: str
    relationship: str = ""


CAST = {
    "ruth": Somebody(CARER, "Ruth Qwarlow", "Ruth Qwarlaw", "Ruth Zbennett", EMAIL, "daughter"),
    "sam": Somebody(CARER, "Samuel Qhartley", "Samuel Qhartly", "Samuel Zmarsh", POST, "son"),
    "jo": Somebody(CARER, "Josephine Qadeyemi", "Josephine Qadeyimi", "Josephine Zkerr", EMAIL, "neighbour"),
    "north": Somebody(PROVIDER, "Qnorthwind Care", "Qnorthwnid Care", "Zwayside Living", EMAIL),
    "river": Somebody(PROVIDER, "Qriverside Help", "Qrivreside Help", "Zmeadow Help", POST),
    "park": Somebody(PROVIDER, "Qparkland Homes", "Qparklamd Homes", "Zparkview", EMAIL),
    "rhys": Somebody(ADVOCATE, "Rhys Qamadi", "Rhys Qamady", "Rhys Zholt", POST),
    "mina": Somebody(ADVOCATE, "Mina Qpatel", "Mina Qpatell", "Mina Zshah", EMAIL),
    "bern": Somebody(ANYONE, "Bernadette Qquayle", "Bernadette Qquaile", "Bernadette Zquill", EMAIL, "friend"),
    "otto": Somebody(ANYONE, "Otto Qlindqvist", "Otto Qlindqvisd", "Otto Zlind", POST, "solicitor"),
}
AS_IT_IS, IN_CAPITALS, ONE_SLIP, NOW_CALLED = "as it is", "in capitals", "one slip", "now called otherwise"
SPELLINGS = (AS_IT_IS, IN_CAPITALS, ONE_SLIP, NOW_CALLED)
REFERENCES = {CARER: ("C1", "C2"), PROVIDER: ("P1", "P2"), ADVOCATE: ("advocate",)}

TOKENS = {
    "needs": ("Zneed",),
    "outcomes": ("Zaim", "Zknow", "Zprefer"),
    "services": ("Zservice", "Zdescribed"),
    "budget": ("Zworkedout", "134.40", "Zindicates"),
    "risks_and_contingency": ("Zcontingency",),
}
"""Words of each section that only that section may bring into a copy."""

PLANTED = {
    "a service, in what is done if something goes wrong": ("risks_and_contingency", ("services",), "Zservice one"),
    "a service, in how the budget was worked out": ("budget", ("services",), "zSERVICE two"),
    "a provider, in a need": ("needs", ("services",), CAST["north"].name),
    "a carer, in an outcome": ("outcomes", ("services",), CAST["ruth"].name.rpartition(" ")[2]),
    "an amount, in a need": ("needs", ("services", "budget"), "£134.40"),
    "an amount, in what is done if something goes wrong": ("risks_and_contingency", ("services", "budget"), "£ 134.40"),
}
"""What stands in a section that stays: where, what it tells if any of these is left out, and the words."""


@dataclass(frozen=True)
class Slot:
    """Somebody in a version of the plan."""

    who: str
    spelled: str = AS_IT_IS
    makes_by_hand: bool = False
    """Whether they read a format that people make."""

    @property
    def name(self) -> str:
        """Their name as this version has it."""
        somebody = CAST[self.who]
        return {
            AS_IT_IS: somebody.name,
            IN_CAPITALS: somebody.name.upper(),
            ONE_SLIP: somebody.slip,
            NOW_CALLED: somebody.later,
        }[self.spelled]


@dataclass(frozen=True)
class Decided:
    """A decision about sharing as a message says it, its days counted from the day on which it comes."""

    recipient: str
    scope: str
    sections: frozenset[str] = frozenset()
    basis: str = "consent"
    capacity: bool | None = True
    days_ago: int = 0
    lasts: int | None = None
    """How many days after the decision its last day is."""
    consulted: bool = True
    because_of_risk: bool = False
    decider: str = "person"
    """A reference; "" for somebody outside the plan; "in words": only words say that it was whoever would receive."""

    def json(self, today: date, name: str) -> Json:
        """In the form that the product reads. `name`: the recipient's."""
        on = today - timedelta(days=self.days_ago)
        said: Json = {
            "recipient": self.recipient,
            "scope": self.scope,
            "sections": sorted(self.sections) if self.scope == "part" else [],
            "because_of_risk": self.because_of_risk,
            "basis": self.basis,
            "has_capacity": None if self.capacity is None else {"so": self.capacity, "in_words": SURE},
            "consulted": ["her sister"] if self.consulted and self.basis == "best_interests" else [],
            "decided_by": name if self.decider == "in words" else "social worker",
            "decided_on": on.isoformat(),
            "until": None if self.lasts is None else (on + timedelta(days=self.lasts)).isoformat(),
        }
        return said | ({} if self.decider in ("", "in words") else {"decider": self.decider})

    def said(self, about: str, today: date, decided_by: str) -> Said:
        """As the judge has it. `about`, `decided_by`: who that is in the story."""
        on = today - timedelta(days=self.days_ago)
        return Said(
            about=about,
            scope=self.scope,
            on=on,
            sections=self.sections if self.scope == "part" else frozenset(),
            basis=self.basis,
            capacity=self.capacity,
            until=None if self.lasts is None else on + timedelta(days=self.lasts),
            consulted=self.consulted,
            because_of_risk=self.because_of_risk,
            decided_by=decided_by,
        )


@dataclass(frozen=True)
class Version:
    """One version of the plan."""

    slots: tuple[tuple[str, Slot], ...]
    """Who stands under which reference."""
    decisions: tuple[Decided, ...] = ()
    repeats: bool = False
    """Whether it repeats every decision of the version before, word for word."""
    marks: frozenset[str] = frozenset()
    """Of whom a safeguarding mark speaks: references, and `representative`."""
    representative: str = ""
    """Who acts for the person: somebody of the cast, or "lena"; "": nobody."""
    delivers: frozenset[str] = frozenset({"P1"})
    """The providers that deliver a line."""
    planted: frozenset[str] = frozenset()
    difficulty: bool | None = None
    by_hand: bool = False
    """Whether the person reads a format that people make."""
    telecare: str = "5.40"
    """What the alarm costs a week: the one figure in which versions differ."""

    @property
    def who(self) -> dict[str, str]:
        """Who that is, by reference."""
        acting = {"representative": self.representative} if self.representative else {}
        return {reference: slot.who for reference, slot in self.slots} | acting | {"person": "the person"}

    def name_of(self, who: str) -> str:
        """The name that this version gives somebody."""
        return next((slot.name for _, slot in self.slots if slot.who == who), "")


def place_of(who: str) -> tuple[str, ...]:
    """Where somebody is reached: one e-mail address, or the lines of an address."""
    return (f"{who}@example.org",) if CAST[who].by == EMAIL else (f"{len(who)} {who.capitalize()} Row", "Northbridge")


def elsewhere(who: str, times: int) -> tuple[str, ...]:
    """Where somebody is reached once they have moved so many times."""
    return (f"{who}.{times}@example.org",) if CAST[who].by == EMAIL else (f"{times} Other Street", "Northbridge")


def contact(slot: Slot) -> Json:
    """How somebody is reached."""
    by = CAST[slot.who].by
    where: Json = {"email": place_of(slot.who)[0]} if by == EMAIL else {"address": list(place_of(slot.who))}
    return {"channel": by, "format": "braille" if slot.makes_by_hand else "standard", **where}


def plan_json(version: Version, sharing: list[Json], before: dict[str, Slot]) -> Json:
    """A version in the form that the product reads. `before`: everybody as an earlier version had them last."""
    plan = example("clare-1-submission")["plan"]
    words = _words(version)
    for number, need in enumerate(plan["needs"]):
        need["description"] = f"Zneed {number}: what she cannot do by herself since the summer.{words['needs']}"
        need["to_the_person"] = need["description"]
    for number, outcome in enumerate(plan["outcomes"]):
        outcome["description"] = f"Zaim {number}: what she wants to do again.{words['outcomes']}"
        outcome["to_the_person"] = outcome["description"]
        outcome["how_we_will_know"] = f"Zknow {number}: seen in the care log by the first review."
    for number, line in zip(("one", "two", "three", "four"), plan["services"], strict=True):
        line["service"] = f"Zservice {number}"
        line["description"] = f"Zdescribed {number}: what is done, and when."
        line.pop("provider", None)
    plan["services"][3]["weekly_cost"] = version.telecare
    for reference, line in zip(sorted(version.delivers & set(version.who)), plan["services"][::2], strict=False):
        line["provider"] = reference
    parties = {reference: slot for reference, slot in version.slots if slot.who}
    marks = [
        {"kind": "somebody_who_is_a_risk", "about": about, "in_words": words_of_a_mark(version.who[about])}
        for about in sorted(version.marks & set(version.who))
    ]
    acting = CAST.get(version.representative)
    representative: Json = {
        "name": version.name_of(version.representative) or (acting.name if acting else "Lena Qforth"),
        "relationship": acting.relationship if acting else "friend",
        "contact": {"address": ["3 Station Road", "Northbridge"]},
    }
    difficulty: Json = {
        "so": bool(version.difficulty),
        "in_words": "She loses the thread of longer letters; short visits help.",
        "difficulties": ["retaining"] if version.difficulty else [],
    }
    return changed(
        plan,
        {
            "indicative_budget": "400.00",
            "person.contact.format": "braille" if version.by_hand else "standard",
            "carers": [_party(reference, slot, before) for reference, slot in parties.items() if reference[0] == "C"],
            "providers": [
                _party(reference, slot, before) for reference, slot in parties.items() if reference[0] == "P"
            ],
            "advocate": next((_party("", slot, before) for ref, slot in parties.items() if ref == ADVOCATE), None),
            "representative": representative if version.representative else None,
            "sharing": sharing,
            "safeguarding": marks,
            "understanding": difficulty if version.difficulty is not None else None,
            "how_budget_was_worked_out": f"Zworkedout: we added what each part costs.{words['budget']}",
            "contingency_plan": f"Zcontingency: somebody comes within the hour.{words['risks_and_contingency']}",
            "preferences": "Zprefer: an early visit.",
        },
    )


def _party(reference: str, slot: Slot, before: dict[str, Slot]) -> Json:
    somebody, was = CAST[slot.who], before.get(slot.who)
    party: Json = {"name": slot.name, "contact": contact(slot)}
    party |= {"id": reference} if reference else {}
    party |= {"relationship": somebody.relationship} if somebody.kind == CARER else {}
    has_another_name = was is not None and (was.spelled == NOW_CALLED) is not (slot.spelled == NOW_CALLED)
    return party | ({"formerly": was.name} if was and has_another_name else {})


def words_of_a_mark(who: str) -> str:
    """What is known, in words that name nobody and are those of no other mark."""
    return f"Known to the safeguarding team since June; their case {len(who)}{ord(who[0])}."


def _words(version: Version) -> dict[str, str]:
    """What is planted in each section."""
    words = dict.fromkeys(TOKENS, "")
    for what in sorted(version.planted):
        section, _, said = PLANTED[what]
        words[section] += f" As with {said} before."
    return words


def tells(version: Version, shared: frozenset[str], marked: frozenset[str]) -> bool:
    """SHARE-7: whether the text that stays names what is left out of a copy with these sections.

    A name tells only of somebody whom this version has under it. `marked`: the names of whoever has a mark.
    """
    names = {slot.name for _, slot in version.slots}
    for what in version.planted:
        section, about, words = PLANTED[what]
        is_somebody = "provider" in what or "carer" in what
        if is_somebody and not any(words.lower() in name.lower() for name in names):
            continue
        # SHARE-8: whoever a mark names is named in the text of no part copy.
        names_them = is_somebody and any(words.lower() in name.lower() for name in marked)
        if section in shared and (names_them or not set(about) <= shared):
            return True
    return False
