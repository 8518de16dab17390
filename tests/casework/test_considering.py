"""DEC-5: which messages are taken at all: in one order of checks for every one, and each once, however it comes.

What a message brings about that is taken is in `test_consequences`.
"""

from uuid import uuid4

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.lifecycle import CLOSED, Status
from countersign.careplan.messages import INTERIM_MESSAGES, MESSAGES, PLAN_MESSAGES
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.declaring import Relation, Workflow
from countersign.casework.considering import UNKNOWN
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from tests.casework.cases import ACCEPTED, ready
from tests.casework.cases.table import Accepted, Ready
from tests.support.builders import Json, without
from tests.support.casework import CaseUnderTest
from tests.support.consequences import brought_about

OTHER = {Workflow.PLAN: Workflow.INTERIM, Workflow.INTERIM: Workflow.PLAN}


def first_case(case: CaseUnderTest, name: str) -> Accepted:
    """Bring a plan to where the first case of a message is accepted."""
    accepted = ACCEPTED[name][0]
    accepted.ready(case)
    case.at(accepted.at)
    return accepted


def message_of(case: CaseUnderTest, name: str, changes: Json | None = None) -> Json:
    """The message of its first case, with some changes."""
    accepted = ACCEPTED[name][0]
    return case.message(name, accepted.given, accepted.changes | (changes or {}))


# In one order for every message: form, workflow, version and state or stage, sender


@pytest.mark.rule("DEC-5")
def test_each_message_is_refused_for_the_first_of_the_checks_that_it_fails(in_memory: CaseUnderTest) -> None:
    """Everything is wrong at once; each thing that is mended leaves the next one to be refused for."""
    case = in_memory
    ready.agreed(case)
    given: Json = {"answers_version": 9, "sent_by.id": "sw-9999"}
    message = case.message("resubmit", "clare-3-resubmission", given)

    def code_of(message: Json, to: Workflow | None = None) -> Refusal | None:
        again = {"message_id": f"resubmit-again-{len(case.ids['resubmit'])}"}
        case.ids["resubmit"].append(again["message_id"])
        return case.put(case.considering("resubmit", message | again, to=to)).answer.code

    assert code_of(without(message, "plan"), Workflow.INTERIM) is Refusal.MALFORMED
    assert code_of(message, Workflow.INTERIM) is Refusal.WRONG_WORKFLOW
    assert code_of(message) is Refusal.STALE_VERSION
    assert code_of(message | {"answers_version": 1}) is Refusal.NOT_NOW
    case.at("2026-11-06 09:00")
    case.accept("end", changes={"reason": "ended", "why": "She has asked us to stop."})
    assert code_of(message) is Refusal.PLAN_CLOSED


@pytest.mark.rule("DEC-5")
def test_a_sender_is_looked_at_before_what_the_message_is_about(case: CaseUnderTest) -> None:
    ready.asked(case)
    stranger = case.consider("supply_information", changes={"request": "another-message-1", "sent_by.id": "sw-9999"})
    known = case.consider("supply_information", changes={"request": "another-message-1"})

    assert (stranger.answer.code, known.answer.code) == (Refusal.NO_AUTHORITY, Refusal.NO_SUCH_QUESTION)


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_that_is_not_of_its_form_is_refused_with_every_problem(in_memory: CaseUnderTest, name: str) -> None:
    case = in_memory
    first_case(case, name)
    message = message_of(case, name) | {"sent_at": "soon", "more": "than the contract has"}
    determined = case.put(case.considering(name, message))

    assert determined.answer.code is Refusal.MALFORMED
    named = {reason.partition(":")[0] for reason in determined.answer.reasons}
    assert "more" in named
    # TIME-3: urgent needs are taken whenever they say that they were sent.
    assert ("sent_at" in named) is not MESSAGES[name].declared.starts_interim


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("name", [name for name, model in MESSAGES.items() if len(model.declared.workflows) == 1])
def test_a_message_at_the_wrong_workflow_is_told_where_to_go_and_then_still_counts(
    in_memory: CaseUnderTest, name: str
) -> None:
    case = in_memory
    first_case(case, name)
    message = message_of(case, name)
    elsewhere = case.put(case.considering(name, message, to=OTHER[MESSAGES[name].declared.goes_to]))
    then = case.put(case.considering(name, message))

    assert elsewhere.answer.code is Refusal.WRONG_WORKFLOW
    assert then.answer.accepted
    assert not then.answer.duplicate


@pytest.mark.rule("DEC-5")
def test_what_was_sent_to_the_wrong_workflow_is_not_kept_as_known(case: CaseUnderTest) -> None:
    ready.submitted(case)
    before = case.kept
    determined = case.consider("decide", "clare-4-agreed", to=Workflow.INTERIM)

    assert case.kept.messages == before.messages
    brought = brought_about(before, determined, case.kept)
    assert (brought.record, brought.kept) == ((Happening.MESSAGE_REFUSED,), ())


@pytest.mark.rule("WHO-2")
@pytest.mark.parametrize(
    ("changes", "rule"),
    [({"plan_id": str(uuid4())}, "WHO-2"), ({"version": 7}, "DEC-5")],
    ids=["a rule of its own", "the usual one"],
)
def test_a_refusal_stands_on_the_record_with_the_rule_that_its_answer_names(
    case: CaseUnderTest, changes: Json, rule: str
) -> None:
    ready.submitted(case)
    before = case.kept
    refused = case.consider("decide", "clare-4-agreed", changes)

    (new,) = [entry for key, entry in case.kept.record.items() if key not in before.record]
    assert (new.event, new.rule) == (Happening.MESSAGE_REFUSED, rule)
    assert refused.entries[-1].rule == rule


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("name", [name for name, model in PLAN_MESSAGES.items() if model.declared.about])
def test_a_message_about_another_version_is_stale(in_memory: CaseUnderTest, name: str) -> None:
    case = in_memory
    first_case(case, name)
    version = case.standing.version
    about = MESSAGES[name].declared.about
    stale = case.put(case.considering(name, message_of(case, name, {about: version + 1})))

    assert stale.answer.code is Refusal.STALE_VERSION
    assert case.put(case.considering(name, message_of(case, name, {about: version}))).answer.accepted


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("name", [name for name, model in PLAN_MESSAGES.items() if CLOSED - model.declared.states])
def test_a_plan_that_has_left_takes_no_more_messages_but_what_may_always_come(
    in_memory: CaseUnderTest, name: str
) -> None:
    case = in_memory
    ready.withdrawn(case)

    assert case.put(case.considering(name, message_of(case, name))).answer.code is Refusal.PLAN_CLOSED


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize(
    ("bring", "state"),
    [
        pytest.param(ready.submitted, Status.AWAITING_DECISION, id="awaiting a decision"),
        pytest.param(ready.returned, Status.RETURNED, id="returned"),
        pytest.param(ready.authorised_to_start, Status.AUTHORISED_TO_START, id="authorised to start"),
        pytest.param(ready.agreed, Status.AGREED, id="agreed"),
        pytest.param(ready.signed_off, Status.SIGNED_OFF, id="signed off"),
    ],
)
def test_a_message_that_means_nothing_in_the_state_of_the_plan_is_refused(
    in_memory: CaseUnderTest, bring: Ready, state: Status
) -> None:
    case = in_memory
    bring(case)
    codes = {
        name: case.put(case.considering(name, message_of(case, name, _about_this_version(case, name)))).answer.code
        for name, model in PLAN_MESSAGES.items()
        if state not in model.declared.states
    }

    assert case.standing.status is state
    assert codes, "there is such a message for every state"
    assert codes == dict.fromkeys(codes, Refusal.NOT_NOW)


def _about_this_version(case: CaseUnderTest, name: str) -> Json:
    about = MESSAGES[name].declared.about
    return {about: case.standing.version} if about else {}


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("name", [name for name, model in INTERIM_MESSAGES.items() if model.declared.events])
def test_a_message_of_the_duty_team_means_nothing_before_there_is_interim_support(
    in_memory: CaseUnderTest, name: str
) -> None:
    case = in_memory
    ready.submitted(case)

    assert case.put(case.considering(name, message_of(case, name))).answer.code is Refusal.NOT_NOW


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize(
    "name", [name for name, model in MESSAGES.items() if Relation.ANYBODY not in model.declared.sent_by]
)
def test_a_stranger_sends_nothing(in_memory: CaseUnderTest, name: str) -> None:
    case = in_memory
    first_case(case, name)
    stranger = case.put(case.considering(name, message_of(case, name, {"sent_by.id": "sw-9999"})))

    assert stranger.answer.code is Refusal.NO_AUTHORITY


@pytest.mark.rule("TIME-3")
def test_anybody_reports_urgent_needs(case: CaseUnderTest) -> None:
    ready.submitted(case)

    assert case.consider("report_urgent_needs", changes={"sent_by.id": "nurse-1"}).answer.accepted


@pytest.mark.rule("DEC-5")
def test_a_message_of_no_known_name_is_refused_and_its_name_is_repeated_nowhere(case: CaseUnderTest) -> None:
    ready.submitted(case)
    before = case.kept
    considering = case.considering("decide", case.message("decide", "clare-4-agreed"))
    determined = case.put(considering.model_copy(update={"name": "about Edie Marsh"}))

    assert determined.answer.code is Refusal.UNKNOWN_MESSAGE
    new = [entry for key, entry in case.kept.record.items() if key not in before.record]
    assert [entry.event for entry in new] == [Happening.MESSAGE_REFUSED]
    assert [entry.what for entry in new if f"'{UNKNOWN}'" in entry.what], "under our name for it"
    assert case.kept.messages == before.messages, "its id is free"
    assert "Edie" not in "".join(entry.what for entry in new) + determined.model_dump_json()


# Nobody was told


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("by_signal", "tasks"),
    [pytest.param(True, ["bad_message"], id="a signal"), pytest.param(False, [], id="an update, which was answered")],
)
def test_somebody_finds_out_who_sent_a_signal_that_nobody_could_answer(
    case: CaseUnderTest, by_signal: bool, tasks: list[str]
) -> None:
    ready.submitted(case)
    for _ in range(2):
        message = case.message("withdraw", changes={"sent_by.id": "sw-9999"})
        case.put(case.considering("withdraw", message, by_signal=by_signal))

    assert [kind.value for kind in case.open_tasks().values()] == tasks, "one at a time"


@pytest.mark.rule("TIME-1")
def test_nobody_looks_into_a_signal_to_a_plan_that_has_left(case: CaseUnderTest) -> None:
    ready.withdrawn(case)
    message = case.message("complete_task", changes={"sent_by.id": "sw-9999"})
    determined = case.put(case.considering("complete_task", message, by_signal=True))

    assert determined.answer.code is Refusal.NO_AUTHORITY
    assert case.open_tasks() == {}


@pytest.mark.rule("TIME-1")
def test_interim_support_goes_on_so_somebody_looks_into_a_signal_to_it(case: CaseUnderTest) -> None:
    ready.left_with_support_in_place(case)
    message = case.message("acknowledge_interim_support", changes={"sent_by.id": "sw-9999"})
    message |= {"sent_at": "soon"}
    case.put(case.considering("acknowledge_interim_support", message, by_signal=True))

    assert TaskKind.BAD_MESSAGE in case.open_tasks().values()


# Each once


@pytest.mark.rule("DEC-5")
def test_a_message_that_comes_again_counts_once_and_has_the_same_answer(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.at("2026-11-05 14:40")
    message = case.message("withdraw")
    first = case.put(case.considering("withdraw", message))
    before, standings = case.kept, dict(case.standings)
    case.at("2026-11-06 09:00")
    again = case.put(case.considering("withdraw", message))

    assert again.answer == first.answer.model_copy(update={"duplicate": True})
    assert case.standings == standings
    brought = brought_about(before, again, case.kept)
    assert (brought.record, brought.notices, brought.kept) == ((Happening.MESSAGE_CAME_AGAIN,), (), ())
    assert case.kept.messages == before.messages


@pytest.mark.rule("DEC-5")
def test_it_is_known_by_the_file_where_the_workflow_has_forgotten_it(case: CaseUnderTest) -> None:
    """A workflow remembers the latest messages only. One that was refused is no other."""
    ready.submitted(case)
    accepted, refused = case.message("request_information"), case.message("withdraw", changes={"sent_by.id": "sw-9999"})
    for name, message in (("request_information", accepted), ("withdraw", refused)):
        case.put(case.considering(name, message))
    before = case.kept
    case.at("2026-11-06 09:00")
    answers = [
        case.put(case.considering(name, message)).answer
        for name, message in (("request_information", accepted), ("withdraw", refused))
    ]

    assert [(answer.outcome, answer.code, answer.duplicate) for answer in answers] == [
        ("accepted", None, True),
        ("refused", Refusal.NO_AUTHORITY, True),
    ]
    assert (case.kept.questions, case.kept.messages) == (before.questions, before.messages)


@pytest.mark.rule("DEC-5")
def test_an_id_that_was_used_by_another_message_is_refused_and_kept_by_its_content(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("request_information")
    before = case.kept
    reused = case.message("withdraw", changes={"message_id": case.latest("request_information")})
    case.at("2026-11-04 10:00")
    refused = case.put(case.considering("withdraw", reused))

    assert refused.answer.code is Refusal.MESSAGE_ID_REUSED
    assert case.standing.status is Status.AWAITING_DECISION
    new = case.kept.messages.keys() - before.messages.keys()
    assert [key.partition(":")[0] for key in new] == ["sha256"]
    # It comes again, and is known.
    case.at("2026-11-04 11:00")
    again = case.put(case.considering("withdraw", reused))
    assert (again.answer.code, again.answer.duplicate) == (Refusal.MESSAGE_ID_REUSED, True)
    assert case.kept.messages.keys() - before.messages.keys() == new


@pytest.mark.rule("DEC-5")
def test_two_messages_without_an_id_are_two(case: CaseUnderTest) -> None:
    ready.submitted(case)
    before = case.kept
    for _ in range(2):
        message = without(case.message("withdraw"), "message_id") | {"reason": f"Reason {len(case.ids['withdraw'])}."}
        assert case.put(case.considering("withdraw", message)).answer.code is Refusal.MALFORMED

    assert case.kept.messages == before.messages
    new = [entry for key, entry in case.kept.record.items() if key not in before.record]
    assert [entry.event for entry in new] == [Happening.MESSAGE_REFUSED] * 2


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("name", MESSAGES)
def test_a_retry_of_a_message_that_was_considered_just_now_gives_the_same_and_does_nothing_twice(
    in_memory: CaseUnderTest, name: str
) -> None:
    """An attempt was cut short between its commit and its report: the next one asks the very same thing."""
    case = in_memory
    first_case(case, name)
    considering = case.considering(name, message_of(case, name))
    first = case.put(considering)
    after_it = case.kept

    assert first.answer.accepted
    assert case.put(considering) == first
    assert case.kept == after_it


@pytest.mark.rule("DEC-5")
def test_a_retry_is_the_same_on_every_database(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.at("2026-11-05 14:40")
    considering = case.considering("decide", case.message("decide", "clare-2-returned"))
    first = case.put(considering)
    after_it = case.kept

    assert case.put(considering) == first
    assert case.kept == after_it


@pytest.mark.rule("DEC-5")
def test_a_workflow_that_was_set_back_goes_on_from_where_the_plan_stands(case: CaseUnderTest) -> None:
    """What was determined meanwhile is not determined twice, though another moment has come."""
    ready.submitted(case)
    case.at("2026-11-05 14:40")
    message, before = case.message("decide", "clare-2-returned"), dict(case.standings)
    first = case.put(case.considering("decide", message))
    kept, then = case.kept, dict(case.standings)
    case.standings = before
    case.at("2026-11-06 10:00")
    again = case.put(case.considering("decide", message))

    assert again.answer == first.answer.model_copy(update={"duplicate": True})
    assert case.standings == then
    assert {what for what, now in vars(case.kept).items() if now != vars(kept)[what]} == {"record"}


# Of no plan


@pytest.mark.rule("TIME-3")
def test_interim_support_of_a_plan_that_was_never_accepted_keeps_nothing(case: CaseUnderTest) -> None:
    determined = case.consider("report_urgent_needs", to=Workflow.INTERIM)

    assert determined.answer.code is Refusal.PLAN_NOT_FOUND
    assert case.kept == CaseUnderTest(case.installation).kept


def test_a_plan_that_was_never_accepted_has_no_messages_considered(case: CaseUnderTest) -> None:
    with pytest.raises(LookupError):
        case.consider("report_urgent_needs")
    with pytest.raises(LookupError):
        case.take_the_step_of(Wait.DECISION.value)
