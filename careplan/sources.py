"""Where each rule comes from, in the forms that findings, schemes and documents cite.

`RULES` is this project's own list of every rule id with a short title. `docs/coverage.md` is generated
from it and from the ids named in the code and the tests.
"""

from enum import StrEnum
from typing import NamedTuple


class Source(StrEnum):
    """A document that a rule rests on. `CHECK` marks paragraph numbers not read at first hand."""

    PROCEDURE = (
        "procedure: Signing Off a Care and Support Plan and Agreeing a Final Personal Budget (tri.x, 23 May 2023)"
    )
    GUIDANCE = "article on TLAP's 'Delivering care and support planning' (Community Care)"
    ACT = "Care Act 2014"
    STATUTORY = "Care and support statutory guidance"
    CASE_LAW = "case law"
    OURS = "our default: the sources give no figure"


class Built(StrEnum):
    """How much of a rule this software does."""

    WHOLE = "built"
    SIMPLE = "simple form"
    NO = "not built"


class Rule(NamedTuple):
    """One rule of the rulebook: a short title of our own, its sources, and how much of it is built."""

    title: str
    sources: tuple[Source, ...]
    built: Built
    left: str = ""


P, G, A, S, C = Source.PROCEDURE, Source.GUIDANCE, Source.ACT, Source.STATUTORY, Source.CASE_LAW
WHOLE, SIMPLE, NO = Built.WHOLE, Built.SIMPLE, Built.NO

RULES: dict[str, Rule] = {
    "SUB-1": Rule("Eight statements, each with evidence", (P,), WHOLE),
    "SUB-2": Rule("An incomplete submission is refused at the door, every gap named at once", (P,), WHOLE),
    "SUB-3": Rule("The named practitioner answers for a delegated plan", (P,), WHOLE),
    "SUB-4": Rule("Above the indicative budget: four further pieces of evidence", (P,), WHOLE),
    "SUB-5": Rule("Every eligible need is met by something; every outcome can be reviewed", (P, A), WHOLE),
    "SUB-6": Rule("Nine teams; the team is part of the submission", (P,), WHOLE),
    "SUB-7": Rule("A carer's own plan is a kind of its own and may be routed differently", (P,), WHOLE),
    "ROUTE-1": Rule(
        "The council's scheme is data, in dated editions; a missing limit authorises nothing", (P, G), WHOLE
    ),
    "ROUTE-2": Rule("To the lowest role that may agree it", (G, S), WHOLE),
    "ROUTE-3": Rule("A panel or call is the exception, with its reason computed, recorded and told", (G,), WHOLE),
    "ROUTE-4": Rule("Shropshire's scheme", (G,), WHOLE),
    "ROUTE-5": Rule("Doncaster's scheme: authorised to start apart from signed off", (G,), WHOLE),
    "ROUTE-6": Rule("A panel scheme states how the person is involved; the person is invited", (G,), WHOLE),
    "ROUTE-7": Rule("No message by which an authoriser could edit a plan", (G, S), WHOLE),
    "ROUTE-8": Rule("A limit routes upward only; it never lowers a budget", (P, A), WHOLE),
    "ROUTE-9": Rule(
        "The submitting or planning practitioner never authorises; acting for is never wider than either", (A,), WHOLE
    ),
    "ROUTE-10": Rule("The authority used is stored, and checked when deciding", (A,), WHOLE),
    "ROUTE-11": Rule("An expert assessor, or one of like expertise, is recorded as part of the panel", (S,), WHOLE),
    "DEC-1": Rule("Three limbs: all hold, it must be agreed; one fails, it must not", (P,), WHOLE),
    "DEC-2": Rule("Eleven questions answered; the decision cannot contradict the answers", (P,), WHOLE),
    "DEC-3": Rule("Regard to wellbeing, outcomes and preferences is recorded", (P,), WHOLE),
    "DEC-4": Rule("Missing information is asked for before deciding", (P,), WHOLE),
    "DEC-5": Rule("A decision names its version; late, second or unauthorised ones change nothing", (P,), WHOLE),
    "DEC-6": Rule("Best use compares only able and available services", (P,), WHOLE),
    "DEC-7": Rule("Consistent: how the budget sits among similar plans", (P,), WHOLE),
    "DEC-8": Rule("Transparency, timeliness and sufficiency each leave evidence", (P, S), WHOLE),
    "DEC-9": Rule("A lower resubmission carries reasons that the person sees", (C,), WHOLE),
    "DP-1": Rule("Lacks capacity to manage it: an authorised person", (P,), WHOLE),
    "DP-2": Rule("Not to a relative in the same household unless agreed; never to a spouse or partner", (P, A), WHOLE),
    "DP-3": Rule("Not for a care home beyond four weeks a year", (P, A), WHOLE),
    "DP-4": Rule("Not under a drug, alcohol or behaviour requirement", (P,), WHOLE),
    "DP-5": Rule("A hard stop bars only the lines paid that way", (P, A), WHOLE),
    "DP-6": Rule("A concern is discussed; conditions if need be, with reminders", (P,), WHOLE),
    "DP-7": Rule("Employer's costs of personal assistants itemised", (P,), WHOLE),
    "DP-8": Rule("What the council could commission is compared both ways", (P,), WHOLE),
    "BUD-1": Rule("Cost to the council, what the person pays, what the council pays: to the penny", (P, A), WHOLE),
    "BUD-2": Rule("Who else pays, and how much", (P,), WHOLE),
    "BUD-3": Rule("Every figure comes from the plan's priced lines", (P, A), WHOLE),
    "TELL-1": Rule(
        "Signed off: the person is told as soon as possible",
        (P,),
        SIMPLE,
        "by letter or e-mail; other channels come later",
    ),
    "TELL-2": Rule(
        "Not signed off: told with reasons, the right to complain and what happens next",
        (P,),
        SIMPLE,
        "by letter or e-mail; other channels come later",
    ),
    "TELL-3": Rule("Resubmitted: told the new timeframe", (P,), SIMPLE, "one letter for each resubmission"),
    "TELL-4": Rule(
        "In the recipient's recorded format, by their preferred contact",
        (S,),
        SIMPLE,
        "standard, large print and plain text are made; any other format is a person's task",
    ),
    "TELL-5": Rule(
        "A message that fails goes another way, then becomes a task",
        (S,),
        SIMPLE,
        "a failure becomes a task for a named person; no second channel yet, no bounces",
    ),
    "TELL-6": Rule(
        "The practitioner and the authoriser are told at once",
        (P,),
        SIMPLE,
        "told of the outcome and of what awaits them; not yet of every question",
    ),
    "REC-1": Rule("A written record, made only from the signed version", (P,), WHOLE),
    "REC-2": Rule(
        "It explains how the budget was decided", (P,), SIMPLE, "from the plan's own words and its priced lines"
    ),
    "REC-3": Rule("Substantial difficulty: support is put in place and held open", (P,), NO),
    "REC-4": Rule(
        "Signed versions are immutable; not complete until the record is given",
        (P, A),
        SIMPLE,
        "given means dispatched, or confirmed by a person; bounces come later",
    ),
    "SHARE-1": Rule(
        "The carer's full copy, unless the person asked otherwise",
        (P, A),
        SIMPLE,
        "in full, in chosen parts, or not at all",
    ),
    "SHARE-2": Rule(
        "Everybody else: with consent or a best-interests decision", (P,), SIMPLE, "recorded before or after signing"
    ),
    "SHARE-3": Rule(
        "Providers who will deliver care get a copy under SHARE-2", (P,), SIMPLE, "each provider named on a priced line"
    ),
    "SHARE-4": Rule("Anyone the person asks for gets a copy, with two exceptions", (P,), NO),
    "SHARE-5": Rule("A concern goes to the line manager", (P,), NO),
    "SHARE-6": Rule(
        "Consent and its basis recorded, and read again when sending",
        (P, A),
        SIMPLE,
        "recorded with who, when and basis, and read again when sending",
    ),
    "SHARE-7": Rule(
        "A part copy truly lacks what was left out",
        (P,),
        SIMPLE,
        "sections are left out whole; parts of a section come later",
    ),
    "AMEND-1": Rule("Who may ask for an amendment; the person is consulted", (P,), NO),
    "AMEND-2": Rule("Signed off in proportion to the change; a cut is never light", (P, A), NO),
    "AMEND-3": Rule("The amended plan goes to the same people", (P,), NO),
    "AMEND-4": Rule("Not agreed: reasons, and the right to complain", (P,), NO),
    "RET-1": Rule("Two grounds only; the limb is recorded", (P,), WHOLE),
    "RET-2": Rule("Clear reasons, each with a ground, a criterion and a suggested step", (P,), WHOLE),
    "RET-3": Rule("It says whether it needs information or a revision", (P,), WHOLE),
    "RET-4": Rule("The practitioner's question about a return", (P,), WHOLE),
    "RET-5": Rule("A resubmission answers each reason, and is considered again", (P,), WHOLE),
    "RET-6": Rule("Clare's plan", (P,), WHOLE),
    "RET-7": Rule("Joe's plan", (P,), WHOLE),
    "RET-8": Rule("Peter's plan", (P,), WHOLE),
    "TIME-1": Rule("Every wait has an owner, a due date and a next step", (P, A), WHOLE),
    "TIME-2": Rule("Remind, then the next person up, measured from submission", (P,), WHOLE),
    "TIME-3": Rule("Urgent needs during sign-off: interim support", (P,), WHOLE),
    "TIME-4": Rule("Interim support is its own tracked arrangement", (P, A), WHOLE),
    "TIME-5": Rule("Nothing ends interim support but a decision to end it", (S,), WHOLE),
    "TIME-6": Rule("Waiting for information pauses the authoriser's clock", (P,), WHOLE),
    "TIME-7": Rule(
        "What approval costs: time, delay, panels, returns",
        (G,),
        SIMPLE,
        "recorded: each wait, pause, rung, question and interim support; the report comes later",
    ),
    "END": Rule("Ways a plan leaves, each with its tidy-up", (P,), WHOLE),
}
