"""WHO-3: a member of staff is one person, however their reference is written: in any capitals, with blanks or none."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.may_decide import authority_of, deciders, may_decide
from countersign.careplan.may_submit import may_submit, nobody_is_their_own_manager, not_whoever_decided
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.register import Absence, Holding, Register
from countersign.careplan.same_staff import as_compared, each_once, is_among, same_staff
from countersign.store.register_file import RegisterError, read_register
from tests.support.builders import plan
from tests.support.deciding import CALL, REGISTER, TODAY, at_meeting, by, code_of, facts, holding

SINCE = date(2024, 4, 1)


def written(reference: str) -> st.SearchStrategy[str]:
    """A reference in any capitals."""
    letters = (st.sampled_from([character.lower(), character.upper()]) for character in reference)
    return st.tuples(*letters).map("".join)


@pytest.mark.rule("WHO-3")
@given(written("tm-201"), written("tm-201"), st.sampled_from(["", " ", "\t"]))
def test_all_spellings_are_one_person_and_another_reference_is_not(first: str, second: str, blank: str) -> None:
    assert same_staff(first, f"{blank}{second}{blank}")
    assert is_among(first, ("sm-31", second))
    assert each_once((first, second, "sm-31")) == (first, "sm-31")
    assert as_compared(first) == "tm-201"
    assert not same_staff(first, second.replace("2", "3"))


@pytest.mark.rule("WHO-3")
def test_nobody_is_nobody() -> None:
    assert not same_staff("", "")
    assert not same_staff(" ", "")
    assert not is_among("", ("", "tm-1"))


LOOKED_UP: dict[str, Callable[[Register, str], object]] = {
    "has": lambda known, person: known.has(person, TODAY),
    "is_away": lambda known, person: known.is_away(person, TODAY),
    "name_of": lambda known, person: known.name_of(person, TODAY),
    "telephone_of": lambda known, person: known.telephone_of(person, TODAY),
    "email_of": lambda known, person: known.email_of(person, TODAY),
    "line_manager_of": lambda known, person: known.line_manager_of(person, TODAY),
    "submits_for": lambda known, person: known.submits_for("bs-6", person, TODAY),
    "submits": lambda known, person: known.submits_for(person, "sw-9", TODAY),
}
"""Everything that the register is asked about a person."""


@pytest.mark.rule("WHO-3")
@pytest.mark.parametrize("what", LOOKED_UP)
@given(written("tm-201"))
def test_the_register_is_asked_about_a_person_in_any_capitals(what: str, person: str) -> None:
    line = Holding("Tm-201", "team_manager", None, SINCE, None, email="tm@x.example", name="A B", telephone="01")
    supports = holding("BS-6", "support", submits_for=("TM-201",))
    known = Register(
        (line._replace(line_manager="sm-31", submits_for=("SW-9",)), supports),
        (Absence("tM-201", SINCE, None),),
    )
    assert LOOKED_UP[what](known, person)
    assert LOOKED_UP[what](known, person) == LOOKED_UP[what](known, "Tm-201")


@pytest.mark.rule("WHO-3", "ROUTE-9")
@given(written("tm-1"), written("tm-1"))
def test_whoever_submitted_or_planned_a_plan_never_decides_it(worked: str, decides: str) -> None:
    about = facts(practitioners=frozenset({worked}))
    assert code_of(may_decide(about, by(decides))) is Refusal.OWN_PLAN
    assert worked not in {person for person, _ in deciders(about)}


@pytest.mark.rule("WHO-3", "ROUTE-9")
@given(written("sw-1"), written("sw-1"))
def test_nobody_decides_for_an_absent_colleague_whose_own_plan_it_is(worked: str, absent: str) -> None:
    acting = holding("sm-1", "team_manager", acting_for=absent, ends=TODAY)
    known = Register(
        (holding("SW-1", "team_manager"), acting, holding("sm-1", "service_manager")),
        (Absence(absent.swapcase(), SINCE, None),),
    )
    authority = authority_of(facts(register=known, practitioners=frozenset({worked})), "sm-1")
    assert getattr(authority, "acting_for", None) == "", "by their own line, and not for the colleague"


@pytest.mark.rule("WHO-3", "ROUTE-9", "ROUTE-3")
@settings(max_examples=30)
@given(written("sw-1"), written("cl-1"))
def test_a_member_of_the_meeting_is_one_person_too(worked: str, leads: str) -> None:
    about = facts("1200.00", CALL)
    assert code_of(may_decide(about, by(leads, at_meeting("cl-1", "pm-1")))) is None
    assert code_of(may_decide(about, by("cl-1", at_meeting(leads, worked, "pm-1")))) is Refusal.NOT_QUORATE
    assert code_of(may_decide(about, by("cl-1", at_meeting(leads, "cl-1", "pm-1")))) is Refusal.NOT_QUORATE, "once each"


@pytest.mark.rule("WHO-3", "SUB-8", "RET-9")
@given(written("sw-1071"), written("sw-1071"))
def test_a_practitioner_submits_manages_not_themselves_and_never_decided_it(person: str, again: str) -> None:
    named = {"id": person, "name": "Harriet Osei", "line_manager": again}
    about = plan(practitioner=named)
    assert may_submit(again, about, Register((holding("Sw-1071", "practitioner"),)), TODAY) == ()
    assert [finding.rule for finding in nobody_is_their_own_manager(about.practitioner)] == ["SUB-8"]
    assert [finding.rule for finding in not_whoever_decided(about, frozenset({again}))] == ["RET-9"]


@pytest.mark.rule("WHO-3")
@given(written("tm-201"), written("tm-201"))
def test_two_lines_of_one_person_are_one_line_and_one_person_is_told_once(first: str, second: str) -> None:
    text = "person,role,team,starts,ends,email\n{},team_manager,,2026-01-01,,\n{},team_manager,,2026-01-01,,\n"
    with pytest.raises(RegisterError, match="line 2 again"):
        read_register(text.format(first, second), "register.csv")
    lines = (holding(first, "duty_team"), holding(second, "duty_team", starts=TODAY))
    assert len(Register(lines).holders("duty_team", "community", TODAY)) == 1


@pytest.mark.rule("WHO-3")
@given(written("sm-1"))
def test_everybody_of_the_register_may_decide_as_before_in_any_capitals(person: str) -> None:
    assert code_of(may_decide(facts(), by(person))) is None
    known = partial(is_among, person)
    assert known(line.person for line in REGISTER.holdings)
