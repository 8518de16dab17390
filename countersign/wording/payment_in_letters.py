"""DP-9 · How much a direct payment is, in a letter: what is paid and when, and how the person pays their part.

Source: Care Act 2014 s.26(3), the part of a budget that is paid directly; the rulebook's DP-9. Every amount comes from
the plan's own lines (BUD-3).
"""

from datetime import date

from countersign.careplan.budget import Budget
from countersign.careplan.figures import a_week_and_once, day, pounds
from countersign.careplan.payment import PaidEvery
from countersign.careplan.payment_terms import PaymentTerms

_EVERY = {
    PaidEvery.FOUR_WEEKS: "every four weeks",
    PaidEvery.MONTH: "every month",
    PaidEvery.QUARTER: "every three months",
}
"""How often it is paid, where that is not each week."""


def payment_in_a_letter(terms: PaymentTerms, budget: Budget, *, on: date | None, who: str = "you") -> tuple[str, ...]:
    """A sentence or two for each thing that somebody asks who waits for it.

    `budget`: what the person pays in all. `on`: the day of the letter: a first day that
    is over is not given; None where the first payment has come.
    `who`: how the text refers to the person.
    """
    pays = f"{who[:1].upper()}{who[1:]} {'pay' if who == 'you' else 'pays'}"
    paid = a_week_and_once(terms.paid_weekly, terms.paid_once) if terms.paid_weekly or terms.paid_once else ""
    said: list[str] = []
    if terms.comes_off_first or terms.comes_off_once:
        off = a_week_and_once(terms.comes_off_first, terms.comes_off_once)
        said += [
            f"The direct payment is for {a_week_and_once(terms.weekly, terms.one_off)}.",
            f"What {who} must pay, {off}, comes off first. {pays} this part of the support directly, and not to us.",
            f"So we pay {paid}." if paid else "That is all of it, so we send no money.",
        ]
        rest = (budget.person_pays - terms.comes_off_first, budget.person_pays_once - terms.comes_off_once)
        if any(amount > 0 for amount in rest):
            said.append(f"{pays} the other {a_week_and_once(*rest)} to the council.")
    elif paid:
        said.append(f"We pay {paid}.")
    every = _EVERY.get(terms.paid_every) if terms.paid_every else None
    if terms.each_time and every:
        said.append(f"It comes {every}: {pounds(terms.each_time)} each time.")
    if paid and on is not None and terms.starts_on is not None and terms.starts_on > on:
        said.append(f"The plan says that it starts on {day(terms.starts_on)}.")
    return tuple(said)
