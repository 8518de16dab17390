"""SHARE-6..9 · Copies in the course of a plan: what is asked, read again as it goes, held for a look, and asked back.

The last test plays random stories of decisions, versions and sending, and judges them by rules written here.
"""

import random
from datetime import date, timedelta

import pytest

from countersign.careplan.consent import Section
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.working_time import london_day
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.letters.channels.transport import Item
from countersign.wording.letters_about_copies import CopyOfPlan, CopyToReturn
from tests.casework.cases import ready
from tests.casework.copies import Post
from tests.casework.people import happened, notice, send
from tests.support.builders import Json, example, register, scheme
from tests.support.casework import CaseUnderTest
from tests.support.installations import InMemory
from tests.support.offices import an_office

SENT, WITHHELD, QUEUED, BY_HAND = NoticeStatus.SENT, NoticeStatus.WITHHELD, NoticeStatus.QUEUED, NoticeStatus.BY_HAND

NO_MORE: Json = {"sharing.scope": "none", "sharing.sections": [], "sharing.decided_on": "2026-11-06"}
ALL: Json = {"sharing.scope": "full", "sharing.sections": [], "sharing.decided_on": "2026-11-06"}


def a_case() -> CaseUnderTest:
    return CaseUnderTest(InMemory(register()))


def agreed_on_friday(case: CaseUnderTest, changes: Json | None = None) -> None:
    """Clare's plan is agreed, and the copies for C1 and P1 wait to be sent."""
    case.submit(changes=changes)
    case.at("2026-11-06 14:40")
    case.accept("decide", "clare-4-agreed")
    case.queue_the_record()


# Asked


@pytest.mark.rule("SHARE-3", "SHARE-6")
def test_a_provider_of_care_without_a_decision_is_asked_about_until_there_is_one(case: CaseUnderTest) -> None:
    case.submit(changes={"plan.sharing": []})
    assert case.open_tasks() == {"sharing:P1:v1:what-they-want": TaskKind.SHARING}
    case.at("2026-11-06 10:00")
    case.accept("record_consent", changes=NO_MORE)
    assert case.open_tasks() == {}
    (task,) = case.kept.tasks.values()
    assert "deliver care" in task.why


@pytest.mark.rule("SHARE-1")
def test_a_carer_whom_a_person_without_capacity_asked_to_leave_out_waits_for_a_best_interests_decision(
    case: CaseUnderTest,
) -> None:
    ready.submitted(case)
    case.at("2026-11-06 10:00")
    lacks: Json = {"sharing.recipient": "C1", "sharing.has_capacity": {"so": False, "in_words": "As the nurse found"}}
    case.accept("record_consent", changes=NO_MORE | lacks)
    assert case.open_tasks() == {"sharing:C1:v1:best-interests:2026-11-06": TaskKind.SHARING}
    decided = ALL | lacks | {"sharing.basis": "best_interests", "sharing.consulted": ["her sister"]}
    decided |= {"sharing.decider": None, "sharing.decided_by": "social worker", "sharing.decided_on": "2026-11-09"}
    case.at("2026-11-09 10:00")
    case.accept("record_consent", changes=decided)
    assert case.open_tasks() == {}


@pytest.mark.rule("SHARE-6")
def test_another_provider_under_the_same_reference_has_nothing_of_what_was_decided(case: CaseUnderTest) -> None:
    ready.returned(case)  # consent for P1; in version 2 another agency is P1, and the old decision is repeated
    other: Json = {
        "plan.providers.0.name": "Riverside Care",
        "plan.providers.0.contact.address": ["9 Quay Road", "ZZ99"],
    }
    case.accept("resubmit", "clare-3-resubmission", other)
    assert list(case.open_tasks()) == ["sharing:P1:v2:who-it-is"]
    case.at("2026-11-13 10:00")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert {key.partition("/copy/")[2] for key in case.kept.notices if "/copy/" in key} == {"C1/full"}


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(
    ("changes", "where"),
    [
        pytest.param({"sharing.has_capacity": None}, "sharing.has_capacity", id="capacity is not stated"),
        pytest.param({"sharing.decider": "P1"}, "sharing.decided_by", id="decided by who would receive"),
        pytest.param({"sharing.decided_on": "2062-01-01"}, "sharing.decided_on", id="of a day that has not come"),
    ],
)
def test_a_decision_that_cannot_count_is_refused(case: CaseUnderTest, changes: Json, where: str) -> None:
    ready.submitted(case)
    answer = case.consider("record_consent", changes={"sent_by.id": "sw-1042"} | changes).answer
    assert any(reason.startswith(where) for reason in answer.reasons)


# Read again as it goes


@pytest.mark.rule("SHARE-6")
def test_consent_withdrawn_the_minute_before_the_copy_goes_and_it_does_not(case: CaseUnderTest) -> None:
    agreed_on_friday(case)
    case.at("2026-11-06 14:41")
    case.accept("record_consent", changes=NO_MORE)
    post = Post()
    send(case, post)
    assert "v1/copy/P1/full" not in post.went
    assert notice(case, "v1/copy/P1/full").status is WITHHELD
    assert Happening.COPY_WITHHELD in happened(case)
    assert not any(notice.kind is NoticeKind.COPY_TO_RETURN for notice in case.kept.notices.values()), "nothing went"


@pytest.mark.rule("SHARE-6")
def test_consent_withdrawn_while_the_letter_before_it_goes_and_it_does_not(case: CaseUnderTest) -> None:
    """The batch is taken already: the copy is read again by itself."""
    agreed_on_friday(case)
    post, tried = Post(), list[str]()

    def withdrawn_meanwhile(item: Item) -> None:
        if not tried:
            case.accept("record_consent", changes=NO_MORE)
        tried.append(item.key.partition("/")[2])

    post.before = withdrawn_meanwhile
    send(case, post)
    assert "v1/copy/C1/full" in tried, "of the same batch"
    assert "v1/copy/P1/full" not in tried
    assert "v1/copy/P1/full" not in post.went
    assert notice(case, "v1/copy/P1/full").status is WITHHELD


@pytest.mark.rule("SHARE-6")
def test_nobody_told_us_and_it_is_past_its_last_day_as_it_goes(case: CaseUnderTest) -> None:
    """Only reading again can find this: no message came."""
    agreed_on_friday(case, {"plan.sharing.0.until": "2026-11-06"})
    case.at("2026-11-07 00:30")
    post = Post()
    send(case, post)
    assert "v1/copy/P1/full" not in post.went
    assert happened(case).count(Happening.COPY_WITHHELD) == 1
    assert "sharing:P1:v1:decide-again:2026-11-02" in case.open_tasks()
    send(case, post)
    assert happened(case).count(Happening.COPY_WITHHELD) == 1


@pytest.mark.rule("SHARE-6", "SHARE-9")
def test_consent_withdrawn_the_minute_after_it_went_and_the_holder_is_asked_for_it(case: CaseUnderTest) -> None:
    agreed_on_friday(case)
    send(case, Post())
    assert notice(case, "v1/copy/P1/full").status is SENT
    case.at("2026-11-06 14:41")
    case.accept("record_consent", changes=NO_MORE)
    key = next(key for key in case.kept.notices if f"/{NoticeKind.COPY_TO_RETURN}/" in key)
    letter = case.letter(key.partition("/")[2])
    assert letter.facts == CopyToReturn(
        sent_on=date(2026, 11, 6), is_part=False, is_provider=True, back_by=date(2026, 11, 13)
    )
    assert letter.head.recipient.reference == "P1"
    assert case.open_tasks() == {"back:v1/copy/P1/full": TaskKind.COPY_BACK}
    told = [notice for notice in case.kept.notices.values() if notice.kind is NoticeKind.OUTCOME]
    assert [notice.recipient for notice in told[-1:]] == ["sw-1042"]


def to_return(case: CaseUnderTest) -> list[tuple[str, NoticeStatus]]:
    start = f"/{NoticeKind.COPY_TO_RETURN}/P1/"
    return [(key.partition(start)[2], letter.status) for key, letter in case.kept.notices.items() if start in key]


@pytest.mark.rule("SHARE-6", "SHARE-9")
@pytest.mark.parametrize("is_by_hand", [False, True])
def test_consent_given_again_before_the_holder_was_asked_and_they_keep_it(
    case: CaseUnderTest, is_by_hand: bool
) -> None:
    agreed_on_friday(case)
    send(case, Post())
    if is_by_hand:
        contact = {**example("message-change-contact")["contact"], "format": "braille"}
        moved: Json = {"about": "P1", "contact": contact, "decided_on": "2026-11-06"}
        case.accept("change_contact", changes=moved)
    case.at("2026-11-06 14:41")
    case.accept("record_consent", changes=NO_MORE)
    ((which, status),) = to_return(case)
    assert status is (BY_HAND if is_by_hand else QUEUED)

    case.at("2026-11-07 09:00")
    case.accept("record_consent", changes=ALL | {"sharing.decided_on": "2026-11-07"})
    assert to_return(case) == [(which, WITHHELD)]
    assert case.open_tasks() == {}
    post = Post()
    send(case, post)
    assert not [key for key in post.went if "/P1" in key]
    case.give_the_record()
    assert [key for key in case.kept.notices if "/copy/P1/" in key] == [f"{case.plan_id}/v1/copy/P1/full"], "no other"

    case.at("2026-11-08 09:00")
    case.accept("record_consent", changes=NO_MORE | {"sharing.decided_on": "2026-11-08"})
    assert to_return(case) == [(which, WITHHELD), (f"{which}/2", status)]
    assert case.open_tasks() | {"back:v1/copy/P1/full:2": TaskKind.COPY_BACK} == case.open_tasks()


@pytest.mark.rule("SHARE-6", "SHARE-9")
def test_consent_given_again_once_the_holder_was_asked_leaves_that_as_it_is(case: CaseUnderTest) -> None:
    agreed_on_friday(case)
    send(case, Post())
    case.at("2026-11-06 14:41")
    case.accept("record_consent", changes=NO_MORE)
    send(case, Post())
    case.at("2026-11-07 09:00")
    case.accept("record_consent", changes=ALL | {"sharing.decided_on": "2026-11-07"})
    assert [status for _, status in to_return(case)] == [SENT]
    assert case.open_tasks() == {"back:v1/copy/P1/full": TaskKind.COPY_BACK}


@pytest.mark.rule("SHARE-9")
@pytest.mark.parametrize(("within", "day"), [(1, date(2026, 11, 9)), (5, date(2026, 11, 13)), (6, date(2026, 11, 16))])
def test_by_when_it_is_to_be_back_is_the_schemes(case: CaseUnderTest, within: int, day: date) -> None:
    """Working days: it went on a Friday."""
    case.office = an_office(scheme({"copies_back.within": within}))
    agreed_on_friday(case)
    send(case, Post())
    case.accept("record_consent", changes=NO_MORE)
    key = next(key for key in case.kept.notices if f"/{NoticeKind.COPY_TO_RETURN}/" in key)
    facts = case.letter(key.partition("/")[2]).facts
    assert isinstance(facts, CopyToReturn)
    assert facts.back_by == day
    due = case.kept.tasks["back:v1/copy/P1/full"].due_at
    assert due is not None
    assert due.date() == day, "the practitioner looks then"
    again = case.watch(lambda: case.accept("record_consent", changes=NO_MORE))
    assert again.asked == (), "once"


@pytest.mark.rule("SHARE-6")
def test_a_copy_that_a_person_was_to_give_by_hand_is_not_given_after_a_withdrawal(case: CaseUnderTest) -> None:
    agreed_on_friday(case, {"plan.providers.0.contact.format": "braille"})
    assert notice(case, "v1/copy/P1/full").status is BY_HAND
    case.accept("record_consent", changes=NO_MORE)
    assert notice(case, "v1/copy/P1/full").status is WITHHELD
    assert case.open_tasks() == {}


@pytest.mark.rule("SHARE-6")
def test_a_copy_whose_consent_has_ended_is_not_given_by_hand(case: CaseUnderTest) -> None:
    agreed_on_friday(case, {"plan.providers.0.contact.format": "braille", "plan.sharing.0.until": "2026-11-06"})
    case.at("2026-11-09 10:00")
    case.accept("complete_task", changes={"task": "give:v1/copy/P1/full"})
    assert notice(case, "v1/copy/P1/full").status is WITHHELD


@pytest.mark.rule("SHARE-9")
def test_who_holds_more_than_they_may_now_is_asked_for_it_and_given_the_part(case: CaseUnderTest) -> None:
    agreed_on_friday(case)
    send(case, Post())
    part: Json = {"sharing.scope": "part", "sharing.sections": ["services"], "sharing.decided_on": "2026-11-06"}
    case.accept("record_consent", changes=part)
    assert "back:v1/copy/P1/full" in case.open_tasks()
    case.share()
    assert notice(case, "v1/copy/P1/part:services").status is QUEUED


@pytest.mark.rule("SHARE-9")
def test_after_it_came_back_new_consent_gives_it_again_and_says_by_which_decision(case: CaseUnderTest) -> None:
    agreed_on_friday(case)
    send(case, Post())
    case.accept("record_consent", changes=NO_MORE)
    case.accept("complete_task", changes={"task": "back:v1/copy/P1/full"})
    case.at("2026-11-10 10:00")
    case.accept("record_consent", changes=ALL | {"sharing.decided_on": "2026-11-10"})
    case.share()
    facts = case.letter("v1/copy/P1/full/2026-11-10").facts
    assert isinstance(facts, CopyOfPlan)
    assert facts.sharing_basis == "Edith Marlow agreed to this on 10 November 2026."


SERVICES: Json = {"scope": "part", "sections": ["services"]}
SERVICES_AND_BUDGET: Json = {"scope": "part", "sections": ["services", "budget"]}
WHOLE: Json = {"scope": "full", "sections": []}
NOTHING: Json = {"scope": "none", "sections": []}


def decided(case: CaseUnderTest, day: int, how_much: Json) -> None:
    case.at(f"2026-11-{day:02} 14:41")
    changes = {f"sharing.{field}": value for field, value in how_much.items()}
    case.accept("record_consent", changes=changes | {"sharing.decided_on": f"2026-11-{day:02}"})
    case.share()
    send(case, Post())


@pytest.mark.rule("SHARE-9", "AMEND-3")
@pytest.mark.parametrize(
    ("first", "then", "instead_of", "another_goes"),
    [
        pytest.param(WHOLE, SERVICES, date(2026, 11, 6), [True], id="all, then a part"),
        pytest.param(SERVICES, WHOLE, date(2026, 11, 6), [], id="a part, then all"),
        pytest.param(SERVICES, SERVICES_AND_BUDGET, date(2026, 11, 6), [], id="a part, then more"),
        pytest.param(SERVICES_AND_BUDGET, SERVICES, date(2026, 11, 6), [True], id="a part, then less"),
        pytest.param(WHOLE, NOTHING, None, [False], id="all, then nothing"),
    ],
)
def test_of_one_version_the_letters_about_two_copies_say_which_one_counts(
    in_memory: CaseUnderTest, first: Json, then: Json, instead_of: date | None, another_goes: list[bool]
) -> None:
    case = in_memory
    agreed_on_friday(case, {f"plan.sharing.0.{field}": value for field, value in first.items()})
    send(case, Post())
    before = set(case.kept.notices)
    decided(case, 9, then)
    new = [key.partition("/")[2] for key in case.kept.notices if key not in before]
    copies = [case.letter(key).facts for key in new if "/copy/P1/" in key]
    assert [facts.instead_of for facts in copies if isinstance(facts, CopyOfPlan)] == (
        [instead_of] if instead_of else []
    )
    back = [case.letter(key).facts for key in new if "/copy_to_return/P1/" in key]
    assert [facts.another_goes for facts in back if isinstance(facts, CopyToReturn)] == another_goes


@pytest.mark.rule("SHARE-9")
def test_what_has_come_back_has_no_place_that_another_takes(in_memory: CaseUnderTest) -> None:
    case = in_memory
    agreed_on_friday(case)
    send(case, Post())
    decided(case, 9, NOTHING)
    case.accept("complete_task", changes={"task": "back:v1/copy/P1/full"})
    decided(case, 10, SERVICES)
    facts = case.letter("v1/copy/P1/part:services").facts
    assert isinstance(facts, CopyOfPlan)
    assert facts.instead_of is None


@pytest.mark.rule("SHARE-7", "SHARE-9")
def test_while_somebody_looks_at_the_part_no_other_copy_is_announced(in_memory: CaseUnderTest) -> None:
    case = in_memory
    named = example("clare-1-submission")["plan"]["providers"][0]["name"]
    agreed_on_friday(case, {"plan.contingency_plan": f"If {named} cannot come, ring the duty team."})
    send(case, Post())
    sections = [section.value for section in Section if section is not Section.SERVICES]
    decided(case, 9, {"scope": "part", "sections": sections})
    key = next(key for key in case.kept.notices if "/copy_to_return/P1/" in key)
    facts = case.letter(key.partition("/")[2]).facts
    assert isinstance(facts, CopyToReturn)
    assert not facts.another_goes


# A part copy whose text may say what was left out


@pytest.mark.rule("SHARE-7")
def test_a_part_copy_with_a_hit_waits_until_a_person_has_looked(case: CaseUnderTest) -> None:
    named = example("clare-1-submission")["plan"]["providers"][0]["name"]
    sections = [section.value for section in Section if section is not Section.SERVICES]
    part: Json = {"plan.sharing.0.scope": "part", "plan.sharing.0.sections": sections}
    agreed_on_friday(case, part | {"plan.contingency_plan": f"If {named} cannot come, ring the duty team."})
    (name,) = (name for name, kind in case.open_tasks().items() if kind is TaskKind.LOOK_AT_COPY)
    why = case.kept.tasks[name].why
    assert "a provider in risks_and_contingency" in why
    assert named not in why
    assert not any("/copy/P1" in key for key in case.kept.notices)
    assert case.accept("complete_task", changes={"task": name}).shares
    case.share()
    assert any("/copy/P1/part:" in key for key in case.kept.notices)


@pytest.mark.rule("SHARE-8")
@pytest.mark.parametrize("because_of_risk", [False, True])
def test_where_risk_is_the_reason_neither_letter_nor_record_says_what_is_missing(
    case: CaseUnderTest, because_of_risk: bool
) -> None:
    part: Json = {"plan.sharing.0.scope": "part", "plan.sharing.0.sections": ["services"]}
    agreed_on_friday(case, part | {"plan.sharing.0.because_of_risk": because_of_risk})
    key = "v1/copy/P1/part:services"
    facts = case.letter(key).facts
    assert isinstance(facts, CopyOfPlan)
    assert facts.is_part
    assert bool(facts.sections_left_out) is not because_of_risk
    with case.installation.files.open(case.plan_id) as file:
        record = b"".join(part.content for part in file.enclosed(f"{case.plan_id}/{key}")[2:])
    assert (b'"left_out":[]' in record.replace(b" ", b"")) is because_of_risk


# Random stories


def permitted(told: list[tuple[date, date, str, date | None]], on: date) -> str:
    """What P1 may have on a day, once more and without the product: of all that was said, in the order of its coming.

    Each: the day of the decision, the day of its coming, what it says, its last day. P1 delivers care, is named by no
    mark, and the person has capacity: so only a decision gives anything.
    """
    best: tuple[date, bool] | None = None
    says, last = "none", None
    for decided_on, came_on, scope, until in told:
        if decided_on > came_on:
            continue
        rank = (decided_on, scope == "none")
        if best is None or rank >= best:
            best, says, last = rank, scope, until
    return "none" if last is not None and last < on else says


@pytest.mark.rule("SHARE-2", "SHARE-6", "SHARE-9")
@pytest.mark.parametrize("seed", range(40))
def test_nobody_gets_what_was_not_permitted_when_it_went(seed: int) -> None:
    """Random decisions, dated before they come or on that day, some with an end; random tries to send, and failures."""
    dice = random.Random(seed)  # noqa: S311  # a story, not a secret
    case, post = a_case(), Post()
    told: list[tuple[date, date, str, date | None]] = [(date(2026, 11, 2), date(2026, 11, 3), "full", None)]
    went: list[tuple[str, str]] = []

    def judged(item: Item) -> None:
        if "/copy/P1/" in item.key:
            extent = item.key.split("/copy/P1/")[1].partition("/")[0].partition(":")[0]
            went.append((extent, permitted(told, london_day(case.now))))

    post.before = judged
    case.submit()
    case.at("2026-11-06 09:00")
    case.accept("decide", "clare-4-agreed")
    for _ in range(30):
        case.now += timedelta(hours=dice.choice((1, 5, 30)))
        match dice.choice(("decide", "queue", "send", "send")):
            case "decide":
                decided_on = london_day(case.now) - timedelta(days=dice.choice((0, 0, 1, 3)))
                scope = dice.choice(("full", "part", "none"))
                until = dice.choice((None, None, decided_on + timedelta(days=dice.randrange(4))))
                changes: Json = {
                    "sent_by.id": "sw-1042",
                    "sharing.scope": scope,
                    "sharing.sections": ["services"] if scope == "part" else [],
                    "sharing.decided_on": decided_on.isoformat(),
                    "sharing.until": until.isoformat() if until else None,
                }
                case.accept("record_consent", changes=changes)
                told.append((decided_on, london_day(case.now), scope, until))
            case "queue":
                case.queue_the_record()
            case _:
                send(case, post)
    assert [pair for pair in went if pair[0] != pair[1]] == []
    if permitted(told, london_day(case.now)) != "none":
        case.queue_the_record()
        send(case, post)
    has_one = any("/copy/P1/" in key for key in post.went)
    assert has_one or permitted(told, london_day(case.now)) == "none", "whoever may have it gets it"
