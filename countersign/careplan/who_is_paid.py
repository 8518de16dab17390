"""DP-2 · Whether a line may pay whom it would pay: a spouse, a partner, a relative in the same household.

Source: the procedure, "not going to be used to pay for Care and Support provided by a relative living in the same
household as the person (unless there has been prior agreement due to the specific circumstances of the person)"; Care
and Support (Direct Payments) Regulations 2014 reg 3: the payment may pay them, for care and for managing it, where the
council "considers it is necessary". So the plan states who is paid, and an agreement says who agreed, when and why.
What is not stated bars nothing, and is never passed in silence: it is asked.
"""

from collections.abc import Collection
from datetime import date

from countersign.careplan.evidence import is_evidence
from countersign.careplan.findings import finding
from countersign.careplan.payee import PARTNERS, WORDS_FOR, PaidFor, Payee, PriorAgreement, Relation
from countersign.careplan.payment import YesOrNo
from countersign.careplan.payment_findings import PaymentFinding, Weight, listed, weighed
from countersign.careplan.same_person import Somebody
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.words import spelled_out

_FOR = {
    PaidFor.CARE: "for care",
    PaidFor.MANAGING_THE_PAYMENT: "for managing the direct payment",
    None: "by direct payment",
}


def who_is_paid(line: ServiceLine, on: date) -> tuple[PaymentFinding, ...]:
    """DP-2: a line pays nobody close to the person unless that was agreed beforehand. `on`: the day of the decision.

    An employer's cost pays nobody for care, so it states no payee.
    """
    if line.employer_cost is not None:
        return ()
    payee = line.payee
    if payee is None or payee.relation is None:
        reason = f"{line.id} does not say whom it would pay: a relative or not, and if so which."
        return (weighed(finding("DP-2", False, reason), Weight.UNSETTLED, line.id),)
    if _is_called_something_else(payee):
        kind = spelled_out(payee.relation)
        reason = (
            f"{line.id} says that it would pay: {kind}. Its words for what they are to the person say something else."
        )
        return (weighed(finding("DP-2", False, reason), Weight.UNSETTLED, line.id),)
    if payee.relation is Relation.NOT_A_RELATIVE:
        return ()
    if payee.relation not in PARTNERS and payee.lives_with_the_person is YesOrNo.NO:
        return ()
    return (_about_somebody_close(line, payee, on),)


def _single_words(relations: Collection[Relation]) -> frozenset[str]:
    words = (word for relation in relations for word in WORDS_FOR[relation].split(", "))
    return frozenset(word for word in words if " " not in word)


_OF_NO_RELATION_ON_THE_LIST = (
    "stepmother stepfather stepparent stepbrother stepsister halfbrother halfsister "
    "grandson granddaughter grandchild niece nephew cousin inlaw"
)
_A_PARTNER = _single_words(PARTNERS)
_A_RELATIVE = _single_words(WORDS_FOR.keys() - PARTNERS) | frozenset(_OF_NO_RELATION_ON_THE_LIST.split())
_ANY_RELATIVE, _BUT_NONE = frozenset({"relative", "family", "kin"}), frozenset({"no", "not", "friend"})
"""Words for a relative who is not named more closely, and those that turn them round, as in "family friend"."""


def _is_called_something_else(payee: Payee) -> bool:
    """Whether the words for a payee are those for a partner or a relative, and the relation from the list is not."""
    called = Somebody.called(None, payee.relationship).relationship | _called_by_name(payee)
    a_relative = called & _A_RELATIVE or (called & _ANY_RELATIVE and not called & _BUT_NONE)
    if payee.relation is Relation.PARTNER_OF_SUCH_A_RELATIVE:
        # "wife" alone is the person's own: the wife of a relative is called so
        return bool(called & _A_PARTNER) and not a_relative
    as_a_partner = called & _A_PARTNER and payee.relation not in PARTNERS
    return bool(as_a_partner or (a_relative and payee.relation is Relation.NOT_A_RELATIVE))


def _called_by_name(payee: Payee) -> frozenset[str]:
    """What stands for a name and is none, such as "her husband"."""
    words = Somebody.called(None, payee.name).relationship
    return words if words <= _A_PARTNER | _A_RELATIVE else frozenset()


def _about_somebody_close(line: ServiceLine, payee: Payee, on: date) -> PaymentFinding:
    whom = _whom(payee)
    agreement = payee.prior_agreement
    household_is_known = payee.relation in PARTNERS or payee.lives_with_the_person is YesOrNo.YES
    if household_is_known and agreement is not None and not agreement.so:
        reason = f"{line.id} would pay {whom} {_FOR[payee.paid_for]}, and that was not agreed beforehand."
        return weighed(finding("DP-2", False, reason), Weight.BARS, line.id)
    asked = [] if payee.paid_for else ["what for"]
    if agreement is not None and agreement.so:
        asked += _not_stated_of(agreement, on)
    elif not household_is_known:
        asked.append("whether they live in the same household")
    else:
        asked.append("whether it was agreed beforehand")
    would_pay = f"{line.id} would pay {whom}"
    if asked:
        reason = f"{would_pay}. The plan does not say {listed(asked)}."
        return weighed(finding("DP-2", False, reason), Weight.UNSETTLED, line.id)
    agreed = f"{agreement.agreed_by} on {agreement.agreed_on}" if agreement else ""
    reason = f"{would_pay} {_FOR[payee.paid_for]}. The plan says that this is necessary, as agreed by {agreed}."
    return weighed(finding("DP-2", False, reason), Weight.CONCERN, line.id)


def _whom(payee: Payee) -> str:
    if payee.relation is Relation.SPOUSE_OR_CIVIL_PARTNER:
        return "the person's spouse or civil partner"
    if payee.relation is Relation.LIVES_WITH_AS_PARTNER:
        return "somebody with whom the person lives as a partner"
    kind = spelled_out(payee.relation or Relation.OTHER_RELATIVE)
    relative = {
        Relation.OTHER_RELATIVE: "a relative",
        Relation.PARTNER_OF_SUCH_A_RELATIVE: "the partner of a relative",
    }.get(payee.relation or Relation.OTHER_RELATIVE, f"a relative ({kind})")
    return f"{relative} in the same household" if payee.lives_with_the_person is YesOrNo.YES else relative


def _not_stated_of(agreement: PriorAgreement, on: date) -> list[str]:
    """What an agreement lacks: one is prior only if its day is not after the day of the decision."""
    asked: list[str] = []
    if agreement.agreed_by is None:
        asked.append("who agreed it")
    if agreement.agreed_on is None or agreement.agreed_on > on:
        asked.append("on which day it was agreed beforehand")
    if not is_evidence(agreement.in_words):
        asked.append("why it is necessary")
    return asked
