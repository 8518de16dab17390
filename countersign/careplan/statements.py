"""SUB-1, SUB-4 · What the practitioner confirms, with the evidence for it."""

from pydantic import Field

from countersign.careplan.wire import Flag, Incoming


class Statement(Incoming):
    """A confirmation with its evidence: 'each is a statement with evidence, not a bare tick' (SUB-1)."""

    confirmed: Flag
    """Whether the practitioner confirms it."""

    evidence: str = Field(default="", max_length=8000)
    """The evidence: a sentence or more, never a bare yes."""


class Readiness(Incoming):
    """SUB-1: the eight things of which the practitioner is satisfied before submitting. Absent means not confirmed."""

    involvement_maximised: Statement | None = None

    promotes_wellbeing: Statement | None = None

    outcomes_explored: Statement | None = None

    methods_explored: Statement | None = None

    appropriate_and_proportionate: Statement | None = None

    risks_and_contingency: Statement | None = None

    information_advice_prevention: Statement | None = None

    budget_management_agreed: Statement | None = None


class OverIndicativeEvidence(Incoming):
    """SUB-4: what is further needed where the plan costs more than the indicative budget."""

    strengths_based_approach: str = Field(default="", max_length=8000)
    """How a strengths-based approach was taken."""

    options_explored: str = Field(default="", max_length=8000)
    """The options that were explored."""

    rationale: str = Field(default="", max_length=8000)
    """Why the alternatives were not appropriate, with regard to outcomes, wellbeing and positive risk-taking."""

    prevent_reduce_delay: str = Field(default="", max_length=8000)
    """The options to prevent, reduce or delay needs that were explored."""
