"""RET-3, RET-5, DEC-9 · A resubmission says what was done about each reason, and why it costs less, if it does."""

from typing import Any

import pytest
from pydantic import ValidationError

from countersign.careplan.budget import figures_hold
from countersign.careplan.decision_parts import DecisionOutcome, Limb, Wanted
from countersign.careplan.less_than_before import lowered
from countersign.careplan.messages.decisions import Resubmit
from countersign.careplan.plan import Plan
from countersign.careplan.resubmission import (
    a_lower_budget_is_explained,
    answers_every_reason,
    cost_change,
    costs_less,
    gives_what_was_wanted,
)
from countersign.careplan.valid_decision import problems_of
from countersign.wording.cost_changes import lowered_in_words
from tests.careplan.test_decision import TODAY
from tests.support.builders import (
    SURE,
    Json,
    changed,
    decide,
    example,
    line,
    money,
    plan,
    plan_costing,
    plan_json,
    scheme,
)

BEFORE = ("500.00", "100.00")
"""What the version before cost, a week and once."""


def resubmission(*answered: str) -> Resubmit:
    message = example("joe-3-resubmission")
    message["responses"] = [{"reason": reason, "what_was_done": SURE, "to_the_person": SURE} for reason in answered]
    return Resubmit.model_validate(message)


def costing(weekly: str, one_off: str, why: str = "") -> Resubmit:
    """A resubmission whose plan costs so much a week and once, with this said about why it costs less."""
    message = example("joe-3-resubmission")
    message |= {"plan": plan_costing(weekly, one_off).model_dump(mode="json"), "why_it_costs_less": why}
    return Resubmit.model_validate(message)


@pytest.mark.rule("RET-5")
@pytest.mark.parametrize(
    ("answered", "faults"),
    [
        pytest.param(["R1", "R2"], [], id="every reason"),
        pytest.param(["R2", "R1"], [], id="in any order"),
        pytest.param(["R1"], ["Nothing is said about reason R2."], id="one left out"),
        pytest.param([], ["Nothing is said about reason R1.", "Nothing is said about reason R2."], id="none"),
        pytest.param(["R1", "R2", "R3"], ["R3 is not a reason of the return."], id="one that nobody gave"),
        pytest.param(["R1", "R2", "R2"], ["Each reason is answered once."], id="one twice"),
    ],
)
def test_a_resubmission_says_what_was_done_about_each_reason(answered: list[str], faults: list[str]) -> None:
    found = answers_every_reason(resubmission(*answered), ("R1", "R2"))
    assert [fault.reason for fault in found] == faults
    assert all(fault.rule == "RET-5" and not fault.met for fault in found)


@pytest.mark.rule("RET-5")
@pytest.mark.parametrize("words", ["", "  "])
def test_what_was_done_is_said_in_words(words: str) -> None:
    with pytest.raises(ValidationError):
        Resubmit.model_validate(changed(example("joe-3-resubmission"), {"responses.0.what_was_done": words}))


@pytest.mark.rule("RET-5", "DEC-1")
def test_a_resubmission_is_considered_again_by_the_same_test() -> None:
    again = Plan.model_validate(example("joe-3-resubmission")["plan"])
    assert problems_of(decide(), again, scheme(), TODAY) == ((), ())
    missing, contradicting = problems_of(decide(DecisionOutcome.AGREE, (False, True, None)), again, scheme(), TODAY)
    assert (missing, [fault.where for fault in contradicting]) == ((), [f"limbs.{Limb.APPROPRIATE.value}"])


@pytest.mark.rule("DEC-9")
@pytest.mark.parametrize(
    ("weekly", "one_off", "less"),
    [
        # the version before cost £500.00 a week and £100.00 once
        ("500.00", "100.00", ""),
        ("500.01", "100.00", ""),
        ("500.00", "100.01", ""),
        ("499.99", "100.00", "each week (£499.99, before £500.00)"),
        ("500.00", "99.99", "once (£99.99, before £100.00)"),
        ("499.99", "99.99", "each week (£499.99, before £500.00) and once (£99.99, before £100.00)"),
        ("499.99", "900.00", "each week (£499.99, before £500.00), though more once (£900.00, before £100.00)"),
        ("560.00", "0.00", "once (£0.00, before £100.00), though more each week (£560.00, before £500.00)"),
        ("560.00", "900.00", ""),
    ],
)
def test_a_penny_less_is_explained_and_not_a_penny_more(weekly: str, one_off: str, less: str) -> None:
    before = plan_costing(*BEFORE)
    silent, explained = costing(weekly, one_off), costing(weekly, one_off, SURE)
    assert costs_less(silent.plan, before) is bool(less)
    said = [(fault.rule, fault.reason) for fault in a_lower_budget_is_explained(silent, before)]
    wanted = (
        f"This version costs less {less}: say why it costs less, in words that the person can follow. "
        "They will be told."
    )
    assert said == ([("DEC-9", wanted)] if less else [])
    said = [(fault.rule, fault.reason) for fault in a_lower_budget_is_explained(explained, before)]
    needless = "This version costs no less than the one before: leave out why_it_costs_less."
    assert said == ([] if less else [("DEC-9", needless)])


@pytest.mark.rule("DEC-9", "BUD-2", "BUD-3")
@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        pytest.param(
            [{"one_off_shares": [{"paid_by": "her son", "amount": "0.01"}]}], "BUD-2", id="a share of nothing"
        ),
        pytest.param([{"weekly_cost": "1000000.00"}, {"id": "S2", "weekly_cost": "0.01"}], "BUD-3", id="a mistake"),
    ],
)
def test_a_version_with_impossible_figures_is_refused_for_those_alone(parts: list[Json], rule: str) -> None:
    services = tuple(line(**part) for part in parts)
    message = costing("500.00", "0.00")
    impossible = message.model_copy(update={"plan": message.plan.model_copy(update={"services": services})})
    assert rule in [fault.rule for fault in figures_hold(services, money("0.00"))]
    assert a_lower_budget_is_explained(impossible, plan_costing(*BEFORE)) == ()


@pytest.mark.rule("DEC-9")
@pytest.mark.parametrize("words", ["", "   ", "n/a", "yes", "ok", "-"])
def test_a_tick_is_no_reason_for_a_lower_budget(words: str) -> None:
    found = a_lower_budget_is_explained(costing("499.99", "100.00", words), plan_costing(*BEFORE))
    assert [(fault.rule, fault.met) for fault in found] == [("DEC-9", False)]


@pytest.mark.rule("DEC-9", "BUD-2")
def test_what_somebody_else_now_pays_lowers_the_budget_and_is_explained_too() -> None:
    before = plan(services=[line("300.00"), line("200.00", id="S2")])
    after = plan(services=[line("300.00"), line("200.00", id="S2", paid_by_other="NHS")])
    assert costs_less(after, before)
    assert not costs_less(before, after)


@pytest.mark.rule("DEC-9", "RET-7")
def test_joes_plan_costs_less_and_says_why_in_words_that_he_reads() -> None:
    before = Plan.model_validate(example("joe-1-submission")["plan"])
    again = Resubmit.model_validate(example("joe-3-resubmission"))
    assert costs_less(again.plan, before)
    assert a_lower_budget_is_explained(again, before) == ()
    silent = again.model_copy(update={"why_it_costs_less": ""})
    assert [fault.where for fault in a_lower_budget_is_explained(silent, before)] == ["why_it_costs_less"]


@pytest.mark.rule("DEC-9")
@pytest.mark.parametrize(
    ("weekly", "one_off", "is_less", "is_more"),
    [
        # the version before cost £500.00 a week and £100.00 once
        pytest.param("500.00", "100.00", False, False, id="the same"),
        pytest.param("560.00", "0.00", True, True, id="£60 a week dearer, and a one-off fell away"),
        pytest.param("440.00", "900.00", True, True, id="cheaper each week, dearer once"),
        pytest.param("440.00", "0.00", True, False, id="cheaper, both"),
        pytest.param("560.00", "900.00", False, True, id="dearer, both"),
    ],
)
def test_cheaper_and_dearer_are_told_apart_weekly_and_once(
    weekly: str, one_off: str, is_less: bool, is_more: bool
) -> None:
    change = cost_change(plan_costing(weekly, one_off), plan_costing(*BEFORE))
    assert (change.is_less, change.is_more) == (is_less, is_more)


# What takes from the person though it costs no less


LESS = {"why_it_costs_less": ""}
"""Nothing is said about why."""

UNITS: Json = {"services.0.units_a_week": "21.00", "services.0.unit": "hour", "services.0.unit_cost": "20.00"}
FOR_420: Json = {**UNITS, "services.0.weekly_cost": "420.00", "person_pays": "58.10"}
"""21 hours at £20.00, of which the person pays £58.10."""


def takes(now: Json, then: Json | None = None) -> list[str]:
    """What is asked of a resubmission on 13 November 2026 that says nothing about why it costs less."""
    before = plan(**changed(plan_json(), FOR_420 | (then or {})))
    again = given(FOR_420 | (then or {}) | now, **LESS)
    return [fault.reason for fault in a_lower_budget_is_explained(again, before)]


@pytest.mark.rule("DEC-9")
@pytest.mark.parametrize(
    ("then", "now", "says"),
    [
        pytest.param({}, {}, "", id="as before"),
        pytest.param({}, {"person_pays": "400.00"}, "the person pays £400.00 a week (before £58.10)", id="pays more"),
        pytest.param({}, {"person_pays": "58.11"}, "the person pays £58.11 a week (before £58.10)", id="by a penny"),
        pytest.param({}, {"person_pays": "58.00"}, "", id="pays less"),
        pytest.param(
            {"services.0.one_off_cost": "90.00"},
            {"person_pays_once": "90.00"},
            "the person pays £90.00 once (before £0.00)",
            id="pays once",
        ),
        pytest.param(
            {},
            {"services.0.units_a_week": "20.00", "services.0.unit_cost": "21.00"},
            "S1 units a week: 20 (before 21)",
            id="fewer hours, each dearer",
        ),
        pytest.param(
            {},
            {"services.0.units_a_week": "10.50", "services.0.unit": "double hour", "services.0.unit_cost": "40.00"},
            "",
            id="another unit: nobody can tell",
        ),
        pytest.param(
            {},
            {"services.0.ends_on": "2026-12-09"},
            "S1 ends on 2026-12-09 (before no end)",
            id="ends within days",
        ),
        pytest.param(
            {"services.0.ends_on": "2027-12-09"},
            {"services.0.ends_on": "2027-06-09"},
            "S1 ends on 2027-06-09 (before 2027-12-09)",
            id="ends sooner",
        ),
        pytest.param({"services.0.ends_on": "2027-06-09"}, {"services.0.ends_on": "2027-12-09"}, "", id="ends later"),
        pytest.param(
            {"services.0.days": ["monday", "friday"]},
            {"services.0.days": ["monday"]},
            "S1 days of the week: 1 (before 2)",
            id="fewer days",
        ),
        pytest.param({"services.0.days": ["monday"]}, {"services.0.days": ["friday"]}, "", id="another day"),
        pytest.param(
            {"services.0.starts_on": "2026-11-30"},
            {"services.0.starts_on": "2027-11-30"},
            "S1 starts on 2027-11-30 (before 2026-11-30)",
            id="put off for a year",
        ),
        pytest.param(
            {"services.0.starts_on": "2026-11-10"}, {"services.0.starts_on": "2026-11-16"}, "", id="its day had passed"
        ),
    ],
)
def test_what_gives_the_person_less_is_explained_though_it_costs_no_less(then: Json, now: Json, says: str) -> None:
    found = takes(now, then)
    assert len(found) == bool(says)
    assert all(f" more: {says}. Say why" in reason for reason in found)


@pytest.mark.rule("DEC-9", "BUD-1")
def test_whoever_pays_all_of_it_is_told_of_a_dearer_plan_by_its_cost_alone() -> None:
    cheap, dear = line("200.00"), line("260.00")
    before = plan(services=[cheap], person_pays="200.00")
    assert lowered(plan(services=[dear], person_pays="260.00"), before, TODAY) == ()
    assert len(lowered(plan(services=[dear], person_pays="200.01"), before, TODAY)) == 1


@pytest.mark.rule("DEC-9")
def test_what_is_said_about_it_is_taken_and_what_takes_nothing_needs_no_words() -> None:
    before = plan(**changed(plan_json(), FOR_420))
    why = {"why_it_costs_less": "Your pension was counted for the first time, as the assessor told you."}
    assert a_lower_budget_is_explained(given(FOR_420 | {"person_pays": "400.00"}, **why), before) == ()
    (fault,) = a_lower_budget_is_explained(given(FOR_420, **why), before)
    assert fault.reason.endswith("leave out why_it_costs_less.")


@pytest.mark.rule("DEC-9")
def test_the_person_reads_each_by_its_service_and_staff_by_its_reference() -> None:
    now = {"person_pays": "400.00", "services.0.units_a_week": "20.00", "services.0.ends_on": "2026-12-09"}
    before, after = plan(**changed(plan_json(), FOR_420)), plan(**changed(plan_json(), FOR_420 | now))
    found = lowered(after, before, TODAY)
    assert lowered_in_words(found, lambda line: line.service) == (
        "The charge each week is £341.90 more than before: £400.00, and it was £58.10.",
        f"{after.services[0].service}: 20 hours a week, and it was 21.",
        f"{after.services[0].service}: the last day is 9 December 2026, and it had no last day.",
    )
    assert lowered_in_words(found, lambda line: line.id)[1].startswith("S1: 20 hours a week")


# What the return wanted


def given(changes: Json | None = None, **parts: Any) -> Resubmit:
    """A resubmission of the plain plan with this changed in it, and with these parts of the message."""
    message = example("joe-3-resubmission")
    message |= {"plan": changed(plan_json(), changes or {}), "revisiting_agreed": ""}
    return Resubmit.model_validate(message | parts)


AS_IT_WAS, UNAGREED = ("RET-3", "plan"), ("RET-3", "revisiting_agreed")
DEARER: Json = {"services.0.weekly_cost": "300.00", "services.0.units_a_week": None, "services.0.unit_cost": None}


@pytest.mark.rule("RET-3", "TELL-3")
@pytest.mark.parametrize(
    ("changes", "agreed", "faults"),
    [
        pytest.param({}, "", [AS_IT_WAS, UNAGREED], id="the same plan, untouched, nothing agreed"),
        pytest.param({}, SURE, [AS_IT_WAS], id="the same plan, and it is said to be agreed"),
        pytest.param({"person.preferred_name": "Tommy"}, SURE, [AS_IT_WAS], id="only what the person is called"),
        pytest.param({"practitioner.telephone": "01632 960999"}, SURE, [AS_IT_WAS], id="only a telephone"),
        pytest.param({"team": "community"}, SURE, [AS_IT_WAS], id="only the team"),
        pytest.param({"very_complex": {"so": False}}, SURE, [AS_IT_WAS], id="only that it is not very complex"),
        pytest.param(
            {"urgent_needs": {"so": False, "in_words": SURE}, "distinctive": {"so": False}},
            SURE,
            [AS_IT_WAS],
            id="only that nothing is urgent, and nothing distinctive",
        ),
        pytest.param({"very_complex": {"so": True, "in_words": SURE}}, SURE, [], id="that it is very complex"),
        pytest.param({"preferences": "Never before nine in the morning."}, SURE, [], id="what the person prefers"),
        pytest.param({"contingency_plan": "His brother comes, by bus."}, SURE, [], id="the contingency plan"),
        pytest.param({"services.0.units_a_week": "5.00"}, SURE, [AS_IT_WAS], id="only noughts after the point"),
        pytest.param({"services.0.weekly_cost": 124}, SURE, [AS_IT_WAS], id="only another way to write an amount"),
        pytest.param({"services.0.units_a_week": 5.0}, SURE, [AS_IT_WAS], id="only a number for text"),
        pytest.param({"preferences": "At 10.00, for £1,000.00 a year."}, SURE, [], id="a number in words that are new"),
        pytest.param({"services.0.units_a_week": "5.01"}, SURE, [], id="a hundredth of a unit"),
        pytest.param(DEARER, SURE, [], id="what a line costs"),
        pytest.param(DEARER, "", [UNAGREED], id="and nothing agreed with the person"),
        pytest.param(DEARER, "TBC", [UNAGREED], id="and what was agreed says nothing"),
    ],
)
def test_a_revision_changes_the_plan_and_says_how_it_was_agreed(
    changes: Json, agreed: str, faults: list[tuple[str, str]]
) -> None:
    again = given(changes, revisiting_agreed=agreed)
    found = gives_what_was_wanted(again, plan(), Wanted.REVISION)
    assert [(fault.rule, fault.where) for fault in found] == faults


NOT_SAID, NOT_WEIGHED = ("RET-3", "gathered"), ("RET-3", "gathered.what_was_weighed")
FROM_THE_GP: Json = {"from_others": True}


@pytest.mark.rule("RET-3")
@pytest.mark.parametrize(
    ("gathered", "faults"),
    [
        pytest.param(None, [NOT_SAID], id="nothing is said"),
        pytest.param({"from_others": False}, [], id="it was at hand"),
        pytest.param(FROM_THE_GP, [NOT_WEIGHED], id="from others, and nothing weighed"),
        pytest.param(FROM_THE_GP | {"what_was_weighed": "n/a"}, [NOT_WEIGHED], id="what was weighed says nothing"),
        pytest.param(
            FROM_THE_GP | {"what_was_weighed": "Only her mobility was asked for, with her consent, by secure mail."},
            [],
            id="from others, and it is said what was weighed",
        ),
    ],
)
def test_after_gathering_information_what_was_weighed_is_recorded(
    gathered: Json | None, faults: list[tuple[str, str]]
) -> None:
    for wanted in (Wanted.INFORMATION, Wanted.REVISION):
        again = given(DEARER, gathered=gathered, revisiting_agreed=SURE)
        found = gives_what_was_wanted(again, plan(), wanted)
        still = faults if wanted is Wanted.INFORMATION else [fault for fault in faults if fault != NOT_SAID]
        assert [(fault.rule, fault.where) for fault in found] == still


@pytest.mark.rule("RET-3", "RET-6")
def test_where_information_was_wanted_the_plan_may_say_what_it_said() -> None:
    again = given(gathered={"from_others": False})
    assert gives_what_was_wanted(again, plan(), Wanted.INFORMATION) == ()
