"""The form of every message: unknown fields, times, money and ids; and errors that never repeat a value."""

from decimal import Decimal
from inspect import get_annotations
from typing import Any

import pytest
from pydantic import ValidationError

from countersign.careplan.contract import SENT
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import REFUSAL_MEANINGS, Answer, Refusal
from countersign.careplan.messages.anytime import ReportUrgentNeeds
from countersign.careplan.messages.declaring import Message, Sent
from countersign.careplan.messages.submission import Submission
from countersign.careplan.plan import Plan
from countersign.careplan.submission import problems_of_form
from tests.support.builders import Json, changed, decide_json, example, example_of, plan_json, without


def refused(model: type[Sent] | type[Plan], raw: Json) -> list[str]:
    """The places that are refused, one for each problem."""
    with pytest.raises(ValidationError) as error:
        model.model_validate(raw)
    return [problem.where for problem in problems_of_form(error.value)]


BASE: Json = {
    "message_id": "any-message-1",
    "sent_by": {"id": "sw-1042", "system": "case-system"},
    "sent_at": "2026-11-16T09:30:00+00:00",
    "plan_id": "9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5",
}
"""What every message carries, and nothing else."""

FIELDS = ("message_id", "sent_by", "sent_at")
"""What everything that is sent carries."""

NAMES_ITS_PLAN = (*FIELDS, "plan_id")
"""What every message carries that does not carry the plan itself."""

CARRY_THE_PLAN = {"submit", "resubmit", "submit_amendment"}

NO_TIME_WITH_ITS_OFFSET = {
    "no offset": "2026-11-16T09:30:00",
    "a day": "2026-11-16",
    "a word": "yesterday",
    "nothing": "",
    "null": None,
    "a day that there is not": "2026-02-30T09:30:00+00:00",
}


@pytest.mark.rule("WHO-2")
@pytest.mark.parametrize("field", NAMES_ITS_PLAN)
def test_a_message_says_which_it_is_who_sent_it_when_and_about_which_plan(field: str) -> None:
    assert Message.model_validate(BASE)
    assert refused(Message, without(BASE, field)) == [field]


@pytest.mark.parametrize("moment", NO_TIME_WITH_ITS_OFFSET.values(), ids=NO_TIME_WITH_ITS_OFFSET)
def test_a_time_without_its_offset_is_refused(moment: Any) -> None:
    assert refused(Message, {**BASE, "sent_at": moment}) == ["sent_at"]


@pytest.mark.rule("WHO-2")
def test_every_message_has_the_fields_of_the_base_class_and_changes_none_of_them() -> None:
    assert tuple(Sent.model_fields) == FIELDS
    assert tuple(Message.model_fields) == NAMES_ITS_PLAN
    for name, model in SENT.items():
        base = Sent if name in CARRY_THE_PLAN else Message
        below = model.__mro__[: model.__mro__.index(base)]
        assert not [field for made in below for field in get_annotations(made) if field in NAMES_ITS_PLAN], name
        assert ("plan" in model.model_fields) is (name in CARRY_THE_PLAN), name
        assert model.model_config == Message.model_config, name


def test_every_message_is_refused_for_what_the_base_class_refuses() -> None:
    moments = NO_TIME_WITH_ITS_OFFSET.values()
    for name, model in SENT.items():
        whole = example_of(name)
        assert [refused(model, without(whole, field)) for field in FIELDS] == [[field] for field in FIELDS], name
        assert [refused(model, {**whole, "sent_at": moment}) for moment in moments] == [["sent_at"] for _ in moments]


@pytest.mark.parametrize("moment", ["2026-11-16T09:30:00+00:00", "2026-11-16T09:30:00Z", "2026-06-16T09:30:00+01:00"])
def test_a_time_with_its_offset_is_read(moment: str) -> None:
    message = MESSAGES["end"].model_validate({**example("message-end"), "sent_at": moment})
    assert message.sent_at.utcoffset() is not None


@pytest.mark.rule("BUD-3")
@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("412.50", "412.50", id="text"),
        pytest.param("412.5", "412.50", id="text with one decimal place"),
        pytest.param("412", "412.00", id="text without pence"),
        pytest.param(412, "412.00", id="a whole number"),
        pytest.param(412.5, "412.50", id="a fraction, as it was written"),
        pytest.param(0.1, "0.10", id="ten pence, which has no exact binary fraction"),
        pytest.param("0", "0.00", id="nothing"),
        pytest.param("1000000.00", "1000000.00", id="the most"),
    ],
)
def test_money_is_read_exactly_as_it_was_written(written: Any, read: str) -> None:
    plan = Plan.model_validate({**plan_json(), "indicative_budget": written})
    assert plan.indicative_budget == Decimal(read)
    assert plan.model_dump(mode="json")["indicative_budget"] == read


AMOUNTS = ("indicative_budget", "person_pays", "services.0.weekly_cost", "services.1.one_off_cost")
"""Amounts of a plan, and of its lines."""


@pytest.mark.rule("BUD-3")
@pytest.mark.parametrize(
    "written",
    [
        pytest.param("412.505", id="half a penny"),
        pytest.param(412.505, id="half a penny as a number"),
        pytest.param(0.1 + 0.2, id="a sum of binary fractions"),
        pytest.param("-0.01", id="a penny below nothing"),
        pytest.param(-1, id="a pound below nothing"),
        pytest.param("1000000.01", id="a penny beyond the most"),
        pytest.param(True, id="true"),
        pytest.param(False, id="false"),
        pytest.param("£412.50", id="with a pound sign"),
        pytest.param("1,412.50", id="with a comma"),
        pytest.param("NaN", id="not a number"),
        pytest.param(float("inf"), id="infinity"),
        pytest.param("", id="nothing"),
        pytest.param(None, id="null"),
        pytest.param(["412.50"], id="a list"),
    ],
)
def test_money_that_is_not_pounds_and_pence_is_refused_and_never_rounded(written: Any) -> None:
    assert sorted(refused(Plan, changed(plan_json(), dict.fromkeys(AMOUNTS, written)))) == sorted(AMOUNTS)


@pytest.mark.parametrize(
    "plan_id",
    [
        pytest.param("edie-marlow-1941", id="a name"),
        pytest.param("9434765919", id="an NHS number"),
        pytest.param("01f345ef51b34bb3abedf1f8c0fc7c33", id="without its hyphens"),
        pytest.param("{01f345ef-51b3-4bb3-abed-f1f8c0fc7c33}", id="in braces"),
        pytest.param("01f345ef-51b3-4bb3-abed-f1f8c0fc7c3", id="one short"),
        pytest.param("01f345ef-51b3-4bb3-abed-f1f8c0fc7c33-edie", id="with something after it"),
        pytest.param("gggggggg-51b3-4bb3-abed-f1f8c0fc7c33", id="with letters beyond f"),
        pytest.param("", id="nothing"),
        pytest.param(7, id="a number"),
    ],
)
def test_a_plan_id_that_is_no_uuid_is_refused(plan_id: Any) -> None:
    assert refused(Plan, {**plan_json(), "plan_id": plan_id}) == ["plan_id"]


def test_a_plan_id_is_the_same_in_capitals() -> None:
    plan = Plan.model_validate({**plan_json(), "plan_id": plan_json()["plan_id"].upper()})
    assert plan.plan_id == plan_json()["plan_id"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("message_id", "short", id="a message id too short"),
        pytest.param("message_id", "Edie Marlow's plan", id="a message id with spaces"),
        pytest.param("message_id", "m" * 101, id="a message id too long"),
        pytest.param("message_id", "../../etc/passwd", id="a message id that is a path"),
        pytest.param("sent_by.id", "clare@example.org", id="a sender who is an e-mail address"),
        pytest.param("sent_by.id", "Clare Whitfield", id="a sender who is a name"),
        pytest.param("sent_by.system", "Case System!", id="a system that is no reference"),
    ],
)
def test_references_hold_no_names_or_addresses(field: str, value: str) -> None:
    assert refused(MESSAGES["decide"], changed(decide_json(), {field: value})) == [field]


@pytest.mark.rule("TIME-3")
def test_urgent_needs_are_reported_with_what_and_by_whom_and_nothing_else() -> None:
    raw = example("message-report-urgent-needs")
    assert ReportUrgentNeeds.model_validate(raw).what
    own = set(ReportUrgentNeeds.model_fields) - set(Message.model_fields)
    assert own == {"what", "reported_by"}
    for field in own:
        assert refused(ReportUrgentNeeds, {**raw, field: "  "}) == [field]


OWN_FIELDS = {
    name: {field for field, info in model.model_fields.items() if info.is_required() and field not in FIELDS}
    for name, model in SENT.items()
}
"""What each message wants besides its id, its sender and its time."""


@pytest.mark.rule("DEC-4", "RET-4", "TIME-1", "TIME-2", "TIME-3", "TIME-4", "END")
@pytest.mark.parametrize("name", list(OWN_FIELDS))
def test_a_message_wants_each_of_its_fields(name: str) -> None:
    raw = example_of(name)
    for field in OWN_FIELDS[name]:
        assert refused(SENT[name], without(raw, field)) == [field]
        assert refused(SENT[name], {**raw, field: "  "}) == [field]


@pytest.mark.rule("TIME-4", "TIME-5", "END", "RET-4", "TIME-2")
@pytest.mark.parametrize(
    ("name", "field", "values"),
    [
        ("ask_about_return", "to", {"authoriser", "line_manager"}),
        ("reassign", "whose", {"practitioner", "authoriser"}),
        ("review_interim_support", "outcome", {"continues", "ends"}),
        (
            "review_interim_support",
            "because",
            {"signed_plan_services_started", "no_longer_needed", "person_died"},
        ),
        ("end", "reason", {"superseded", "moved_away", "died", "ended"}),
    ],
)
def test_a_code_is_one_of_those_that_there_are(name: str, field: str, values: set[str]) -> None:
    raw = example_of(name)
    for value in values:
        assert SENT[name].model_validate({**raw, field: value})
    for wrong in ("withdrawn", "returned", "", "ENDS", 1):
        assert refused(SENT[name], {**raw, field: wrong}) == [field]


@pytest.mark.rule("TIME-3")
@pytest.mark.parametrize("wrong", ["yes", 1, 0, "true", None])
def test_whether_needs_are_urgent_is_true_or_false(wrong: Any) -> None:
    raw = example("message-answer-urgent-needs")
    assert refused(MESSAGES["answer_urgent_needs"], {**raw, "urgent": wrong}) == ["urgent"]


PRIVATE_PLACES = (
    ("submit", "plan.plan_id"),
    ("submit", "plan.person.date_of_birth"),
    ("submit", "plan.person_pays"),
    ("submit", "plan.team"),
    ("submit", "plan.representative.contact.email"),
    ("decide", "outcome"),
    ("decide", "version"),
    ("resubmit", "responses.0.reason"),
    ("end", "reason"),
    ("record_consent", "sharing.decided_on"),
    ("complete_task", "message_id"),
    ("request_information", "version"),
    ("supply_information", "request"),
    ("ask_about_return", "to"),
    ("answer_about_return", "question"),
    ("reassign", "whose"),
    ("reassign", "to"),
    ("answer_urgent_needs", "urgent"),
    ("arrange_interim_support", "starts_on"),
    ("review_interim_support", "outcome"),
    ("review_interim_support", "because"),
)
"""Places in messages where somebody might write what is private, in the wrong form."""


@pytest.mark.parametrize("secret", ["Edie SECRET Marlow", ["SECRET"], {"a": "SECRET"}], ids=["text", "list", "object"])
def test_an_error_never_holds_the_value_that_caused_it(secret: Any) -> None:
    for name, field in PRIVATE_PLACES:
        with pytest.raises(ValidationError) as error:
            SENT[name].model_validate(changed(example_of(name), {field: secret}))
        assert field in [problem.where for problem in problems_of_form(error.value)]
        assert "SECRET" not in str(error.value), (name, field)
        assert "SECRET" not in " ".join(str(problem) for problem in problems_of_form(error.value)), (name, field)


def test_an_incoming_message_cannot_be_changed_once_read() -> None:
    message = Submission.model_validate(example("plain-1-submission"))
    with pytest.raises(ValidationError):
        message.plan.indicative_budget = Decimal("1.00")  # pyright: ignore[reportAttributeAccessIssue]


def test_words_lose_the_blanks_around_them() -> None:
    plan = Plan.model_validate(changed(plan_json(), {"person.name": "  Thomas Brightwater \t"}))
    assert plan.person.name == "Thomas Brightwater"


@pytest.mark.rule("TELL-1")
@pytest.mark.parametrize(
    ("contact", "reachable"),
    [
        ({"channel": "post", "address": ["2 Chapel Row", "Northbridge"]}, True),
        ({"channel": "post", "email": "tom@example.org"}, False),
        ({"channel": "email", "email": "tom@example.org"}, True),
        ({"channel": "email", "address": ["2 Chapel Row"]}, False),
        ({}, False),
    ],
)
def test_whether_somebody_can_be_reached_by_the_way_they_prefer(contact: Json, reachable: bool) -> None:
    plan = Plan.model_validate(changed(plan_json(), {"person.contact": contact}))
    assert plan.person.contact.reachable() is reachable


def test_every_refusal_has_a_meaning_of_its_own() -> None:
    assert set(REFUSAL_MEANINGS) == set(Refusal)
    assert len(set(REFUSAL_MEANINGS.values())) == len(Refusal)


@pytest.mark.parametrize(("outcome", "accepted"), [("accepted", True), ("refused", False)])
def test_an_answer_is_accepted_or_refused(outcome: str, accepted: bool) -> None:
    assert Answer.model_validate({"outcome": outcome}).accepted is accepted


def test_an_answer_stored_by_a_later_version_can_still_be_read() -> None:
    assert Answer.model_validate({"outcome": "accepted", "colour": "blue"}).accepted


@pytest.mark.parametrize(
    ("change", "where"),
    [
        pytest.param({"version": True}, "version", id="a version that is true"),
        pytest.param({"version": "1"}, "version", id="a version in quotation marks"),
        pytest.param({"sent_at": 1_763_700_000}, "sent_at", id="a time as a number of seconds"),
        pytest.param(
            {"limbs.best_use_of_resources": "yes"}, "limbs.best_use_of_resources", id="a limb answered in words"
        ),
        pytest.param(
            {"limbs.best_use_of_resources": 1}, "limbs.best_use_of_resources", id="a limb answered with a number"
        ),
        pytest.param({"regard.wellbeing": "fine\0"}, "regard.wellbeing", id="a character that no database keeps"),
    ],
)
def test_what_only_looks_like_the_right_kind_of_value_is_refused(change: dict[str, Any], where: str) -> None:
    assert refused(MESSAGES["decide"], changed(example("plain-2-agreed"), change)) == [where]
