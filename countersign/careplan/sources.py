"""Where each rule comes from, in the words that findings, schemes and documents cite.

`RULES` is this project's own list of the rules of the rulebook's second edition: each id with a short title.
`docs/coverage.md` is generated from this list and from the ids that the code and the tests name. A rule that the second
edition changed counts as a simple form until the code follows it: `left` says what is not built yet.
"""

from enum import StrEnum
from typing import NamedTuple


class Source(StrEnum):
    """A document that a rule rests on. "(check)" marks paragraph numbers that were not read at first hand."""

    PROCEDURE = (
        "procedure: Signing Off a Care and Support Plan and Agreeing a Final Personal Budget (tri.x, 23 May 2023)"
    )
    GUIDANCE = "article on TLAP's 'Delivering care and support planning' (Community Care)"
    ACT = "Care Act 2014"
    STATUTORY = "Care and support statutory guidance"
    CASE_LAW = "case law"
    REGULATIONS = "Care and Support (Direct Payments) Regulations 2014, SI 2014/2871"
    OURS = "our default: the sources give no figure"
    BESIDES = "ours: no source asks for it, and it stands all the same"


class Built(StrEnum):
    """How much of a rule is built."""

    WHOLE = "built"
    SIMPLE = "simple form"
    NO = "not built"


class Rule(NamedTuple):
    """One rule of the rulebook."""

    title: str
    """A short title, in our own words."""

    sources: tuple[Source, ...]
    """What the rule rests on."""

    built: Built
    """How much of it is built."""

    left: str = ""
    """For a simple form: what it does, or what is not built yet."""


P, G, A, S, C = Source.PROCEDURE, Source.GUIDANCE, Source.ACT, Source.STATUTORY, Source.CASE_LAW
R, B = Source.REGULATIONS, Source.BESIDES
WHOLE, SIMPLE, NO = Built.WHOLE, Built.SIMPLE, Built.NO

RULES: dict[str, Rule] = {
    "SUB-1": Rule("Eight statements, each with evidence; a yes or no first, and words second", (P,), WHOLE),
    "SUB-2": Rule("An incomplete submission is refused at the door, every gap named at once", (P,), WHOLE),
    "SUB-3": Rule("The named practitioner answers for a delegated plan", (P,), WHOLE),
    "SUB-4": Rule(
        "Above the indicative budget, a week or once, also as managed otherwise: four further pieces of evidence",
        (P,),
        WHOLE,
    ),
    "SUB-5": Rule("Every eligible need is met by something; every outcome can be reviewed", (P, A), WHOLE),
    "SUB-6": Rule("Nine teams; the team is part of the submission", (P,), WHOLE),
    "SUB-7": Rule(
        "A carer's own plan is a kind of its own and may be routed differently; a council names its own teams",
        (P,),
        WHOLE,
    ),
    "SUB-8": Rule("Who may submit, and that sender and practitioner are on the register", (P, S), WHOLE),
    "ROUTE-1": Rule(
        "The council's scheme is data, in dated editions; a missing limit authorises nothing", (P, G), WHOLE
    ),
    "ROUTE-2": Rule("To the lowest role that may agree it", (G, S), WHOLE),
    "ROUTE-3": Rule(
        "A panel or call is the exception, with its reason computed, recorded and told; missed, moved, referred to",
        (G, B),
        WHOLE,
    ),
    "ROUTE-4": Rule("Shropshire's scheme", (G,), WHOLE),
    "ROUTE-5": Rule(
        "Doncaster's scheme: authorised to start apart from signed off; approved on the report of how it works",
        (G,),
        WHOLE,
    ),
    "ROUTE-6": Rule("A panel scheme states how the person is involved; the person is invited", (G,), WHOLE),
    "ROUTE-7": Rule("No message by which an authoriser could edit a plan", (G, S), WHOLE),
    "ROUTE-8": Rule("A limit routes upward only; it never lowers a budget", (P, A), WHOLE),
    "ROUTE-9": Rule(
        "The submitting or planning practitioner never authorises; acting for is never wider than either", (A,), WHOLE
    ),
    "ROUTE-10": Rule("The authority used is stored, and checked when deciding", (A,), WHOLE),
    "ROUTE-11": Rule("An expert assessor, or one of like expertise, is recorded as part of the panel", (S,), WHOLE),
    "ROUTE-12": Rule("An invitation says where, how, who and how long, in good time", (G, B), WHOLE),
    "DEC-1": Rule("Three limbs: all hold, it must be agreed; one fails, it must not", (P,), WHOLE),
    "DEC-2": Rule(
        "Eleven questions answered; the decision cannot contradict the answers, and unclear outcomes bar it",
        (P,),
        WHOLE,
    ),
    "DEC-3": Rule("Regard to wellbeing, outcomes and preferences is recorded", (P,), WHOLE),
    "DEC-4": Rule("Missing information is asked for, and answered or no longer wanted, before deciding", (P,), WHOLE),
    "DEC-5": Rule("A decision names its version; late, second or unauthorised ones change nothing", (P,), WHOLE),
    "DEC-6": Rule("Best use compares only able and available services, and a return names one", (P,), WHOLE),
    "DEC-7": Rule("Consistent: how the budget sits among similar plans", (P,), WHOLE),
    "DEC-8": Rule("Transparency, timeliness and sufficiency each leave evidence", (P, S), WHOLE),
    "DEC-9": Rule("A lower resubmission carries reasons that the person sees", (C,), WHOLE),
    "DP-1": Rule("Lacks capacity to manage it: an authorised person; not stated: it is asked", (P,), WHOLE),
    "DP-2": Rule(
        "Who is paid is stated; somebody close to the person only where that was agreed as necessary", (P, A, R), WHOLE
    ),
    "DP-3": Rule("Not for a care home beyond four weeks a year, nor without its stays unasked", (P, A), WHOLE),
    "DP-4": Rule("Not under a drug, alcohol or behaviour requirement", (P,), WHOLE),
    "DP-5": Rule("A hard stop bars only the lines paid that way", (P, A), WHOLE),
    "DP-6": Rule("A concern takes no payment away; conditions if need be, with reminders", (P,), WHOLE),
    "DP-7": Rule(
        "Employer's costs of personal assistants itemised, beside the rates of the day",
        (P,),
        WHOLE,
    ),
    "DP-8": Rule("What the council could commission is compared both ways, a week and once", (P,), WHOLE),
    "DP-9": Rule(
        "The payment is stated: amount, how often, from when, gross or net, who manages it; and reviewed", (A, R), WHOLE
    ),
    "BUD-1": Rule(
        "Cost to the council, what the person pays, what the council pays: to the penny, a week and once", (P, A), WHOLE
    ),
    "BUD-2": Rule("Who else pays, and how much", (P,), WHOLE),
    "BUD-3": Rule("Every figure comes from the plan's priced lines", (P, A), WHOLE),
    "TELL-1": Rule(
        "Signed off: the person is told as soon as possible; who is written to is a recorded choice, both the default",
        (P,),
        WHOLE,
    ),
    "TELL-2": Rule(
        "Not signed off: told with reasons, the right to complain and what happens next",
        (P,),
        SIMPLE,
        "by letter or e-mail, in words to the person; a text message says only that a letter is coming",
    ),
    "TELL-3": Rule("Resubmitted: told the new timeframe", (P,), SIMPLE, "one letter for each resubmission"),
    "TELL-4": Rule(
        "In the recipient's recorded format, by their preferred contact",
        (S,),
        SIMPLE,
        "standard, large print and plain text are made; any other format is a person's task, with a draft",
    ),
    "TELL-5": Rule(
        "A message that fails or comes back goes another way, then is a named person's task; told is not come back",
        (S,),
        WHOLE,
    ),
    "TELL-6": Rule(
        "Staff are told at once of every outcome, question, condition and task, each once; a digest besides, if wanted",
        (P,),
        WHOLE,
    ),
    "TELL-7": Rule("Every letter has a real sender, beside the schemes; what the reader can use first", (S,), WHOLE),
    "TELL-8": Rule(
        "Whom and where are read as they are now, before anything is sent; marks are put and lifted at any time",
        (S,),
        WHOLE,
    ),
    "TELL-9": Rule("Told of a new practitioner, of interim support, of a review or condition to come", (P, S), WHOLE),
    "REC-1": Rule(
        "A written record to the person, in their format, and to the representative; only from the signed version",
        (P,),
        WHOLE,
    ),
    "REC-2": Rule(
        "It explains how the budget was decided",
        (P,),
        SIMPLE,
        "from the plan's own words and its priced lines; not yet all that sections 25 and 26 ask for",
    ),
    "REC-3": Rule(
        "Substantial difficulty: support is held open until it is recorded; an advocate is told", (P, A), WHOLE
    ),
    "REC-4": Rule(
        "Signed versions are immutable; not complete until the record is given",
        (P, A),
        SIMPLE,
        "given means dispatched, or confirmed by a person; a plan that is signed off stays so if its record comes back",
    ),
    "REC-5": Rule("Every character arrives as written, in any script, or a person is asked", (S,), WHOLE),
    "SHARE-1": Rule(
        "The carer's full copy, unless the person asked otherwise",
        (P, A),
        WHOLE,
    ),
    "SHARE-2": Rule("Everybody else: with consent or a best-interests decision", (P,), WHOLE),
    "SHARE-3": Rule("Providers who will deliver care get a copy under SHARE-2", (P,), WHOLE),
    "SHARE-4": Rule("Anyone the person asks for gets a copy, with two exceptions", (P,), WHOLE),
    "SHARE-5": Rule("A concern goes to the line manager: in full, in part, or declined and explained", (P,), WHOLE),
    "SHARE-6": Rule(
        "Consent and its basis recorded, and read again when sending",
        (P, A),
        WHOLE,
    ),
    "SHARE-7": Rule(
        "A part copy truly lacks what was left out",
        (P,),
        SIMPLE,
        "sections are left out whole, and free text that stays is looked through; parts of a section come later",
    ),
    "SHARE-8": Rule(
        "Where risk is the reason, the copy does not say what is missing",
        (P,),
        WHOLE,
    ),
    "SHARE-9": Rule(
        "Consent withdrawn or ended afterwards: the holder is asked; who holds what is one answer, exported too",
        (S,),
        WHOLE,
    ),
    "AMEND-1": Rule("Who may ask for an amendment; the person is consulted", (P,), WHOLE),
    "AMEND-2": Rule("Signed off in proportion to the change; a cut is never light", (P, A), WHOLE),
    "AMEND-3": Rule("The amended plan goes to the same people, unless the person asks otherwise", (P,), WHOLE),
    "AMEND-4": Rule(
        "Not agreed: reasons, and the right to complain",
        (P,),
        WHOLE,
    ),
    "RET-1": Rule("Two grounds only; the limb is recorded, and rests on a finding or on stated facts", (P,), WHOLE),
    "RET-2": Rule("Clear reasons, each with a ground, a criterion and a suggested step", (P,), WHOLE),
    "RET-3": Rule("It says whether it needs information or a revision, and a resubmission gives that", (P,), WHOLE),
    "RET-4": Rule("The practitioner's question about a return", (P,), WHOLE),
    "RET-5": Rule("A resubmission answers each reason, and is considered again", (P,), WHOLE),
    "RET-6": Rule("Clare's plan", (P,), WHOLE),
    "RET-7": Rule("Joe's plan", (P,), WHOLE),
    "RET-8": Rule("Peter's plan", (P,), WHOLE),
    "RET-9": Rule("Who may resubmit; the person stays the same", (P, S), WHOLE),
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
        "recorded: each wait, pause, step, question and interim support; the report comes later",
    ),
    "TIME-8": Rule("One meaning of late everywhere: since the first date missed, until the wait ends", (P,), WHOLE),
    "REV-1": Rule("First looked at after some weeks, then at least every twelve months, and on request", (A, S), WHOLE),
    "REV-2": Rule("Reminded, told, recorded with its outcome; it restarts the clock", (S,), WHOLE),
    "REV-3": Rule("A direct payment has its own review; one visit may do both", (R,), WHOLE),
    "REV-4": Rule("A review never lowers a budget by itself", (S,), WHOLE),
    "END": Rule(
        "Ways a plan leaves, each with its tidy-up",
        (P,),
        WHOLE,
    ),
    "WHO-1": Rule(
        "For each message one table says who may send it",
        (P, S, B),
        WHOLE,
    ),
    "WHO-2": Rule("A message names its plan; a decision its version by a hash of the content", (P,), WHOLE),
    "WHO-3": Rule("A member of staff is one person, however the reference is written", (S, B), WHOLE),
    "WHO-4": Rule("The case system that sends proves who it is", (S,), WHOLE),
    "WHO-5": Rule("Names and telephone numbers of staff come from the register", (B,), WHOLE),
    "WHO-6": Rule("Nobody grants themselves a role; a role that decides is confirmed by another", (B,), WHOLE),
}
