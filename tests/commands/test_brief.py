"""`starter.py brief`: what whoever is to decide a plan sees before they do. From the database alone: no server runs."""

from collections.abc import Generator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from careplan.messages import Decide, Resubmit
from careplan.plan import Plan
from careplan.routing import AuthorityUsed, route
from careplan.scheme import Scheme
from explain.without_names import without_names
from store.consistency import keep_signed
from store.database import Database, open_engine
from store.migrate import migrate
from store.plans import save_decision, save_version
from store.register import replace_register
from store.register_file import read_register
from store.tables import AbsenceRow, PlanRow, QuestionRow
from tests.commands.stack import EXAMPLES, Commands, example

DONE, USAGE, REFUSED, FAILED = 0, 2, 3, 4
NOW = datetime.now(UTC)
TODAY = NOW.date()


class Kept:
    """A database with a register, and what a test keeps in it."""

    def __init__(self, folder: Path, scheme_of: Any) -> None:
        place = folder / ".countersign" / "countersign.db"
        place.parent.mkdir()
        migrate(f"sqlite:///{place}")
        self.database = Database(open_engine(f"sqlite:///{place}"))
        self.scheme_of = scheme_of
        text = (EXAMPLES / "register.csv").read_text(encoding="utf-8")
        with self.database.transaction() as session:
            replace_register(session, read_register(text, "register.csv"))

    def plan(self, name: str, **parts: Any) -> Plan:
        """The plan of an example, awaiting a decision; `parts` of it replaced."""
        plan = Plan.model_validate({**example(f"{name}-1-submission")["plan"], **parts})
        with self.database.transaction() as session:
            session.add(self._row(plan, self.scheme_of(plan.scheme)))
            session.flush()
            self._version(session, plan, 1, "")
        return plan

    def _row(self, plan: Plan, scheme: Scheme) -> PlanRow:
        to = route(plan, scheme)
        return PlanRow(
            plan_id=plan.plan_id,
            kind=plan.kind.value,
            team=plan.team.value,
            scheme=plan.scheme,
            status="awaiting_decision",
            version=1,
            submitted_at=NOW,
            route_role=to.role,
            meeting=to.meeting,
            meeting_at=datetime(2043, 6, 3, 9, tzinfo=UTC) if to.meeting else None,
            exceptional=[one.value for one in to.exceptional],
        )

    def _version(self, session: Session, plan: Plan, version: int, why: str, **more: Any) -> None:
        save_version(
            session,
            plan,
            version,
            submitted_by=plan.practitioner.id,
            submitted_at=NOW,
            responses=more.pop("responses", []),
            route_role=more.pop("route_role", route(plan, self.scheme_of(plan.scheme)).role),
            why_it_costs_less=why,
        )

    def returned_and_resubmitted(self, name: str) -> Plan:
        """An example's story up to its second version, which goes where the first one went."""
        first = self.plan(name)
        decide = Decide.model_validate(example(f"{name}-2-returned"))
        resubmit = Resubmit.model_validate(example(f"{name}-3-resubmission"))
        scheme = self.scheme_of(first.scheme)
        role = route(first, scheme).role
        used = AuthorityUsed(scheme=scheme.edition, role=role, row=2, limit=None, one_off_limit=None, on=TODAY)
        responses = [each.model_dump(mode="json") for each in resubmit.responses]
        with self.database.transaction() as session:
            save_decision(session, first.plan_id, decide, used, NOW)
            self._version(session, resubmit.plan, 2, resubmit.why_it_costs_less, responses=responses, route_role=role)
            row = session.get_one(PlanRow, first.plan_id)
            row.version, row.route_role = 2, role
        return resubmit.plan

    def keep(self, *rows: object) -> None:
        """Keep rows as they are."""
        with self.database.transaction() as session:
            session.add_all(rows)


@pytest.fixture
def kept(alone: Commands, scheme_of: Any) -> Generator[Kept]:
    """The database of the folder in which commands are given."""
    made = Kept(alone.folder, scheme_of)
    with closing(made.database):
        yield made


def brief(alone: Commands, plan: Plan) -> dict[str, Any]:
    said = alone("--json", "brief", plan.plan_id)
    assert said.code == DONE, said.err
    return said.json


# Whose decision


@pytest.mark.rule("ROUTE-2", "ROUTE-9", "ROUTE-10")
def test_it_says_whose_decision_it_is_and_who_may_today(alone: Commands, kept: Kept) -> None:
    """£842.99 a week and £1,640.00 once: the service manager is the lowest; those above may decide it as well."""
    plan = kept.plan("above")

    found = brief(alone, plan)

    assert (found["route"]["title"], found["route"]["lighter"]) == ("Service manager", "")
    assert [(each["role"], each["people"]) for each in found["may_decide"]] == [
        ("service_manager", ["sm-31"]),
        ("head_of_service", ["hs-1"]),
    ]


@pytest.mark.rule("ROUTE-9", "TIME-2")
def test_whoever_planned_it_is_not_among_them_and_whoever_is_away_is_marked(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("above", planned_by={"id": "sm-31", "organisation": "Ours"})
    kept.keep(AbsenceRow(person="hs-1", starts=TODAY, ends=None))

    found = {each["role"]: each["people"] for each in brief(alone, plan)["may_decide"]}

    assert found == {"service_manager": [], "head_of_service": ["hs-1 (away)"]}
    assert "nobody on the register today" in alone("brief", plan.plan_id).out


@pytest.mark.rule("ROUTE-3", "ROUTE-6")
def test_it_says_for_which_call_it_waits_and_why(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("call")

    found = brief(alone, plan)["route"]
    for_people = alone("brief", plan.plan_id).out

    assert (found["meeting"], found["because"]) == ("weekly_call", ["larger_than_usual"])
    assert "Weekly conference call, because the plan is larger than usual: £1,172.50 a week" in for_people
    assert "It waits for the weekly call of Wed 03 Jun 2043 10:00." in for_people
    assert "cl-611" in for_people


# Earlier versions


@pytest.mark.rule("DEC-9", "RET-5")
def test_a_cut_is_said_to_be_one_with_its_reasons_and_goes_no_lighter_way(alone: Commands, kept: Kept) -> None:
    """Joe's second version costs £329.75 a week where the first cost £731.50: still the service manager's."""
    plan = kept.returned_and_resubmitted("joe")

    found = brief(alone, plan)
    for_people = alone("brief", plan.plan_id).out

    assert (found["version"], found["route"]["title"], found["route"]["lighter"]) == (
        2,
        "Service manager",
        "Team manager",
    )
    (before,) = found["earlier_versions"]
    assert (before["weekly"], before["outcome"], before["this_one_costs_less"]) == ("731.50", "return", True)
    assert [(each["id"], each["criterion"]) for each in before["reasons"]] == [
        ("R1", "level_proportionate_to_needs_and_risk"),
        ("R2", "clear_how_outcomes_are_achieved"),
    ]
    assert all(each["what_was_done"] and each["steps"] for each in before["reasons"])
    assert "For its own cost it would have gone to the Team manager (DEC-9)." in for_people
    assert "The version in hand costs less (DEC-9)" in for_people


@pytest.mark.rule("DEC-9")
def test_a_version_that_costs_no_less_is_no_cut(alone: Commands, kept: Kept) -> None:
    plan = kept.returned_and_resubmitted("clare")

    (before,) = brief(alone, plan)["earlier_versions"]

    assert (before["this_one_costs_less"], before["why_it_costs_less"]) == (False, "")


# What has to be settled


@pytest.mark.rule("DP-1", "DP-2", "DP-4", "DP-5", "DP-6", "DP-8")
@pytest.mark.parametrize(
    ("name", "parts", "expected"),
    [
        pytest.param("barred", {}, ("DP-2", "S1", "bars", "name S1 in managed_otherwise, with rule DP-2"), id="a wife"),
        pytest.param("peter", {}, ("DP-2", "S1", "unsettled", "settle it first"), id="a mother, the household unclear"),
        pytest.param(
            "barred",
            {"direct_payment": {"under_a_requirement": "yes"}},
            ("DP-4", "", "bars", "the plan does not say how S2 would be managed otherwise; return it for that"),
            id="a requirement bars every line, of which one has no other way",
        ),
        pytest.param(
            "peter",
            {"direct_payment": {"under_a_requirement": "not_stated"}},
            ("DP-4", "", "concern", "say in considered what you made of it, with rule DP-4, no line"),
            id="nobody has said whether there is one",
        ),
    ],
)
def test_each_finding_about_a_direct_payment_has_its_weight_and_what_the_decision_says(
    alone: Commands, kept: Kept, name: str, parts: dict[str, Any], expected: tuple[str, str, str, str]
) -> None:
    rule, line, weight, says = expected
    plan = kept.plan(name, **parts)

    found = brief(alone, plan)["direct_payment"]
    for_people = " ".join(alone("brief", plan.plan_id).out.split())

    (mine,) = [each for each in found if (each["rule"], each["line"]) == (rule, line)]
    assert mine["weight"] == weight
    assert says in mine["the_decision"]
    assert mine["the_decision"] in for_people
    order = ["bars", "unsettled", "concern"]
    assert [each["weight"] for each in found] == sorted((each["weight"] for each in found), key=order.index)


@pytest.mark.rule("DP-5")
def test_a_barred_line_that_has_no_other_way_can_only_be_returned(alone: Commands, kept: Kept) -> None:
    services: list[dict[str, Any]] = example("barred-1-submission")["plan"]["services"]
    del services[0]["otherwise"]
    plan = kept.plan("barred", services=services)

    (mine,) = [each for each in brief(alone, plan)["direct_payment"] if each["weight"] == "bars"]

    assert "the plan does not say how S1 would be managed otherwise; return it for that" in mine["the_decision"]


@pytest.mark.rule("DP-7")
def test_the_costs_of_being_an_employer_stand_beside_the_rates_in_force(alone: Commands, kept: Kept) -> None:
    services: list[dict[str, Any]] = example("above-1-submission")["plan"]["services"]
    for line in services:
        if line.get("employer_cost", {}).get("kind") == "holiday_pay":
            line["weekly_cost"] = "10.00"
    plan = kept.plan("above", services=services)

    lines = {each["kind"]: each for each in brief(alone, plan)["employer_costs"]["lines"]}

    assert (lines["holiday_pay"]["itemised"], lines["holiday_pay"]["is_below_rates"]) == ("10.00", True)
    assert not lines["pension"]["is_below_rates"]
    assert len(lines) == 6
    assert "less than the rates" in alone("brief", plan.plan_id).out


@pytest.mark.rule("DP-8")
def test_what_could_be_commissioned_is_shown_both_ways(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("barred")

    lines = {each["line"]: each for each in brief(alone, plan)["commissioned"]}

    assert (lines["S1"]["by_direct_payment"], lines["S1"]["commissioned"]) == ("217.00", "322.00")
    assert (lines["S1"]["effect"], lines["S1"]["same_service"]) == ("some", False)
    assert not lines["S2"]["possible"]
    assert (
        "S2: £38.00 a week by direct payment; the council could not commission it." in alone("brief", plan.plan_id).out
    )


@pytest.mark.rule("DEC-6")
def test_only_alternatives_that_count_are_marked_as_counting(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("panel")

    found = {each["alternative"]: each for each in brief(alone, plan)["alternatives"]}

    assert {name: each["counts"] for name, each in found.items()} == {"A1": True, "A2": False}
    assert (found["A1"]["weekly"], found["A1"]["plan_weekly"]) == ("1320.00", "1020.00")
    assert "does not count: it could not meet the needs" in " ".join(alone("brief", plan.plan_id).out.split())


@pytest.mark.rule("DEC-4")
def test_what_was_asked_for_and_what_is_still_to_come(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("plain")
    asked: dict[str, Any] = {"plan_id": plan.plan_id, "kind": "information", "version": 1, "asked_at": NOW}
    asked |= {"asked_by": "tm-204", "asked_of": "practitioner"}
    part = {"at": NOW.isoformat(), "by": "sw-1071", "information": "The first.", "still_to_come": "The second."}
    kept.keep(
        QuestionRow(**asked, question="ask-1", words="What did Tom Brightwater say?", parts=[part]),
        QuestionRow(**asked, question="ask-2", words="Answered.", answered_at=NOW, parts=[]),
    )

    (one,) = brief(alone, plan)["open_requests"]

    assert (one["request"], one["words"]) == ("ask-1", "What did [the person] [the person] say?")
    assert [each["still_to_come"] for each in one["parts"]] == ["The second."]
    assert "part of it came; still to come: The second." in alone("brief", plan.plan_id).out


# The budget


@pytest.mark.rule("DEC-1", "SUB-4", "BUD-1", "DEC-8")
@pytest.mark.parametrize(
    ("indicative", "above", "says"),
    [
        pytest.param("842.99", "0.00", "the plan is not above it", id="at the indicative budget"),
        pytest.param("842.98", "0.01", "the plan is £0.01 above it", id="a penny above it"),
    ],
)
def test_the_indicative_budget_stands_beside_it_and_is_never_a_ground(
    alone: Commands, kept: Kept, indicative: str, above: str, says: str
) -> None:
    plan = kept.plan("above", indicative_budget=indicative)

    budget = brief(alone, plan)["budget"]
    for_people = " ".join(alone("brief", plan.plan_id).out.split())

    assert (budget["indicative"], budget["above_indicative"]) == (indicative, above)
    assert budget["further_evidence"] == [
        "strengths_based_approach",
        "options_explored",
        "rationale",
        "prevent_reduce_delay",
    ]
    assert says in for_people
    assert "The indicative budget is never a ground" in for_people
    assert "All three have their evidence in the plan." in for_people


@pytest.mark.rule("DEC-8")
def test_a_principle_without_evidence_is_named(alone: Commands, kept: Kept) -> None:
    to_come = (TODAY + timedelta(days=2)).isoformat()
    plan = kept.plan("plain", how_budget_was_worked_out="", indicative_budget_told_on=to_come)

    unmet = [each["where"] for each in brief(alone, plan)["principles"] if not each["met"]]

    assert unmet == ["plan.how_budget_was_worked_out", "plan.indicative_budget_told_on"]
    assert alone("brief", plan.plan_id).out.count("missing") == 2


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(
    ("signed", "says"),
    [
        pytest.param(4, "Only 4 signed plans", id="one too few"),
        pytest.param(5, "This one, at £162.00, costs more than 3 of them and less than 2.", id="just enough"),
    ],
)
def test_it_shows_how_the_budget_sits_among_signed_plans(alone: Commands, kept: Kept, signed: int, says: str) -> None:
    plan = kept.plan("plain")
    with kept.database.transaction() as session:
        for number, weekly in enumerate(("100.00", "120.00", "150.00", "200.00", "300.00")[:signed], start=1):
            line = plan.services[0].model_copy(update={"weekly_cost": Decimal(weekly)})
            other = {"plan_id": f"00000000-0000-4000-8000-00000000000{number}", "services": (line,)}
            keep_signed(session, plan.model_copy(update=other), 1, TODAY)

    among = brief(alone, plan)["consistency"]
    for_people = " ".join(alone("brief", plan.plan_id).out.split())

    assert says in among["in_words"]
    assert among["in_words"] in for_people
    assert bool(among["chart"]) == (signed == 5)
    assert ("◀ this plan" in for_people) == (signed == 5)
    assert among["nearest"][0]["plan_id"] in for_people


# What it never shows, and what is asked wrongly


def test_a_plan_that_waits_for_no_decision_says_so(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("plain")
    before = alone("brief", plan.plan_id).out
    with kept.database.transaction() as session:
        session.get_one(PlanRow, plan.plan_id).status = "signed_off"

    after = alone("brief", plan.plan_id).out

    assert "version 1: signed off" in after
    assert "It does not wait for a decision now" in after
    assert "does not wait" not in before


@pytest.mark.parametrize("name", ["plain", "barred", "panel", "peter", "above", "carer", "joe"])
def test_no_name_and_no_address_that_the_plan_knows_is_shown(alone: Commands, kept: Kept, name: str) -> None:
    plan = kept.returned_and_resubmitted(name) if name == "joe" else kept.plan(name)

    shown = alone("--json", "brief", plan.plan_id).out + alone("brief", plan.plan_id).out

    known = [plan.person.name, plan.person.preferred_name, *(carer.name for carer in plan.carers)]
    known += [provider.name for provider in plan.providers]
    parts = {part for each in known[:2] if each for part in each.split()}
    contacts = [plan.person.contact, *(one.contact for one in (*plan.carers, *plan.providers))]
    known += [text for contact in contacts for text in (*contact.address, contact.email)]
    assert [each for each in (*known, *parts) if each and each in shown] == []


def test_names_are_taken_out_of_words_whole_and_in_part() -> None:
    plan = Plan.model_validate(example("plain-1-submission")["plan"])

    words = without_names("Tom's niece Imogen Vale rang; Leonard drives Thomas Brightwater on Tomorrow's trip.", plan)

    assert words == (
        "[the person]'s niece [the representative] rang; [carer C1] drives [the person] on Tomorrow's trip."
    )


def test_what_is_asked_wrongly_is_answered_with_what_to_do(alone: Commands, kept: Kept, tmp_path: Path) -> None:
    plan = kept.plan("plain")
    unknown = alone("--json", "brief", "00000000-0000-4000-8000-000000000000")
    no_id = alone("brief", "edith-marlow")
    (tmp_path / "empty").mkdir()
    no_scheme = alone("brief", plan.plan_id, env={"COUNTERSIGN_SCHEMES": str(tmp_path / "empty")})
    nowhere = alone("brief", plan.plan_id, env={"COUNTERSIGN_DATABASE_URL": f"sqlite:///{tmp_path}/none.db"})

    assert (unknown.code, unknown.json["code"]) == (REFUSED, "plan_not_found")
    assert (no_id.code, "is not a plan's id" in no_id.err) == (USAGE, True)
    assert (no_scheme.code, "holds no scheme" in no_scheme.err) == (USAGE, True)
    assert (nowhere.code, "make run" in nowhere.err) == (FAILED, True)
