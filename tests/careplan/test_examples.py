"""Every file of `examples/`: it is read, its story is what the page says, and its deciders may decide."""

import csv
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from countersign.careplan.authority import Exceptional
from countersign.careplan.budget import final_budget
from countersign.careplan.content import content_sha256
from countersign.careplan.contract import SENT
from countersign.careplan.decision_parts import DecisionOutcome, Limb, Question, Reply, Wanted
from countersign.careplan.direct_payment import as_decided
from countersign.careplan.findings import unmet
from countersign.careplan.meetings import may_decide, next_sitting
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.amendments import AnswerAmendment, AskForAmendment, SubmitAmendment
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.decisions import Decide, Resubmit
from countersign.careplan.messages.declaring import Sent
from countersign.careplan.messages.payment import ApproveArrangement, ReportFirstPayment
from countersign.careplan.messages.reviews import RecordReview
from countersign.careplan.messages.submission import Submission
from countersign.careplan.payment import YesOrNo
from countersign.careplan.plan import Plan, PlanKind
from countersign.careplan.resubmission import a_lower_budget_is_explained, answers_every_reason
from countersign.careplan.routing import AuthorityUsed, authority_to_agree, route
from countersign.careplan.submission import check_plan, read_submission
from countersign.careplan.valid_decision import problems_of
from countersign.careplan.wire import is_so
from countersign.careplan.working_time import LONDON
from tests.support.builders import EXAMPLES, TEAMS, days, example, register, scheme, to_decide

NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json"))
STORIES = sorted({name.split("-")[0] for name in NAMES if not name.startswith("message-")})
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SUBMISSIONS = [name for name in NAMES if name.endswith("-submission")]


def model_of(name: str) -> type[Sent]:
    if name.startswith("message-"):
        return MESSAGES[name.removeprefix("message-").replace("-", "_")]
    kinds: dict[str, type[Sent]] = {
        "submission": Submission,
        "resubmission": Resubmit,
        "returned": Decide,
        "agreed": Decide,
        "payment": ReportFirstPayment,
        "approved": ApproveArrangement,
        "reviewed": RecordReview,
        "asked": AskForAmendment,
        "answered": AnswerAmendment,
        "amended": SubmitAmendment,
    }
    return kinds[name.rsplit("-", maxsplit=1)[-1]]


def versions(story: str) -> list[Plan]:
    """The plan's versions, in their order."""
    are_versions = [name for name in NAMES if "submission" in name or name.endswith("-amended")]
    names = [name for name in are_versions if name.startswith(f"{story}-")]
    return [Plan.model_validate(example(name)["plan"]) for name in names]


def decisions(story: str) -> list[Decide]:
    """The decisions of a story, in their order."""
    names = [name for name in NAMES if name.startswith(f"{story}-") and model_of(name) is Decide]
    return [Decide.model_validate(example(name)) for name in names]


EVERY_DECISION = [(story, number) for story in STORIES for number in range(len(decisions(story)))]
each_decision = pytest.mark.parametrize(
    ("story", "number"), EVERY_DECISION, ids=[f"{story}, decision {number + 1}" for story, number in EVERY_DECISION]
)


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_one_whole_message_written_without_leftovers(name: str) -> None:
    message = model_of(name).model_validate(example(name))
    assert model_of(name).model_validate_json(message.model_dump_json()) == message, "the journey through JSON"
    # Every story is told in one month, but for what comes once a plan has been in force for a while.
    later = {"message-meet-condition": "2027-02", "message-record-review": "2026-12", "plain-3-reviewed": "2026-12"}
    assert message.sent_at.astimezone(LONDON).strftime("%Y-%m") == later.get(name, "2026-11")
    text = (EXAMPLES / f"{name}.json").read_text(encoding="utf-8")
    assert not re.search(r"\b(lorem|xxx|tbc|todo|fixme)\b", text, re.IGNORECASE)
    assert [address for address in re.findall(r"@([\w.-]+)", text) if not address.endswith("example.org")] == []
    assert text.endswith("}\n")


def test_every_message_has_an_example_among_them() -> None:
    assert {model_of(name) for name in NAMES} == set(SENT.values())


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize("name", SUBMISSIONS)
def test_every_submission_is_complete_but_the_one_that_is_refused(name: str) -> None:
    read = read_submission(example(name))
    assert read.code == (Refusal.INCOMPLETE if name == "refused-1-submission" else None)
    assert bool(read.problems) is (name == "refused-1-submission")


@pytest.mark.rule("DEC-1", "DEC-2", "DEC-3", "DEC-5", "ROUTE-9", "ROUTE-10", "WHO-2")
@each_decision
def test_every_decision_is_whole_about_the_version_in_hand_and_by_somebody_who_may_decide_it(
    story: str, number: int
) -> None:
    decide, plan = decisions(story)[number], versions(story)[number]
    on, council = decide.sent_at.astimezone(LONDON).date(), scheme(name=plan.scheme)
    assert decide.version == number + 1
    assert (decide.plan_id, decide.content_sha256) == (plan.plan_id, content_sha256(plan)), "WHO-2"
    assert problems_of(decide, plan, council, on) == ((), ())
    used = authority_to_agree(decide.sent_by.id, register(), to_decide(plan, council), council, on)
    assert isinstance(used, AuthorityUsed)
    assert decide.sent_by.id not in {plan.practitioner.id, plan.planned_by.id if plan.planned_by else ""}


@pytest.mark.rule("RET-5", "DEC-9")
@pytest.mark.parametrize("story", ["clare", "joe", "peter"])
def test_every_resubmission_answers_the_return_and_is_complete(story: str) -> None:
    returned = decisions(story)[0]
    again = Resubmit.model_validate(example(f"{story}-3-resubmission"))
    assert again.answers_version == returned.version
    assert answers_every_reason(again, tuple(reason.id for reason in returned.reasons)) == ()
    assert a_lower_budget_is_explained(again, versions(story)[0]) == ()
    assert unmet(check_plan(again.plan)) == ()
    assert again.plan != versions(story)[0]


@pytest.mark.parametrize("story", STORIES)
def test_a_story_is_told_in_order_about_one_plan_by_people_on_the_register(story: str) -> None:
    told = [example(name) for name in NAMES if name.startswith(f"{story}-")]
    sent = [datetime.fromisoformat(message["sent_at"]) for message in told]
    assert sent == sorted(sent)
    assert len({plan.plan_id for plan in versions(story)}) == 1
    plan = versions(story)[0]
    held = {
        (holding.person, holding.role) for holding in register().holdings if holding.in_force(_day(story), plan.team)
    }
    assert (plan.practitioner.id, "practitioner") in held
    assert (plan.practitioner.line_manager, "team_manager") in held


def _day(story: str) -> date:
    """The day of a story's submission, in London."""
    return datetime.fromisoformat(example(f"{story}-1-submission")["sent_at"]).astimezone(LONDON).date()


def test_no_two_messages_and_no_two_stories_share_an_id() -> None:
    ids = [example(name)["message_id"] for name in NAMES]
    assert len(set(ids)) == len(ids)
    plans = [versions(story)[0].plan_id for story in STORIES]
    assert len(set(plans)) == len(plans)
    assert all(
        re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", plan_id)
        for plan_id in plans
    )


def test_the_page_names_every_example() -> None:
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}`" not in page] == []


@pytest.mark.rule("ROUTE-2")
@pytest.mark.rule("WHO-2")
def test_the_page_says_of_each_message_whose_plan_it_is_about() -> None:
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[2:4] for line in page.splitlines() if "`message-" in line]
    said = [(name, story) for files, whose in rows for name in ticked(files) for story in ticked(whose)]
    plans = {example(f"{story}-1-submission")["plan"]["plan_id"]: story for story in STORIES}

    messages = {name: example(name) for name in NAMES if name.startswith("message-")}
    named = {name: message.get("plan", message)["plan_id"] for name, message in messages.items()}
    assert sorted(said) == [(name, plans[plan_id]) for name, plan_id in named.items()]


def ticked(text: str) -> list[str]:
    """What stands in a row of the page as code."""
    return re.findall(r"`([\w-]+)`", text)


def test_each_role_of_the_scheme_is_held_for_each_team() -> None:
    wanted = {row.role for row in scheme().authority} | {scheme().duty.role}
    for team in TEAMS:
        held = {holding.role for holding in register().holdings if holding.in_force(_day("plain"), team)}
        assert wanted - held == set(), team


def test_the_register_has_the_heading_that_the_software_reads() -> None:
    assert Path(EXAMPLES / "register.csv").read_text(encoding="utf-8").splitlines()[0] == (
        "person,role,team,starts,ends,email,name,telephone,line_manager,submits_for"
    )


@pytest.mark.rule("SUB-8", "WHO-3", "WHO-5")
def test_the_register_knows_each_practitioner_as_their_plans_do() -> None:
    """WHO-3, WHO-5: a reference is one person's, so no two plans give it two names, nor the register a third."""
    with (EXAMPLES / "register.csv").open(encoding="utf-8") as file:
        register_by_id = {row["person"]: row for row in csv.DictReader(file)}
    practitioners = [example(name)["plan"]["practitioner"] for name in NAMES if "plan" in example(name)]
    names = {
        person["id"]: {other["name"] for other in practitioners if other["id"] == person["id"]}
        for person in practitioners
    }
    for person in practitioners:
        line = register_by_id[person["id"]]
        assert (line["telephone"], line["line_manager"]) == (person["telephone"], person["line_manager"])
        assert {line["name"]} == names[person["id"]]
    assert register_by_id["bs-671"]["submits_for"].split() == ["sw-1042", "sw-1115"]


@pytest.mark.rule("RET-6")
def test_clares_plan_comes_back_for_what_she_had_explored_and_not_written_down() -> None:
    returned, agreed, _ = decisions("clare")
    before, after, _ = versions("clare")
    assert returned.wanted is Wanted.INFORMATION
    assert [(reason.limb, reason.criterion) for reason in returned.reasons] == [(Limb.APPROPRIATE, Question.PREVENTION)]
    assert {answer.question: answer.reply for answer in returned.answers}[Question.PREVENTION] is Reply.UNCLEAR
    assert after.services == before.services
    assert after.readiness.information_advice_prevention != before.readiness.information_advice_prevention
    assert agreed.outcome is DecisionOutcome.AGREE


@pytest.mark.rule("RET-7")
def test_joes_plan_is_revised_with_the_person_and_a_health_service_is_found() -> None:
    returned, agreed = decisions("joe")
    before, after = (final_budget(plan.services, plan.person_pays) for plan in versions("joe"))
    again = Resubmit.model_validate(example("joe-3-resubmission"))
    assert returned.wanted is Wanted.REVISION
    assert Question.INTENSITY in {reason.criterion for reason in returned.reasons}
    assert again.revisiting_agreed
    assert before.others == ()
    assert [other.who for other in after.others] == ["NHS community rehabilitation team"]
    assert (before.cost_to_council, after.cost_to_council) == (Decimal("731.50"), Decimal("329.75"))
    assert agreed.outcome is DecisionOutcome.AGREE


@pytest.mark.rule("RET-7", "DEC-1")
def test_joes_plan_came_back_although_it_was_within_its_indicative_budget() -> None:
    plan = versions("joe")[0]
    assert final_budget(plan.services, plan.person_pays).cost_to_council < plan.indicative_budget
    assert decisions("joe")[0].outcome is DecisionOutcome.RETURN


@pytest.mark.rule("RET-7", "ROUTE-2")
def test_joes_amended_plan_goes_to_a_lower_role() -> None:
    assert [route(plan, scheme()).role for plan in versions("joe")] == ["service_manager", "team_manager"]


@pytest.mark.rule("RET-8")
def test_peters_plan_comes_back_until_it_says_where_the_mother_lives() -> None:
    returned, agreed = decisions("peter")
    before, after = (plan.services[0].payee for plan in versions("peter"))
    assert [reason.limb for reason in returned.reasons] == [Limb.DIRECT_PAYMENT]
    assert returned.wanted is Wanted.INFORMATION
    assert before is not None
    assert after is not None
    assert (before.relationship, before.lives_with_the_person) == ("mother", YesOrNo.NOT_STATED)
    assert (after.relationship, after.lives_with_the_person) == ("mother", YesOrNo.NO)
    assert agreed.limbs.direct_payment_appropriate_and_cost_effective is True


@pytest.mark.rule("SUB-4", "BUD-2")
def test_the_plan_above_its_indicative_budget_is_agreed_by_a_service_manager() -> None:
    plan, decide = versions("above")[0], decisions("above")[0]
    final = final_budget(plan.services, plan.person_pays)
    assert plan.indicative_budget < final.cost_to_council
    assert Decimal("500.00") < final.cost_to_council <= Decimal("1500.00")
    assert final.one_off > 0
    assert [(other.who, other.weekly, other.one_off) for other in final.others] == [
        ("Riverbank MS Fund", Decimal("36.00"), Decimal("650.00"))
    ]
    assert route(plan, scheme()).role == "service_manager"
    assert decide.outcome is DecisionOutcome.AGREE


@pytest.mark.rule("TIME-1")
def test_the_plan_that_nobody_decided_was_decided_after_its_date_by_the_next_person_up() -> None:
    plan, decide = versions("undecided")[0], decisions("undecided")[0]
    submitted = datetime.fromisoformat(example("undecided-1-submission")["sent_at"])
    assert not is_so(plan.urgent_needs)
    assert decide.sent_at > days().after(submitted, scheme().clocks.awaiting_decision.due_after)
    assert route(plan, scheme()).role == "team_manager"
    about = to_decide(plan, scheme())
    used = authority_to_agree(decide.sent_by.id, register(), about, scheme(), decide.sent_at.date())
    assert isinstance(used, AuthorityUsed)
    assert used.role == "service_manager"


@pytest.mark.rule("SUB-7")
def test_a_carers_own_plan_has_a_single_payment_and_costs_the_carer_nothing() -> None:
    plan = versions("carer")[0]
    final = final_budget(plan.services, plan.person_pays)
    assert plan.kind is PlanKind.CARER
    assert plan.uses_direct_payment
    assert (final.one_off, final.person_pays) == (Decimal("340.00"), Decimal("0.00"))


@pytest.mark.rule("TIME-6", "RET-4")
@pytest.mark.parametrize(
    ("asks", "answers", "field"),
    [
        ("message-request-information", "message-supply-information", "request"),
        ("message-ask-about-return", "message-answer-about-return", "question"),
    ],
)
def test_an_answer_among_the_examples_is_to_the_question_among_them(asks: str, answers: str, field: str) -> None:
    question, answer = example(asks), example(answers)
    assert answer[field] == question["message_id"]
    assert answer["sent_at"] > question["sent_at"]
    assert answer["sent_by"]["id"] != question["sent_by"]["id"]


@pytest.mark.rule("TIME-4")
def test_the_examples_of_interim_support_are_one_story_told_by_the_duty_team() -> None:
    verbs = (
        "answer-urgent-needs",
        *(f"{verb}-interim-support" for verb in ("acknowledge", "arrange", "start", "review")),
    )
    told = [example(f"message-{verb}") for verb in verbs]
    assert {message["sent_by"]["id"] for message in told} <= {
        holding.person for holding in register().holdings if holding.role == scheme().duty.role
    }
    sent = [datetime.fromisoformat(message["sent_at"]) for message in told]
    assert sent == sorted(sent)
    arranged, started = told[2], told[3]
    assert arranged["starts_on"] == started["sent_at"][:10]


@pytest.mark.rule("ROUTE-3", "ROUTE-4", "ROUTE-5", "ROUTE-11")
def test_each_story_of_a_councils_own_goes_where_its_scheme_sends_it() -> None:
    routes = {story: route(versions(story)[0], scheme(name=versions(story)[0].scheme)) for story in STORIES}
    call, panel, payment = routes["call"], routes["panel"], routes["payment"]
    assert (call.meeting, call.exceptional) == ("weekly_call", (Exceptional.LARGER_THAN_USUAL,))
    assert (panel.meeting, panel.exceptional) == ("panel", (Exceptional.DISTINCTIVE,))
    assert (payment.role, payment.meeting) == ("team_manager", "")
    for story in ("call", "panel"):
        plan, held = versions(story)[0], decisions(story)[0].meeting
        council = scheme(name=plan.scheme)
        meeting = next(meeting for meeting in council.meeting if meeting.name == routes[story].meeting)
        assert held is not None
        submitted = datetime.fromisoformat(example(f"{story}-1-submission")["sent_at"])
        assert next_sitting(meeting, submitted, days()).on == held.held_on
        assert (
            may_decide(held, meeting, plan, frozenset({plan.practitioner.id}), held.members[0].id, held.held_on) == ()
        )


@pytest.mark.rule("DP-2", "DP-5", "DEC-6")
def test_the_barred_line_is_agreed_as_the_plan_says_that_it_would_be_otherwise() -> None:
    plan, decide = versions("barred")[0], decisions("barred")[0]
    submitted, agreed = (
        final_budget(services, plan.person_pays).cost_to_council
        for services in (plan.services, as_decided(plan, decide.managed_otherwise).services)
    )
    assert (submitted, agreed) == (Decimal("255.00"), Decimal("360.00"))
    assert agreed < plan.indicative_budget
    assert decide.limbs.direct_payment_appropriate_and_cost_effective is True, "the railway club is still paid so"
