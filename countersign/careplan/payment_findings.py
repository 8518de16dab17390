"""DP · What a finding about a direct payment is, and which lines it can be about.

Source: the procedure, "Unless it is clear that the criteria for a Direct Payment has not been met then you should still
agree the Direct Payment". So a finding says which of three it is: a criterion that clearly fails, something that the
plan does not state, or a concern.
"""

from enum import StrEnum

from countersign.careplan.findings import Finding
from countersign.careplan.payment import ManagedBy
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine


class Weight(StrEnum):
    """What a finding means for the direct payment."""

    BARS = "bars"
    """A criterion clearly fails: the lines can only be managed otherwise."""

    UNSETTLED = "unsettled"
    """The plan does not state something: the payment is agreed only once that is settled."""

    CONCERN = "concern"
    """It is discussed. The payment is agreed, if need be with conditions, unless a criterion clearly fails."""


class PaymentFinding(Finding):
    """A finding about a direct payment."""

    weight: Weight
    """What it means for the direct payment."""

    line: str = ""
    """The line that it is about; empty where it is about every line that is paid by direct payment."""

    @property
    def key(self) -> tuple[str, str]:
        """What a decision names the finding by: its rule and its line."""
        return self.rule, self.line


def weighed(unweighed: Finding, weight: Weight, line: str = "") -> PaymentFinding:
    """A finding with what it means, about one line or about every line that is paid by direct payment."""
    where = f"plan.services.{line}" if line else "plan.direct_payment"
    return PaymentFinding(**unweighed.model_copy(update={"where": where}).model_dump(), weight=weight, line=line)


def paid_directly(plan: Plan) -> tuple[ServiceLine, ...]:
    """The lines that are managed by direct payment."""
    return tuple(line for line in plan.services if line.managed_by is ManagedBy.DIRECT_PAYMENT)


def is_bought(line: ServiceLine) -> bool:
    """DP-8: whether a line buys a service. Wages, and an employer's other costs, buy none."""
    return line.personal_assistants is None and line.employer_cost is None


def listed(words: list[str], conjunction: str = "and") -> str:
    """Words as a list within a sentence: one, two and three."""
    return f" {conjunction} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
