"""DEC-1, DEC-2 · The test's limbs and the eleven questions in words, and what a plan has that serves each question.

Source: the procedure, "Helpful questions to ask during the sign off process include …", beside what the practitioner
confirms (SUB-1) and the further evidence (SUB-4). Which serves which is ours. It is for reading only: no rule decides
by it.
"""

from countersign.careplan.decision_parts import Limb, Question

QUESTION_WORDS: dict[Question, str] = {
    Question.INVOLVEMENT: (
        "Has the person's involvement in the plan been maximised: is there evidence that they were involved, or "
        "supported by an appropriate person or representative?"
    ),
    Question.WELLBEING: "Will the plan promote individual wellbeing?",
    Question.OUTCOMES_CLEAR: "Is it clear what the person's outcomes are, and are they realistic?",
    Question.HOW_ACHIEVED: (
        "Is it clear how the plan will support the person to achieve their outcomes, and how services contribute?"
    ),
    Question.INDEPENDENCE: (
        "Will the plan promote the person's independence, choice and control over how their needs are met and their "
        "outcomes achieved?"
    ),
    Question.PREVENTION: "Does the plan maximise opportunities to prevent, reduce or delay needs?",
    Question.STRENGTHS: (
        "Does the plan show that a strengths approach to meeting needs was used, rather than one led by services?"
    ),
    Question.RESOURCES: (
        "Do the options explored make best use of available resources, of local services and of the council's money?"
    ),
    Question.INTENSITY: "Is the level of support proportionate to meet the person's needs and to manage risk?",
    Question.TYPE: (
        "Is the type of support appropriate and proportionate: if it is specialist, is this level of specialism "
        "required?"
    ),
    Question.CONTINGENCY: "Is any contingency plan proportionate to the level of need and risk?",
}
"""DEC-2: the eleven questions, nearly in the procedure's own words, in its order."""

LIMB_WORDS: dict[Limb, str] = {
    Limb.APPROPRIATE: "The plan is appropriate and proportionate to meet needs.",
    Limb.BEST_USE: "It makes the best use of available resources.",
    Limb.DIRECT_PAYMENT: "The direct payment is appropriate and cost-effective.",
}
"""DEC-1: what has to hold."""

STATEMENTS_FOR: dict[Question, tuple[str, ...]] = {
    Question.INVOLVEMENT: ("involvement_maximised",),
    Question.WELLBEING: ("promotes_wellbeing",),
    Question.OUTCOMES_CLEAR: ("outcomes_explored",),
    Question.HOW_ACHIEVED: ("outcomes_explored", "methods_explored"),
    Question.INDEPENDENCE: ("budget_management_agreed",),
    Question.PREVENTION: ("information_advice_prevention",),
    Question.STRENGTHS: ("outcomes_explored", "methods_explored"),
    Question.RESOURCES: ("appropriate_and_proportionate",),
    Question.INTENSITY: ("appropriate_and_proportionate", "risks_and_contingency"),
    Question.TYPE: ("methods_explored", "appropriate_and_proportionate"),
    Question.CONTINGENCY: ("risks_and_contingency",),
}
"""SUB-1: the statements that serve each question. Each of the eight serves one at least."""

FURTHER_EVIDENCE_FOR: dict[Question, tuple[str, ...]] = {
    Question.PREVENTION: ("prevent_reduce_delay",),
    Question.STRENGTHS: ("strengths_based_approach",),
    Question.RESOURCES: ("options_explored", "rationale"),
    Question.TYPE: ("rationale",),
}
"""SUB-4: the further evidence that serves each question, where the plan has it. Each of the four serves one."""

PARTS_FOR: dict[Question, tuple[str, ...]] = {
    Question.INDEPENDENCE: ("preferences",),
    Question.PREVENTION: ("advice",),
    Question.CONTINGENCY: ("contingency_plan",),
}
"""The plan's own words that serve each question."""

STATEMENTS_FOR_A_DIRECT_PAYMENT = ("budget_management_agreed",)
"""SUB-1: the statements that serve the third limb."""
